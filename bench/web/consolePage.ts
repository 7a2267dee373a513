import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { launchOptions } from '../../e2e/browser.ts';
import { admin, type Product } from '../harness/product.ts';

/** What is looked at, by what it tells readers of the screen. The bare page calls it the same. */
export const conversations = '[aria-label="Conversations"] li';
export const thread = '[aria-label="Messages"]';
export const messages = `${thread} [data-index]:has(time)`;
export const composer = 'textarea[aria-label="Message"]';

/** @throws Error when the console was not built */
export function launchBrowser(): Promise<Browser> {
  const built = fileURLToPath(new URL('../../web/dist/index.html', import.meta.url));
  if (!existsSync(built)) throw new Error('The console is not built yet. Run "pnpm build" first.');
  return launchOptions().then((options) => chromium.launch(options));
}

/** A browser's window on a desk, signed in and with nothing opened. */
export async function signInContext(browser: Browser, product: Product): Promise<BrowserContext> {
  const context = await openContext(browser);
  const answer = await context.request.post(`${product.url}/api/auth/login`, { data: admin });
  if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}: ${await answer.text()}`);
  return context;
}

export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // What it keeps from the first page would be missing in what the next ones cost.
    serviceWorkers: 'block',
  });
}

/** A conversation's row in the list of either page. */
export function toRow(conversationId: string): string {
  return `[aria-label="Conversations"] a[href="/chat/${conversationId}"]`;
}

/** Goes to the list and waits until all that follows from it is there. */
export async function showList(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector(conversations);
  await page.waitForLoadState('networkidle');
}

/** Opens a conversation and waits for its messages. */
export async function openConversation(page: Page, conversationId: string): Promise<void> {
  await page.click(toRow(conversationId));
  await page.waitForSelector(messages);
  await page.waitForLoadState('networkidle');
}
