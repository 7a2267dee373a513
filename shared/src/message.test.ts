import { describe, expect, it } from 'vitest';
import { canBecome, canTakeOn, compareInThread, isFurther, messageStatusSchema } from './message.ts';

const statuses = messageStatusSchema.options;

describe('canBecome', () => {
  it.each([
    ['pending', ['sent', 'delivered', 'read', 'failed']],
    ['sent', ['delivered', 'read', 'failed']],
    ['failed', ['sent', 'delivered', 'read']],
    ['delivered', ['read']],
    ['read', []],
  ] as const)('leads from %s to %j alone', (from, nexts) => {
    expect(statuses.filter((to) => canBecome(from, to))).toEqual(nexts);
  });

  it('is further wherever the order of telling does not matter', () => {
    for (const from of statuses) {
      for (const to of statuses) {
        const isOneOfTwo = [from, to].toSorted().join() === 'failed,sent';
        expect([from, to, isFurther(to, from)]).toEqual([from, to, canBecome(from, to) && !isOneOfTwo]);
      }
    }
  });
});

describe('canTakeOn', () => {
  const failed = { status: 'failed', updatedAt: new Date(1_000).toISOString() } as const;

  it('lets a failure be undone by what was handed over after it, and by nothing earlier', () => {
    expect(canTakeOn(failed, { status: 'sent', transmittedAt: 1_001 })).toBe(true);
    expect(canTakeOn(failed, { status: 'sent', transmittedAt: 1_000 })).toBe(false);
    expect(canTakeOn(failed, { status: 'sent' })).toBe(false);
  });

  it('lets it turn out to have arrived at any time', () => {
    expect(canTakeOn(failed, { status: 'delivered' })).toBe(true);
    expect(canTakeOn({ ...failed, status: 'delivered' }, { status: 'failed' })).toBe(false);
    expect(canTakeOn({ ...failed, status: 'sent' }, { status: 'failed' })).toBe(true);
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
