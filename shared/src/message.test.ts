import { describe, expect, it } from 'vitest';
import { canBecome, compareInThread } from './message.ts';

describe('canBecome', () => {
  it('never goes back', () => {
    expect(canBecome('read', 'delivered')).toBe(false);
    expect(canBecome('sent', 'failed')).toBe(false);
    expect(canBecome('sent', 'sent')).toBe(false);
  });
  it('lets a failed message turn out to have arrived', () => {
    expect(canBecome('failed', 'delivered')).toBe(true);
    expect(canBecome('pending', 'failed')).toBe(true);
  });
});

describe('compareInThread', () => {
  it('orders by time, then by id', () => {
    const at = (createdAt: string, id: string) => ({ createdAt, id });
    const early = at('2026-01-01T00:00:00.000Z', 'z');
    const late = at('2026-01-01T00:00:00.001Z', 'a');
    expect([late, early].toSorted(compareInThread)).toEqual([early, late]);
    expect(compareInThread(at('t', 'a'), at('t', 'b'))).toBeLessThan(0);
    expect(compareInThread(at('t', 'a'), at('t', 'a'))).toBe(0);
  });
});
