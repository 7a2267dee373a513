import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countWaiting } from './countWaiting.ts';

describe('how many conversations wait', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** @param counts what the server answers, one question after another */
  function start(counts: (number | null)[], known: [string, boolean][] = []) {
    const shown: number[] = [];
    const answers: ((count: number | null) => void)[] = [];
    const waiting = countWaiting({
      ask: () => new Promise((resolve) => answers.push(resolve)),
      listKnown: () => known,
      onCount: (count) => shown.push(count),
    });
    const answer = async () => {
      answers.shift()?.(counts.shift() ?? null);
      await vi.advanceTimersByTimeAsync(0);
    };
    return { waiting, shown, answer, questions: () => answers.length };
  }

  it('is the server’s count, and then follows what is known', async () => {
    const { waiting, shown, answer, questions } = start(
      [10_000],
      [
        ['a', true],
        ['b', false],
      ],
    );
    await answer();
    waiting.told('a', false);
    waiting.told('a', false);
    waiting.told('b', true);
    expect(shown).toEqual([10_000, 9_999, 10_000]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(questions()).toBe(0);
  });

  it('is asked for anew after something unknown, once in a while', async () => {
    const { waiting, shown, answer, questions } = start([1, 5, 7], [['a', true]]);
    await answer();
    for (const id of ['x', 'y', 'z']) waiting.told(id, true);
    expect(questions()).toBe(0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(questions()).toBe(1);
    await answer();
    waiting.told('x', false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown.at(-1)).toBe(5);
    expect(questions()).toBe(1);
  });

  it('is asked for anew when something changed while the server counted', async () => {
    const { waiting, shown, answer } = start([3, 2], [['a', true]]);
    waiting.told('a', false);
    await answer();
    await vi.advanceTimersByTimeAsync(5_000);
    await answer();
    expect(shown).toEqual([3, 2]);
  });

  it('stays as it was while nobody answers', async () => {
    const { waiting, shown, answer } = start([4, null], [['a', true]]);
    await answer();
    await vi.advanceTimersByTimeAsync(5_000);
    waiting.askAgain();
    await answer();
    waiting.told('a', false);
    expect(shown).toEqual([4, 3]);
    waiting.stop();
    waiting.askAgain();
  });
});
