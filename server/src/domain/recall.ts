import { keepLatest } from './keepLatest.ts';

/** Entries that are kept at most; beyond that the oldest go. */
const capacity = 10_000;
/** How long what another process changed may stay unseen, in milliseconds. */
export const maxAge = 10_000;

/** What was read a moment ago, so that it need not be read for every message. */
export type Recall<Value> = {
  find: (key: string) => Value | null;
  keep: (key: string, value: Value) => void;
  /** What is kept, else what `read` gives, which is then kept. `null` never is. */
  get: (key: string, read: () => Promise<Value | null>) => Promise<Value | null>;
  /** To be called after a change has been stored. */
  forget: (key: string) => void;
};

/** @param now in milliseconds; so is the age at which what is kept is read again */
export function createRecall<Value>(now: () => number, age: number = maxAge): Recall<Value> {
  const kept = new Map<string, { value: Value; until: number }>();
  // What was asked for before a change and is answered after it may be as it was before.
  let changes = 0;

  return {
    find,
    keep,
    async get(key, read) {
      const known = find(key);
      if (known !== null) return known;
      const changesBefore = changes;
      const value = await read();
      if (value !== null && changes === changesBefore) keep(key, value);
      return value;
    },
    forget(key) {
      changes += 1;
      kept.delete(key);
    },
  };

  function find(key: string): Value | null {
    const entry = kept.get(key);
    return entry && entry.until > now() ? entry.value : null;
  }

  function keep(key: string, value: Value): void {
    keepLatest(kept, [key, { value, until: now() + age }], capacity);
  }
}
