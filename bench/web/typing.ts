import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { composer } from './consolePage.ts';
import { traceThreads, type Work } from './threadTrace.ts';

/** As somebody types who knows how, in milliseconds. */
const gap = 90;
const words = 'We have it here and can bring it on Thursday if that suits you. ';

/**
 * @returns for each key that was typed into a page's text box what the page's thread worked from the key's first handler until
 *   its letter was handed on for painting, whatever it was for, in milliseconds
 */
export async function measureTyping(page: Page, keys: number): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser of its own.');
  const session = await browser.newBrowserCDPSession();
  await page.focus(composer);
  const trace = await traceThreads(session);
  for (let index = 0; index < keys; index += 1) {
    await page.keyboard.type(words[index % words.length] ?? ' ');
    await pause(gap);
  }
  const costs = toCosts(await trace.stop());
  await session.detach();
  await page.fill(composer, '');
  if (costs.length !== keys) throw new Error(`${costs.length} of ${keys} keys were measured.`);
  return costs;
}

function toCosts(works: Work[]): number[] {
  const thread = works.find(isKey)?.thread;
  const own = works.filter((work) => work.thread === thread);
  const tasks = own.filter(({ name }) => name === 'RunTask');
  return own.filter(isKey).map((key) => {
    const input = own.find((work) => isEvent(work, 'input') && work.from > key.from);
    const frame = own.find(({ name, from }) => name === 'Commit' && input !== undefined && from > input.from);
    if (frame === undefined) throw new Error('No frame came after a key.');
    const until = tasks.filter((task) => task.until > key.from && task.from < frame.from);
    return until.reduce((sum, { spent }) => sum + spent, 0) / 1_000;
  });
}

function isKey(work: Work): boolean {
  return isEvent(work, 'keydown');
}

function isEvent({ name, type }: Work, wanted: string): boolean {
  return name === 'EventDispatch' && type === wanted;
}
