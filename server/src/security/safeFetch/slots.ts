import { CommandError } from '@erp-whatsapp/shared/errors';
import { createFairQueue } from './fairQueue.ts';
import { withSignal } from './withSignal.ts';

/** Files that are fetched at a time: of all workspaces, of one, and how many more of one may wait for that. */
const most = { all: 24, each: 6 };
const mostWaiting = 60;
/** In milliseconds; and how long to hold back after that. */
const waitLimit = 10_000;
const heldBack = 5_000;

/** Places for files that are being fetched, so that no workspace takes all that the process has. */
export function createSlots(wait = waitLimit) {
  const queue = createFairQueue(most);

  return {
    /**
     * Waits for a place.
     * @returns what gives it back
     * @throws CommandError `RATE_LIMITED` when it takes too long, or too many wait
     */
    async take(workspaceId: string, ended: AbortSignal): Promise<() => void> {
      if (queue.waiting(workspaceId) >= mostWaiting) throw tooMany();
      const begun = Promise.withResolvers<void>();
      const done = Promise.withResolvers<void>();
      void queue.run(workspaceId, () => {
        begun.resolve();
        return done.promise;
      });
      try {
        await withSignal(begun.promise, AbortSignal.any([ended, AbortSignal.timeout(wait)]));
      } catch {
        done.resolve();
        throw tooMany();
      }
      return done.resolve;
    },
  };
}

function tooMany(): CommandError {
  return new CommandError(
    'RATE_LIMITED',
    'Too many files are being fetched just now. Try again in a moment.',
    heldBack,
  );
}
