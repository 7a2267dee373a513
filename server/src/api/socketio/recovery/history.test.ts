import { beforeEach, describe, expect, it } from 'vitest';
import { createHistory, type History, readOffset, toOffset } from './history.ts';

let now: number;
let history: History;

beforeEach(() => {
  now = 1_000;
  history = createHistory({ process: '0123abcd', keptFor: 100, clock: { elapsed: () => now } });
});

function add(rooms: string[], { except = [], event = 'said' }: { except?: string[]; event?: string } = {}): void {
  history.add({ rooms, except, event, payload: null, key: null });
}

const listNumbers = (from: Parameters<History['list']>[0], ...rooms: string[]) =>
  history.list(from, new Set(rooms)).map(({ number }) => number);

describe('what was told', () => {
  it('is listed by room, after a number or since a time, without what was not for the asker', () => {
    add(['a']);
    add(['b', 'c']);
    now += 10;
    add(['a', 'b'], { except: ['c'] });
    expect(listNumbers({ after: 0 }, 'a')).toEqual([1, 3]);
    expect(listNumbers({ after: 1 }, 'a')).toEqual([3]);
    expect(listNumbers({ after: 0 }, 'b', 'c')).toEqual([2]);
    expect(listNumbers({ since: now }, 'b')).toEqual([3]);
    expect(listNumbers({ after: 3 }, 'a', 'b')).toEqual([]);
    expect(readOffset(history.here())).toEqual({ process: '0123abcd', number: 3 });
  });

  it('is forgotten after its time, and that loses nobody anything who went later', () => {
    add(['a']);
    now += 101;
    add(['a']);
    expect(listNumbers({ after: 0 }, 'a')).toEqual([2]);
    expect(history.hasAllAfter(0, now - 50)).toBe(true);
    expect(history.hasAllSince(now - 50)).toBe(true);
    expect(history.hasAllSince(500)).toBe(false);
  });

  it('is cut where there is too much of it, and says so', () => {
    for (let count = 0; count <= 50_000; count += 1) add(['a']);
    expect(history.hasAllAfter(0, now)).toBe(false);
    expect(history.hasAllAfter(1, now)).toBe(true);
    expect(history.hasAllSince(now)).toBe(false);
    now += 1;
    expect(history.hasAllAfter(0, now)).toBe(true);
  });
});

describe('a place', () => {
  it('can be read again', () => {
    const place = { process: '0123abcd', number: 123_456 };
    expect(readOffset(toOffset(place))).toEqual(place);
  });

  it.each([null, 5, {}, '', '1700000000000-0', '0123abcd', '0123abcd.', '0123ABCD.5', `0123abcd.${'9'.repeat(20)}`])(
    'is none: %j',
    (text) => expect(readOffset(text)).toBeNull(),
  );
});
