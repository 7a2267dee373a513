import { expect, it } from 'vitest';
import { createCounts } from './sharedCounts.ts';

const limit = { name: 'tries', points: 2, duration: 60 };
/** Says that it is connected, and answers nothing. */
const broken = { status: 'ready', defineCommand: () => undefined, multi: () => broken };

it.each([
  { what: 'is not there', store: { client: broken, prefix: 'test', isThere: () => false } },
  { what: 'does not answer', store: { client: broken, prefix: 'test', isThere: () => true } },
  { what: 'was never set', store: null },
])('counts in this process when the store $what', async ({ store }) => {
  const counts = createCounts(limit, store);
  expect((await counts.penalty('ana')).consumedPoints).toBe(1);
  expect((await counts.penalty('ana')).consumedPoints).toBe(2);
  expect((await counts.penalty('ben')).consumedPoints).toBe(1);
  expect((await counts.reward('ana')).consumedPoints).toBe(1);
  await counts.delete('ana');
  expect((await counts.penalty('ana')).consumedPoints).toBe(1);
});
