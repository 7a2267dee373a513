import PQueue from 'p-queue';

/** Runs work of many keys, `all` at a time at most, and `each` of one key: nobody waits for more than that of somebody else. */
export function createFairQueue({ all, each }: { all: number; each: number }) {
  const everybody = new PQueue({ concurrency: all });
  const own = new Map<string, PQueue>();

  return {
    waiting: (key: string): number => own.get(key)?.size ?? 0,

    /** Settles as `work` does, whose place is free only then. */
    run<T>(key: string, work: () => Promise<T>): Promise<T> {
      return find(key).add(() => everybody.add(work));
    },
  };

  function find(key: string): PQueue {
    const found = own.get(key);
    if (found) return found;
    const queue = new PQueue({ concurrency: each });
    own.set(key, queue);
    queue.addEventListener('idle', () => own.delete(key));
    return queue;
  }
}
