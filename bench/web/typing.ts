import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { composer } from './consolePage.ts';
import { watchKeys } from './inPage.ts';

/** As somebody types who knows how, in milliseconds. */
const gap = 90;
const words = 'We have it here and can bring it on Thursday if that suits you. ';

/** @returns what each key that was typed into a page's text box cost the page's thread, in milliseconds */
export async function measureTyping(page: Page, keys: number): Promise<number[]> {
  await page.focus(composer);
  const watch = await page.evaluateHandle(watchKeys);
  for (let index = 0; index < keys; index += 1) {
    await page.keyboard.type(words[index % words.length] ?? ' ');
    await pause(gap);
  }
  const costs = await watch.evaluate((kept) => kept.stop());
  await page.fill(composer, '');
  if (costs.length !== keys) throw new Error(`${costs.length} of ${keys} keys were measured.`);
  return costs;
}
