import { describe, expect, it } from 'vitest';
import { setRow } from '#store/slices/rows.ts';
import { makeThread } from '#store/slices/thread.ts';
import { makeMessage } from '#testing/factories.ts';
import { makeSelectItems } from './layout.ts';

const day = (date: number, hour: number) => new Date(2026, 4, date, hour).toISOString();

function threadOf(...messages: ReturnType<typeof makeMessage>[]) {
  const thread = makeThread();
  for (const message of messages) setRow(thread, { ...message, key: message.id, isStored: true });
  return thread;
}

describe('a thread’s items', () => {
  const first = makeMessage({ id: 'a', createdAt: day(1, 9) });
  const second = makeMessage({ id: 'b', createdAt: day(1, 10) });
  const own = makeMessage({ id: 'c', createdAt: day(1, 11), isOutgoing: true, sender: { id: 'u1', name: 'Bea' } });
  const other = makeMessage({ id: 'd', createdAt: day(1, 12), isOutgoing: true, sender: { id: 'u2', name: 'Carl' } });
  const nextDay = makeMessage({ id: 'e', createdAt: day(2, 9), isOutgoing: true, sender: { id: 'u2', name: 'Carl' } });

  it('begin a run with each author, day and with the unread line', () => {
    const thread = { ...threadOf(first, second, own, other, nextDay), unreadFrom: 'b' };
    const items = makeSelectItems()(thread).map((item) =>
      item.kind === 'message' ? `${item.isRunStart ? '<' : ''}${item.key}${item.isRunEnd ? '>' : ''}` : item.key,
    );
    expect(items).toEqual(['day:2026-05-01', '<a>', 'unread', '<b>', '<c>', '<d>', 'day:2026-05-02', '<e']);
    const run = makeSelectItems()(threadOf(first, second, own)).slice(1);
    expect(run).toMatchObject([{ isRunStart: true, isRunEnd: false }, { isRunStart: false, isRunEnd: true }, {}]);
  });

  it('leave out what waits where the end is not loaded', () => {
    const thread = { ...threadOf(first), newer: 'some' as const };
    setRow(thread, { ...own, status: 'pending', key: 'c', isStored: false });
    expect(makeSelectItems()(thread).map(({ key }) => key)).toEqual(['day:2026-05-01', 'a']);
    expect(makeSelectItems()({ ...thread, newer: 'none' }).map(({ key }) => key)).toEqual(['day:2026-05-01', 'a', 'c']);
  });

  it('stay the same list through a tick, so that only its bubble is drawn anew', () => {
    const select = makeSelectItems();
    const before = select(threadOf(first, { ...own, status: 'sent' }));
    expect(select(threadOf(first, { ...own, status: 'read' }))).toBe(before);
    const longer = select(threadOf(first, own, nextDay));
    expect(longer[1]).toBe(before[1]);
    expect(longer).toHaveLength(5);
  });
});
