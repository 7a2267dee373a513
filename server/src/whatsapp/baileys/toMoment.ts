/** Within this, what WhatsApp tells has happened just now. In milliseconds. */
const justNow = 2_000;

/**
 * WhatsApp tells times in whole seconds, cut off. What happens just now gets our clock's time, so that nothing seems to
 * be delivered before it was sent. @returns milliseconds
 */
export function toMoment(seconds: string | undefined, now: number): number {
  const told = Number(seconds) * 1000;
  return told > 0 && Math.abs(now - told) > justNow ? told : now;
}
