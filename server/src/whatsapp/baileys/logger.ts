import type { SocketConfig } from 'baileys';
import type { Log } from '../../domain/ports/runtime.ts';
import { reasonOf } from './reasonOf.ts';

export type BaileysLogger = SocketConfig['logger'];

/**
 * What Baileys logs, without what it logs it about: its objects hold keys and messages. Only its sentence and an
 * error's own are kept. What it calls an error is often an ordinary loss of the connection, so it goes one level down.
 */
export function createBaileysLogger(log: Log, channelId: string): BaileysLogger {
  const write = (line: Log['debug']) => (about: unknown, message?: string) => {
    const reason = readReason(about);
    const sentence = typeof about === 'string' ? about : message;
    line({ channelId, ...(reason === null ? {} : { reason }) }, `baileys: ${sentence ?? 'no message'}`);
  };
  const drop = () => undefined;
  const logger: BaileysLogger = {
    level: 'info',
    child: () => logger,
    trace: drop,
    debug: drop,
    info: write(log.debug),
    warn: write(log.debug),
    error: write(log.warn),
  };
  return logger;
}

/** The sentence of the error among the fields, under whichever name it is there. */
function readReason(about: unknown): string | null {
  if (typeof about !== 'object' || about === null) return null;
  const error = Object.values(about).find((value) => value instanceof Error);
  return error instanceof Error ? reasonOf(error) : null;
}
