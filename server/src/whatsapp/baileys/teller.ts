import PQueue from 'p-queue';
import type { Log } from '../../domain/ports/runtime.ts';
import { reasonOf } from './reasonOf.ts';

/** How many chats are told of at the same moment. */
const parallelChats = 16;
/** Pauses between tries of what the domain could not store, in milliseconds; the last one repeats. */
const pauses = [100, 500, 2_000, 10_000];

/**
 * Tells the domain what happens in a chat one thing after another, and of different chats side by side. What it can't
 * store is tried again until it can, since nothing of that chat may be told before what came earlier. At the end each
 * thing gets one last try: what is lost of it will come from WhatsApp or from the journal again.
 */
export function createTeller(log: Log, channelId: string) {
  const slots = new PQueue({ concurrency: parallelChats });
  const tails = new Map<string, Promise<boolean>>();
  const ending = Promise.withResolvers<void>();
  let isEnding = false;
  let isClosed = false;

  return {
    /**
     * @param chat the names under which the chat is known; one in common makes it the same
     * @returns whether it is stored now
     */
    tell: (chat: readonly string[], work: () => Promise<void>): Promise<boolean> => tellAfter(chat, work),

    /** Tells what is of the number itself: in order, and before the chats that wait. */
    tellState: (work: () => Promise<void>): Promise<boolean> => tellAfter([ofNumber], work, 1),

    /** Tells something when all is told that came before. */
    tellLast: (work: () => Promise<void>): Promise<boolean> => tellAfter([...tails.keys()], work),

    /** Tells what is left and then nothing more. */
    async close(): Promise<void> {
      isEnding = true;
      ending.resolve();
      while (tails.size > 0) await Promise.all(tails.values());
      isClosed = true;
    },
  };

  async function tellAfter(names: readonly string[], work: () => Promise<void>, priority = 0): Promise<boolean> {
    const before = Promise.all(names.map((name) => tails.get(name)));
    const told = before.then(() => slots.add(() => tellUntilStored(work), { priority }));
    for (const name of names) tails.set(name, told);
    const isStored = await told;
    for (const name of names) if (tails.get(name) === told) tails.delete(name);
    return isStored;
  }

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

/** No chat has this name. */
const ofNumber = '';

export type Teller = ReturnType<typeof createTeller>;
