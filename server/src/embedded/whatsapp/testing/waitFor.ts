import { setTimeout as sleep } from 'node:timers/promises';

const timeoutMs = 10_000;
const intervalMs = 10;

/** Looks until there is something. @throws when there still is nothing after ten seconds. */
export async function waitFor<T>(what: string, look: () => Promise<T> | T): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    }
    await sleep(intervalMs);
  }
}
