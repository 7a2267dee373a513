import { describe, expect, it } from 'vitest';
import type { Row } from '#store/slices/row.ts';
import { setRow } from '#store/slices/rows.ts';
import { makeThread, type Thread } from '#store/slices/thread.ts';
import { makeMessage } from '#testing/factories.ts';
import { addRange, listSelected, toggle } from './selecting.ts';

const rows = ['a', 'b', 'c', 'd'].map((id): Row => ({ ...makeMessage({ id, content: id }), key: id, isStored: true }));

describe('what is selected', () => {
  it('is added and taken out one by one', () => {
    const one = toggle(new Map(), at(0));
    expect([...toggle(one, at(1)).keys()]).toEqual(['a', 'b']);
    expect([...toggle(one, at(0)).keys()]).toEqual([]);
    expect([...one.keys()]).toEqual(['a']);
  });

  it('is a range in either direction, on top of what there is', () => {
    const first = toggle(new Map(), at(3));
    expect([...addRange(first, makeRows(), { from: 'c', to: 'a' }).keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect([...addRange(new Map(), makeRows(), { from: 'b', to: 'c' }).keys()]).toEqual(['b', 'c']);
    expect([...addRange(new Map(), makeRows(), { from: 'gone', to: 'c' }).keys()]).toEqual(['c']);
  });

  it('is told in the thread’s order, as it is now, also where the thread has forgotten it', () => {
    const thread = makeRows();
    const selected = [at(2), at(0), at(1)].reduce(toggle, new Map<string, Row>());
    setRow(thread, { ...at(1), content: 'changed' });
    delete thread.entities['a'];
    expect(listSelected(selected, thread).map(({ content }) => content)).toEqual(['a', 'changed', 'c']);
    expect(listSelected(selected, undefined).map(({ content }) => content)).toEqual(['a', 'b', 'c']);
  });
});

function at(index: number): Row {
  const row = rows[index];
  if (row === undefined) throw new Error('There is no such row.');
  return row;
}

function makeRows(): Thread {
  const thread = makeThread();
  for (const row of rows) setRow(thread, row);
  return thread;
}
