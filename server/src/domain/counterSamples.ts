/** Samples that are closer together than this are one, and older than this nobody asks for. In milliseconds. */
const shortestGap = 250;
const longestAge = 90_000;

type Sample = { value: number; at: number };

/**
 * What was seen of a counter that others count on too, and when. Time counts only up to the begin of a read that has been
 * answered: as long as the database stands still, what others write there does too.
 * @param now in milliseconds, at an even pace
 */
export function createCounterSamples(now: () => number) {
  let samples: Sample[] = [];
  let readAt = Number.NEGATIVE_INFINITY;

  return {
    /** To be called with each answer of the database. `begunAt`: when it was asked. */
    note(value: number, begunAt: number): void {
      readAt = Math.max(readAt, begunAt);
      const at = now();
      const last = samples.at(-1);
      if (last && at - last.at < shortestGap) return;
      samples = [...samples.filter((sample) => at - sample.at < longestAge), { value, at }];
    },

    /** Whether it was read a moment ago. */
    isFresh: (): boolean => now() - readAt < shortestGap,

    /** The counter of at least `age` milliseconds ago; `null` when nothing was seen of it so long ago. */
    ago(age: number): number | null {
      return samples.findLast(({ at }) => at + age <= readAt)?.value ?? null;
    },
  };
}

export type CounterSamples = ReturnType<typeof createCounterSamples>;
