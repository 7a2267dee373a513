import { perLocale } from './perLocale.ts';

const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const date = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }));

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "5 minutes ago", "yesterday"; the date when it is over a week ago; `null` within the last minute. */
export function formatAgo(iso: string, now: number): string | null {
  const passed = Math.max(now - Date.parse(iso), 0);
  if (passed < minute) return null;
  if (passed < hour) return relative().format(-Math.floor(passed / minute), 'minute');
  if (passed < day) return relative().format(-Math.floor(passed / hour), 'hour');
  if (passed < 7 * day) return relative().format(-Math.floor(passed / day), 'day');
  return formatDate(iso);
}

/** "12 November 2026" */
export function formatDate(iso: string): string {
  return date().format(new Date(iso));
}
