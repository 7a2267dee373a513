import { expect, test } from 'vitest';
import { createPause } from './pause.ts';

/** So long that no test would wait for it, in milliseconds. */
const forEver = 1_000_000;

test('a pause ends with its time', async () => {
  const begun = performance.now();
  await createPause().wait(20);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
});

test('a pause ends when somebody ends it, and the next one is a pause again', async () => {
  const pause = createPause();
  const first = pause.wait(forEver);
  pause.end();
  await first;
  const second = pause.wait(forEver).then(() => 'over');
  expect(await Promise.race([second, Promise.resolve('waiting')])).toBe('waiting');
  pause.end();
  expect(await second).toBe('over');
});
