import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createEnding } from './ending.ts';

const lost = { code: 408, message: 'The connection was lost.' };
const never = new Promise<never>(() => undefined);

test('work that is done, or fails, before the end is not touched by it', async () => {
  const ending = createEnding();

  expect(await ending.orEnded(Promise.resolve('done'))).toBe('done');
  await expect(ending.orEnded(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
});

test('the end cuts short what waits then, and what comes after it', async () => {
  const ending = createEnding();
  const before = ending.orEnded(never);

  ending.reach(lost);
  ending.reach({ code: 500, message: 'Something else.' });

  expect(await before).toEqual(lost);
  expect(await ending.orEnded(never)).toEqual(lost);
  expect(await ending.promise).toEqual(lost);
});

test('what was done leaves nothing behind while the connection lasts', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const ending = createEnding();
  const results: WeakRef<object>[] = [];
  for (let count = 0; count < 100; count += 1) {
    const result = { count };
    results.push(new WeakRef(result));
    await ending.orEnded(Promise.resolve(result));
  }

  // The last ones may still be on the stack.
  await new Promise((resolve) => setImmediate(resolve));
  collect();

  expect(results.filter((result) => result.deref() !== undefined).length).toBeLessThan(10);
  ending.reach(lost);
});
