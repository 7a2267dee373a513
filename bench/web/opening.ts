import type { BrowserContext } from '@playwright/test';
import { messages, showList, toRow } from './consolePage.ts';
import { timeOpening } from './inPage.ts';

/** @returns from the click on a conversation that the page has not opened yet to its first painted messages, in milliseconds */
export async function measureOpening(context: BrowserContext, url: string, conversationId: string): Promise<number> {
  const page = await context.newPage();
  await showList(page, url);
  const opened = page.evaluate(timeOpening, messages);
  await page.click(toRow(conversationId));
  const time = await opened;
  await page.close();
  return time;
}
