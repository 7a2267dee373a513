/** How long a change may come after others with larger numbers, at most; the server counts on ten seconds. In milliseconds. */
const settlingTime = 15_000;

export type SyncCursor = ReturnType<typeof createSyncCursor>;

/**
 * Up to which change the store has everything. While the socket stands, what happens is heard, but not always in the order
 * of its numbers: the largest number that was heard counts only when the slower ones have had their time.
 * @param now in milliseconds
 */
export function createSyncCursor(now: () => number) {
  let settled: number | null = null;
  let ripening = 0;
  let heard = 0;
  let ripeAt = 0;
  let isGapless = false;

  return {
    /**
     * After a gap: what is heard does not count until what was missed has been read.
     * @returns where to go on; `null` as long as nothing was read
     */
    pause(): number | null {
      isGapless = false;
      return settled;
    },

    /** Everything up to here was read. */
    moveTo(seq: number): void {
      isGapless = true;
      settled = seq;
      ripening = seq;
      heard = seq;
      ripeAt = now() + settlingTime;
    },

    /** A change was heard of. */
    hear(seq: number): void {
      if (!isGapless) return;
      heard = Math.max(heard, seq);
      if (now() < ripeAt) return;
      settled = ripening;
      ripening = heard;
      ripeAt = now() + settlingTime;
    },
  };
}
