import { perLocale } from './perLocale.ts';
import { formatTime, toDay } from './time.ts';

const dateAndTime = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      ...{ day: 'numeric', month: 'short', year: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }),
);

/** "14:02" on the day of `now` (milliseconds since 1970), else "20 Nov 2026, 14:02". */
export function formatMoment(iso: string, now: number): string {
  return toDay(new Date(iso)) === toDay(new Date(now)) ? formatTime(iso) : dateAndTime().format(new Date(iso));
}
