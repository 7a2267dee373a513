import { format } from 'node:util';
import type { Log } from '../../domain/ports/runtime.ts';

const methods = ['debug', 'info', 'log', 'warn', 'error'] as const;

let isInstalled = false;
let currentLog: Log;

/**
 * Keeps libsignal off the console for good: it prints whole Signal sessions with their private keys there. That it
 * spoke goes to the log at `debug`, without what it said; everyone else's console is as before. The latest log is used.
 */
export function quietConsole(log: Log): void {
  currentLog = log;
  if (isInstalled) return;
  isInstalled = true;
  const target = globalThis.console;
  for (const method of methods) {
    const original = target[method].bind(target);
    target[method] = (...args: unknown[]) => {
      if (isFromLibsignal(new Error().stack ?? '') || args.some(isSignalSession)) {
        currentLog.debug({ said: firstWords(args) }, 'libsignal');
      } else {
        original(...args);
      }
    };
  }
}

/** Anywhere among the callers: others may have wrapped the console once more. */
function isFromLibsignal(stack: string): boolean {
  return /[\\/]libsignal[\\/]/.test(stack);
}

/** For whatever way a session gets here: no other object has these two. */
function isSignalSession(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'currentRatchet' in value && 'indexInfo' in value;
}

/** Its sentences are fixed words; what varies comes after a colon or in further arguments. */
function firstWords([first]: unknown[]): string {
  return typeof first === 'string' ? format('%s', first).split(':', 1).join('').slice(0, 60) : '';
}
