import type { Ending } from './reconnect.ts';

/** The end of one connection, which may be months away, and what waits for it meanwhile. */
export function createEnding() {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const waiting = new Set<(ending: Ending) => void>();
  let reached: Ending | null = null;

  return {
    /** Never rejects. */
    promise,

    /** The first counts. */
    reach(ending: Ending): void {
      if (reached) return;
      reached = ending;
      resolve(ending);
      for (const tell of waiting) tell(ending);
    },

    /**
     * Resolves to what comes first. Whatever is raced with a promise stays with it until it resolves, result and all: with
     * the one of the whole connection every message would leave something behind.
     */
    async orEnded<Result>(work: Promise<Result>): Promise<Result | Ending> {
      const own = Promise.withResolvers<Ending>();
      if (reached) own.resolve(reached);
      else waiting.add(own.resolve);
      try {
        return await Promise.race([work, own.promise]);
      } finally {
        waiting.delete(own.resolve);
      }
    },
  };
}
