import { describe, expect, it } from 'vitest';
import { formatDay, formatListTime, formatTime, toDay, untilTomorrow } from './time.ts';

const local = (month: number, date: number, hour = 12) => new Date(2026, month - 1, date, hour, 5);

describe('times', () => {
  it('are hours and minutes in a thread', () => {
    expect(formatTime(local(5, 20, 0).toISOString())).toBe('00:05');
    expect(formatTime(local(5, 20, 15).toISOString())).toBe('15:05');
  });

  it('get shorter with distance in a list', () => {
    const today = toDay(local(5, 20));
    const text = (date: number, hour = 12) => formatListTime(local(5, date, hour).toISOString(), today);
    expect([text(20), text(19, 23), text(18), text(14), text(13)]).toEqual([
      '12:05',
      'Yesterday',
      'Monday',
      'Thursday',
      '05/13/26',
    ]);
  });

  it('name a thread’s days', () => {
    const name = (day: string) => formatDay(day, '2026-05-20');
    expect([name('2026-05-20'), name('2026-05-19'), name('2026-05-15'), name('2025-12-31')]).toEqual([
      'Today',
      'Yesterday',
      'Friday',
      'December 31, 2025',
    ]);
  });

  it('count days and not hours where the clock changes', () => {
    expect(formatDay('2026-03-28', '2026-03-29')).toBe('Yesterday');
    expect(formatDay('2026-10-24', '2026-10-25')).toBe('Yesterday');
    expect(untilTomorrow(new Date(2026, 4, 20, 23, 59, 59))).toBe(1_000);
  });
});
