import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is neither `null`, `undefined` nor `false`.
 * @param what for the error's sentence
 * @param limit in milliseconds
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  limit = 10_000,
): Promise<Exclude<T, null | undefined | false>> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await pause(20);
  }
}

function isThere<T>(answer: T): answer is Exclude<T, null | undefined | false> {
  return answer !== null && answer !== undefined && answer !== false;
}
