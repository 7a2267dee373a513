import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { messages } from './consolePage.ts';
import { takeDrawn, watchEvents } from './inPage.ts';

export type Redrawing = {
  /** Rows of the thread and of the list in which a component was drawn. */
  messages: number;
  conversations: number;
  /** Of the whole page. */
  components: number;
};

type Parts = {
  page: Page;
  /** Sends a message to the open conversation's customer, as somebody else in the team. */
  send: (text: string) => Promise<void>;
  /** The customer reads it. */
  read: () => Promise<void>;
};

/** What is drawn anew when a message that stands in the open thread turns from delivered to read. */
export async function measureRedrawing({ page, send, read }: Parts, text: string): Promise<Redrawing> {
  const row = page.locator(messages).filter({ hasText: text });
  await send(text);
  await row.getByRole('img', { name: 'Delivered' }).waitFor();
  await settle(page);
  await page.evaluate(takeDrawn);
  const ticks = await page.evaluateHandle(watchEvents, 'whatsapp:message_status_update');
  await read();
  await row.getByRole('img', { name: 'Read' }).waitFor();
  await settle(page);
  const count = await ticks.evaluate((watch) => watch.stop());
  if (count !== 1) throw new Error(`${count} ticks came instead of one.`);
  const { rows, components } = await page.evaluate(takeDrawn);
  if (rows.length === 0) throw new Error('A tick showed, but React told of no row: its hook works differently now.');
  const distinct = (list: string): number => new Set(rows.filter((drawn) => drawn.startsWith(list))).size;
  return { messages: distinct('Messages'), conversations: distinct('Conversations'), components };
}

/** Waits until whatever a change brings with it is drawn, too. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await pause(quiet);
}

/** Longer than the console waits before it tells that something was read, in milliseconds. */
const quiet = 1_200;
