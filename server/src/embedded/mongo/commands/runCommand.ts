import { toCommandError } from '../engine/openStore.ts';
import { CommandError } from '../errors.ts';
import type { BsonDocument } from '../values.ts';
import { writeDocument } from '../values.ts';
import { checkConcerns } from './checkConcerns.ts';
import type { Command, CommandContext, CommandResult } from './command.ts';
import { commands } from './commands.ts';
import { readFields, refuseUnknownFields } from './readFields.ts';

/** What drivers may add to every command. */
const commonOptions = [
  'lsid',
  '$db',
  '$clusterTime',
  '$readPreference',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
];

const knownOptions = new Map(
  [...commands].map(([name, { options }]) => [name, new Set([name, ...commonOptions, ...options])]),
);

export type RunContext = Omit<CommandContext, 'fields'>;

/** Runs one command to its end and gives its whole answer; a refusal is an answer too. */
export function runCommand(context: RunContext): Uint8Array | Promise<Uint8Array> {
  try {
    const result = perform(context);
    if (result instanceof Promise) return result.then(successReply).catch(errorReply);
    return result instanceof Uint8Array ? result : successReply(result);
  } catch (error) {
    return errorReply(error);
  }
}

function successReply(fields: BsonDocument): Uint8Array {
  return writeDocument({ ...fields, ok: 1 });
}

export function errorReply(error: unknown): Uint8Array {
  const { message, code, codeName, details } = toCommandError(error);
  return writeDocument({ ok: 0, errmsg: message, code, codeName, ...details });
}

function perform(context: RunContext): CommandResult {
  const { name, body, isLegacy } = context.request;
  const command = commands.get(name);
  if (command === undefined) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  if (isLegacy && !isHello(name)) {
    throw new CommandError('UnsupportedOpQueryCommand', `Unsupported OP_QUERY command: ${name}.`);
  }
  if (!isHello(name)) checkOptions(name, body, command);
  const run = () => command.run({ ...context, fields: readFields(name, body) });
  return command.isWrite ? context.store.commits.write(run) : run();
}

/** The handshake says who the client is in fields that grow with each driver; they change nothing here. */
function isHello(name: string): boolean {
  return name === 'hello' || name === 'isMaster' || name === 'ismaster';
}

function checkOptions(name: string, body: BsonDocument, command: Command): void {
  if (
    Object.hasOwn(body, 'txnNumber') ||
    Object.hasOwn(body, 'startTransaction') ||
    Object.hasOwn(body, 'autocommit')
  ) {
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  refuseUnknownFields(name, body, knownOptions.get(name) ?? new Set());
  checkConcerns(name, body, command.isWrite);
}
