/**
 * A steady rate with room for a burst.
 * @param now in milliseconds
 * @returns how long to wait for the next one, in milliseconds; 0 when this one may pass
 */
export function createTokenBucket(limit: { perSecond: number; burst: number }, now: () => number): () => number {
  let tokens = limit.burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(limit.burst, tokens + ((at - filledAt) / 1000) * limit.perSecond);
    filledAt = at;
    if (tokens < 1) return Math.ceil(((1 - tokens) / limit.perSecond) * 1000);
    tokens -= 1;
    return 0;
  };
}
