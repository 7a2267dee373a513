import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLanes } from './lanes.ts';

/** Work that ends when it is told to, and what of it has begun. */
function createWork() {
  const begun: { name: string; end: () => void }[] = [];
  return {
    begun,
    names: () => begun.map(({ name }) => name),
    as: (name: string) => () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      begun.push({ name, end: resolve });
      return promise;
    },
  };
}

it('a channel has three files on their way, and another one’s do not wait for them', async () => {
  const lanes = createLanes();
  const work = createWork();
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => lanes.files('one', work.as(name)));
  all.push(lanes.files('two', work.as('other')));
  await turn();
  expect(work.names()).toEqual(['a', 'b', 'c', 'other']);
  work.begun[1]?.end();
  await turn();
  expect(work.names()).toEqual(['a', 'b', 'c', 'other', 'd']);
  for (const { end } of work.begun) end();
  await turn();
  for (const { end } of work.begun) end();
  await Promise.all(all);
});

it('files of all channels leave texts their places', async () => {
  const lanes = createLanes();
  const work = createWork();
  for (let channel = 0; channel < 40; channel += 1) void lanes.files(`${channel}`, work.as('file'));
  await turn();
  expect(work.names()).toHaveLength(16);
  void lanes.texts(work.as('text'));
  await turn();
  expect(work.names().at(-1)).toBe('text');
});

it('work that fails gives its place back, and its error on', async () => {
  const lanes = createLanes();
  const failing = Array.from({ length: 4 }, () => lanes.files('one', () => Promise.reject(new Error('it broke'))));
  const outcomes = await Promise.allSettled(failing);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  expect(await lanes.files('one', async () => 'done')).toBe('done');
});
