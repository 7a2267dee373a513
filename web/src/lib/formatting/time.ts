import { perLocale } from './perLocale.ts';

const time = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
);
const weekday = perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long' }));
const shortDate = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: '2-digit' }),
);
const longDate = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }),
);
const exact = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }));
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/** A day in the viewer's time zone, `2026-11-21`: sorts and compares as text. */
export type Day = string;

export function toDay(at: Date): Day {
  const month = String(at.getMonth() + 1).padStart(2, '0');
  return `${at.getFullYear()}-${month}-${String(at.getDate()).padStart(2, '0')}`;
}

/** Milliseconds until the viewer's next day begins; days with a clock change are longer or shorter. */
export function untilTomorrow(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
}

/** `14:02` */
export function formatTime(iso: string): string {
  return time().format(new Date(iso));
}

/** Day, date and time to the second. */
export function formatExact(iso: string): string {
  return exact().format(new Date(iso));
}

/** For a list: the time today, "Yesterday", the weekday within seven days, else a short date. */
export function formatListTime(iso: string, today: Day): string {
  const day = toDay(new Date(iso));
  if (day >= today) return formatTime(iso);
  return formatRecentDay(day, today) ?? shortDate().format(new Date(iso));
}

/** For a thread: "Today", "Yesterday", the weekday within seven days, else the date. */
export function formatDay(day: Day, today: Day): string {
  return formatRecentDay(day, today) ?? longDate().format(toNoon(day));
}

function formatRecentDay(day: Day, today: Day): string | null {
  const daysAgo = Math.round((toNoon(today).getTime() - toNoon(day).getTime()) / 86_400_000);
  if (daysAgo <= 0) return daysAgo === 0 ? capitalise(relative().format(0, 'day')) : null;
  if (daysAgo === 1) return capitalise(relative().format(-1, 'day'));
  return daysAgo < 7 ? weekday().format(toNoon(day)) : null;
}

/** Noon exists on every day, whatever the clocks do at night. */
function toNoon(day: Day): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
