import { setTimeout as pause } from 'node:timers/promises';

/**
 * What woke the work is first told to those who wait for it in front of a screen: their programs and this one share the
 * machine, and WhatsApp is further away than that. In milliseconds.
 */
const headStart = 2;

/**
 * Work on subjects that is woken: at most one run a subject at a time, and a wake-up during a run makes it run once
 * more, so that none is lost and none piles up. It begins when those who wait for what woke it have been told.
 */
export function createWakeable<Subject>(parts: {
  keyOf: (subject: Subject) => string;
  run: (subject: Subject) => Promise<void>;
  /** Gets what a run threw; the work rests until it is woken again. */
  onError: (subject: Subject, error: unknown) => void;
}) {
  const running = new Map<string, { isWoken: boolean; ended: Promise<void> }>();
  let isClosed = false;

  return {
    wake(subject: Subject): void {
      if (isClosed) return;
      const key = parts.keyOf(subject);
      const current = running.get(key);
      if (current) {
        current.isWoken = true;
        return;
      }
      const entry = { isWoken: false, ended: Promise.resolve() };
      running.set(key, entry);
      entry.ended = repeat(subject, entry);
    },

    /** Takes no more wake-ups. Resolves when what runs has ended. */
    async close(): Promise<void> {
      isClosed = true;
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };

  async function repeat(subject: Subject, entry: { isWoken: boolean }): Promise<void> {
    await pause(headStart);
    do {
      entry.isWoken = false;
      try {
        await parts.run(subject);
      } catch (error) {
        parts.onError(subject, error);
      }
    } while (entry.isWoken && !isClosed);
    running.delete(parts.keyOf(subject));
  }
}
