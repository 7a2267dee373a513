import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';

let test: Awaited<ReturnType<typeof startDomain>>;

beforeAll(async () => {
  test = await startDomain();
});

afterAll(() => test?.close());

const workspace = () => crypto.randomUUID();
const write = (workspaceId: string, count = 1): Promise<number> =>
  test.domain.changes.write(workspaceId, count, async (first) => first);

it('gives each change a number of its own, and they grow', async () => {
  const workspaceId = workspace();
  const firsts = await Promise.all(Array.from({ length: 400 }, (_, index) => write(workspaceId, (index % 3) + 1)));
  const taken = firsts.flatMap((first, index) => Array.from({ length: (index % 3) + 1 }, (_, place) => first + place));
  expect(new Set(taken).size).toBe(taken.length);
  const last = await write(workspaceId, 1_000);
  expect(last).toBeGreaterThan(Math.max(...taken));
  expect(await test.domain.changes.settled(workspaceId)).toBe(last + 999);
});

it('asks storage for many at once, and while a workspace is busy nobody waits for that', async () => {
  let asked = 0;
  const counting = await startDomain((storage) => ({
    ...storage,
    changes: {
      ...storage.changes,
      reserve(workspaceId, count) {
        asked += 1;
        return storage.changes.reserve(workspaceId, count);
      },
    },
  }));
  const workspaceId = workspace();
  for (let index = 0; index < 1_000; index += 1) await counting.domain.changes.write(workspaceId, 1, async () => null);
  expect(asked).toBeLessThan(20);
  await counting.close();
});

it('does not go past a slow writer', async () => {
  const workspaceId = workspace();
  const before = await write(workspaceId);
  expect(await test.domain.changes.settled(workspaceId)).toBe(before);
  const slow = Promise.withResolvers<void>();
  const writing = test.domain.changes.write(workspaceId, 1, async (seq) => {
    await slow.promise;
    return seq;
  });
  const later = await write(workspaceId);
  expect(await test.domain.changes.settled(workspaceId)).toBe(before);
  slow.resolve();
  expect(await writing).toBe(before + 1);
  expect(await test.domain.changes.settled(workspaceId)).toBe(later);
});

it('does not go past a write that failed while it may still come through', async () => {
  const workspaceId = workspace();
  const before = await write(workspaceId);
  const failing = test.domain.changes.write(workspaceId, 1, async () => {
    throw new Error('the answer was lost');
  });
  await expect(failing).rejects.toThrow('the answer was lost');
  await write(workspaceId);
  expect(await test.domain.changes.settled(workspaceId)).toBe(before);
});

it('takes new numbers after a second, so that those of other processes do not get far ahead', async () => {
  const workspaceId = workspace();
  await write(workspaceId);
  const elsewhere = await test.storage.changes.reserve(workspaceId, 1);
  await pause(1_050);
  expect(await write(workspaceId)).toBeGreaterThan(elsewhere);
});

it('knows of a workspace without changes here what storage knows', async () => {
  const workspaceId = workspace();
  expect(await test.domain.changes.settled(workspaceId)).toBe(0);
  const last = await test.storage.changes.reserve(workspaceId, 7);
  expect(await test.domain.changes.settled(workspaceId)).toBe(last + 6);
});

it('gives numbers also when storage takes longer for them than they are good', async () => {
  const slow = await startDomain((storage) => ({
    ...storage,
    changes: {
      ...storage.changes,
      async reserve(workspaceId, count) {
        await pause(1_200);
        return storage.changes.reserve(workspaceId, count);
      },
    },
  }));
  await expect(slow.domain.changes.write(workspace(), 1, async (first) => first)).resolves.toBe(1);
  await slow.close();
});
