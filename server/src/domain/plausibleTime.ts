/** When this release was made; to be moved on with each. Before that it can't run. In milliseconds. */
const releasedAt = Date.UTC(2026, 10, 1);

/** Whether a clock can be right that says `now`: machines without a battery begin in 1970 or with their last start. */
export function isPlausible(now: number): boolean {
  return now >= releasedAt;
}
