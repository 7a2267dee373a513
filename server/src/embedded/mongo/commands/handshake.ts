import { maxDocumentBytes } from '../values.ts';
import { maxMessageBytes } from '../wire/frames.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';

/** The wire protocol of MongoDB 7.0: what is newer (client-side bulkWrite, …) drivers then leave alone. */
const wireVersion = 21;
const versionParts = [7, 0, 0, 0];

/**
 * Presents a standalone server: drivers then send neither transactions nor retryable writes. Without a
 * `topologyVersion` they poll instead of asking for streamed answers.
 */
function hello({ request, connectionId }: CommandContext): CommandResult {
  const primary = request.name === 'hello' ? { isWritablePrimary: true } : { ismaster: true };
  return {
    helloOk: true,
    ...primary,
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
  };
}

const helloCommand: Command = { options: [], isWrite: false, run: hello };

const buildInfoCommand: Command = {
  options: [],
  isWrite: false,
  run: () => ({
    version: versionParts.slice(0, 3).join('.'),
    versionArray: versionParts,
    gitVersion: 'embedded',
    bits: 64,
    debug: false,
    maxBsonObjectSize: maxDocumentBytes,
    storageEngines: ['sqlite'],
    modules: [],
  }),
};

const emptyCommand: Command = { options: [], isWrite: false, run: () => ({}) };

export const handshakeCommands: [string, Command][] = [
  ['hello', helloCommand],
  ['isMaster', helloCommand],
  ['ismaster', helloCommand],
  ['ping', emptyCommand],
  ['endSessions', emptyCommand],
  ['buildInfo', buildInfoCommand],
  ['buildinfo', buildInfoCommand],
];
