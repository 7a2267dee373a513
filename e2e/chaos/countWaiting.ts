import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';

/** In milliseconds. */
const answerLimit = 2_000;

/** How many messages the console keeps on disk until the server has them. A page that is just loading has not said. */
export async function countWaiting(page: Page): Promise<number> {
  const asked = page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'outbox')) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open('outbox');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const counting = database.transaction('messages').objectStore('messages').count();
        counting.onerror = () => reject(counting.error);
        counting.onsuccess = () => {
          database.close();
          resolve(counting.result);
        };
      };
    });
  });
  const limit = new AbortController();
  const tooLate = pause(answerLimit, 0, { signal: limit.signal });
  try {
    return await Promise.race([asked, tooLate]);
  } catch {
    return 0;
  } finally {
    limit.abort();
    tooLate.catch(() => undefined);
  }
}
