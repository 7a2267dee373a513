/** One day of a time zone: from its beginning up to, and without, the next one's, in milliseconds. */
export type Day = { day: string; from: number; to: number };

/** The last days of an IANA time zone up to and with today, the earliest first. Some have 23 hours, some 25. */
export function listDays({ now, days, timeZone }: { now: number; days: number; timeZone: string }): Day[] {
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const today = Math.floor(readClock(clock, now) / dayLength);
  const starts = Array.from({ length: days + 1 }, (_, index) => startOf(clock, (today - days + 1 + index) * dayLength));
  return Array.from({ length: days }, (_, index) => ({
    day: new Date((today - days + 1 + index) * dayLength).toISOString().slice(0, 10),
    from: starts[index] ?? 0,
    to: starts[index + 1] ?? 0,
  }));
}

const dayLength = 24 * 60 * 60 * 1000;

/** What the clocks of a zone show at a moment, as if they showed UTC. */
function readClock(clock: Intl.DateTimeFormat, moment: number): number {
  const shown = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const read = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

/** The moment at which clocks show a midnight; looked for twice, since they may be set between the first guess and it. */
function startOf(clock: Intl.DateTimeFormat, midnight: number): number {
  const guess = midnight - (readClock(clock, midnight) - midnight);
  return midnight - (readClock(clock, guess) - guess);
}
