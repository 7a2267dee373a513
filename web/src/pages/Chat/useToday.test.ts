import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useToday } from './useToday.ts';

const second = 1_000;
const hour = 3_600 * second;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function start(...at: [year: number, month: number, date: number, hour: number]) {
  vi.setSystemTime(new Date(...at));
  return renderHook(() => useToday()).result;
}

describe('today', () => {
  it('becomes tomorrow at midnight, night after night', () => {
    const today = start(2026, 4, 20, 23);
    expect(today.current).toBe('2026-05-20');
    act(() => void vi.advanceTimersByTime(hour - second));
    expect(today.current).toBe('2026-05-20');
    act(() => void vi.advanceTimersByTime(second));
    expect(today.current).toBe('2026-05-21');
    act(() => void vi.advanceTimersByTime(24 * hour));
    expect(today.current).toBe('2026-05-22');
  });

  it('is right as soon as a computer that slept is looked at again, and waits for midnight once', () => {
    const today = start(2026, 4, 20, 12);
    vi.setSystemTime(new Date(2026, 4, 22, 8));
    for (let looks = 0; looks < 3; looks += 1) act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(today.current).toBe('2026-05-22');
    expect(vi.getTimerCount()).toBe(1);
  });
});
