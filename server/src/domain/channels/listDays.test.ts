import { expect, it } from 'vitest';
import { listDays } from './listDays.ts';

const at = (time: string) => Date.parse(time);
const toTimes = (days: ReturnType<typeof listDays>) =>
  days.map(({ day, from, to }) => [day, new Date(from).toISOString(), new Date(to).toISOString()]);

it('lists days that follow on each other, up to and with today', () => {
  const days = listDays({ now: at('2026-03-02T12:00:00Z'), days: 3, timeZone: 'UTC' });
  expect(toTimes(days)).toEqual([
    ['2026-02-28', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02', '2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'],
  ]);
});

it('goes by the calendar of the zone, not by that of UTC', () => {
  const now = at('2026-03-02T12:00:00Z');
  expect(listDays({ now, days: 1, timeZone: 'Pacific/Auckland' })).toEqual([
    { day: '2026-03-03', from: at('2026-03-02T11:00:00Z'), to: at('2026-03-03T11:00:00Z') },
  ]);
  expect(listDays({ now: at('2026-03-02T03:00:00Z'), days: 1, timeZone: 'America/New_York' })).toEqual([
    { day: '2026-03-01', from: at('2026-03-01T05:00:00Z'), to: at('2026-03-02T05:00:00Z') },
  ]);
  expect(listDays({ now, days: 1, timeZone: 'Asia/Kolkata' })).toEqual([
    { day: '2026-03-02', from: at('2026-03-01T18:30:00Z'), to: at('2026-03-02T18:30:00Z') },
  ]);
});

it.each([
  ['2026-03-29', 23],
  ['2026-10-25', 25],
  ['2026-10-26', 24],
])('gives %s in Berlin its %i hours', (day, hours) => {
  const [only] = listDays({ now: at(`${day}T12:00:00Z`), days: 1, timeZone: 'Europe/Berlin' });
  expect(only?.day).toBe(day);
  expect(((only?.to ?? 0) - (only?.from ?? 0)) / 3_600_000).toBe(hours);
});
