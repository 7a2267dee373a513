import pino from 'pino';
import type { Config } from './config.ts';
import type { Log } from './domain/ports/runtime.ts';

/** Fields whose values never reach a log, wherever they come from. */
const redacted = ['token', 'password', 'authorization', 'cookie', 'apiKey', 'secret', 'content', 'text'];

/** One JSON line an event on standard output. */
export function createLog(level: Config['logLevel']): Log {
  const logger = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redacted.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  });
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
