export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogLine = { level: LogLevel; message: string; [detail: string]: unknown };
export type Log = (line: LogLine) => void;

/** What a thrown value has to say, for a log line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
