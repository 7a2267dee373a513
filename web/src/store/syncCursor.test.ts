import { expect, it } from 'vitest';
import { createSyncCursor } from './syncCursor.ts';

function makeCursor() {
  let time = 0;
  const cursor = createSyncCursor(() => time);
  return {
    cursor,
    /** Where the next connection would go on. */
    stand: (): number | null => cursor.pause(),
    hearAt(at: number, seq: number) {
      time = at;
      cursor.hear(seq);
    },
  };
}

it('has nothing before something was read', () => {
  const { stand, hearAt } = makeCursor();
  hearAt(60_000, 12);
  expect(stand()).toBeNull();
});

it('counts what was heard only when it has settled', () => {
  const standAfter = (...heard: [at: number, seq: number][]) => {
    const { cursor, hearAt, stand } = makeCursor();
    cursor.moveTo(5);
    for (const [at, seq] of heard) hearAt(at, seq);
    return stand();
  };
  const first: [number, number][] = [
    [1_000, 9],
    [14_999, 8],
    [15_000, 20],
  ];
  expect(standAfter(...first)).toBe(5);
  expect(standAfter(...first, [29_999, 21])).toBe(5);
  expect(standAfter(...first, [29_999, 21], [30_000, 22])).toBe(20);
});

it('does not count what is heard after a gap before the gap was read', () => {
  const { cursor, hearAt, stand } = makeCursor();
  cursor.moveTo(5);
  hearAt(15_000, 20);
  expect(stand()).toBe(5);
  hearAt(31_000, 22);
  hearAt(60_000, 23);
  expect(stand()).toBe(5);
  cursor.moveTo(23);
  expect(stand()).toBe(23);
});

it('starts over from what is read, also where that is less', () => {
  const { cursor, hearAt, stand } = makeCursor();
  cursor.moveTo(50);
  hearAt(40_000, 60);
  cursor.moveTo(3);
  hearAt(41_000, 4);
  expect(stand()).toBe(3);
});
