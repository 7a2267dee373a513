import type { Clock } from '../../../domain/ports/runtime.ts';
import { HostRefused } from './leaveAtHost.ts';

/** How often WhatsApp may refuse a file until that is believed. */
const mostRefusals = 5;
/** How long a file is tried while nobody refuses it, in milliseconds. */
const unreachablePatience = 6 * 60 * 60_000;
const unreadablePatience = 10 * 60_000;
/** What counts of the time between two tries: while the number is not connected there are none. In milliseconds. */
const longestRest = 10 * 60_000;
/** Files that are remembered at most. */
const remembered = 10_000;

/** The file of a message can't be read here. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** A file that will not be left at WhatsApp. Its message is for people. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

type Failing = { refusals: number; spent: number; at: number };

/**
 * How long a file is tried. What was accepted goes out, so a network that is away for a while costs time and nothing else;
 * but all that comes after it in its conversation waits for it, so not without end.
 */
export function createPatience(clock: Pick<Clock, 'elapsed'>) {
  const failing = new Map<string, Failing>();

  return {
    /** A try failed. @returns why it was the last one, or `null` where it was not. */
    afterFailure(whatsappId: string, cause: unknown): UploadRefused | null {
      const before = failing.get(whatsappId);
      const at = clock.elapsed();
      const current = {
        refusals: (before?.refusals ?? 0) + (cause instanceof HostRefused ? 1 : 0),
        spent: before ? before.spent + Math.min(at - before.at, longestRest) : 0,
        at,
      };
      const sentence = reasonToStop(current, cause);
      if (sentence !== null) {
        failing.delete(whatsappId);
        return new UploadRefused(sentence, { cause });
      }
      if (failing.size >= remembered) failing.clear();
      failing.set(whatsappId, current);
      return null;
    },

    forget: (whatsappId: string): void => void failing.delete(whatsappId),
  };
}

function reasonToStop({ refusals, spent }: Failing, cause: unknown): string | null {
  if (cause instanceof HostRefused) {
    return refusals < mostRefusals ? null : 'WhatsApp does not take this file. Send it in another form.';
  }
  if (cause instanceof FileUnreadable) {
    const sentence = 'The file can’t be read on the server any more. Send it again as a new message.';
    return spent < unreadablePatience ? null : sentence;
  }
  const sentence = 'The file could not be brought to WhatsApp for hours. Try again later.';
  return spent < unreachablePatience ? null : sentence;
}
