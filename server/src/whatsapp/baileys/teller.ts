import PQueue from 'p-queue';
import type { Log } from '../../domain/ports/runtime.ts';
import { reasonOf } from './reasonOf.ts';

/** Pauses between tries of what the domain could not store, in milliseconds; the last one repeats. */
const pauses = [100, 500, 2_000, 10_000];

/**
 * Tells the domain one thing after another. What it can't store is tried again until it can, since nothing may be told
 * before what came earlier. At the end each thing gets one last try: what is lost of it will come from WhatsApp or from
 * the journal again.
 */
export function createTeller(log: Log, channelId: string) {
  const queue = new PQueue({ concurrency: 1 });
  const ending = Promise.withResolvers<void>();
  let isEnding = false;
  let isClosed = false;

  return {
    /** @param isUrgent goes before all that waits. @returns whether it is stored now. */
    tell(work: () => Promise<void>, isUrgent = false): Promise<boolean> {
      return queue.add(() => tellUntilStored(work), { priority: isUrgent ? 1 : 0 });
    },

    /** Tells what is left and then nothing more. */
    async close(): Promise<void> {
      isEnding = true;
      ending.resolve();
      await queue.onIdle();
      isClosed = true;
    },
  };

  async function tellUntilStored(work: () => Promise<void>): Promise<boolean> {
    for (let tries = 0; !isClosed; tries += 1) {
      const isLastTry = isEnding;
      try {
        await work();
        return true;
      } catch (error) {
        log.warn({ channelId, tries, reason: reasonOf(error) }, 'what WhatsApp told could not be stored');
        if (isLastTry) return false;
      }
      await pause(pauses[Math.min(tries, pauses.length - 1)] ?? 0);
    }
    return false;
  }

  /** Ends early when the teller does. */
  async function pause(duration: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, duration);
    await Promise.race([promise, ending.promise]);
    clearTimeout(timer);
  }
}

export type Teller = ReturnType<typeof createTeller>;
