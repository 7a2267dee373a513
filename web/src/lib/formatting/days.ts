import { perLocale } from './perLocale.ts';
import type { Day } from './time.ts';

const long = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }),
);
const short = perLocale((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', timeZone: 'UTC' }));

/** "Friday, 20 November" */
export function formatLongDay(day: Day): string {
  return long().format(new Date(day));
}

/** The day of the month alone. */
export function formatShortDay(day: Day): string {
  return short().format(new Date(day));
}
