/** Runs work of the same key one after another, of different keys side by side. */
export type KeyedQueue = { run: <T>(key: string, work: () => Promise<T>) => Promise<T> };

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(work);
      // The queue goes on after a failure; the caller gets it from `result`.
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return result;
    },
  };
}
