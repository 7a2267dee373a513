import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import type { Browser, BrowserContext } from '@playwright/test';
import type { Product } from '../harness/product.ts';
import { conversations, showList, signInContext } from './consolePage.ts';

/** A script's name without its hash, and its bytes as they are sent. */
type Chunk = [name: string, bytes: number];

export type FirstLoad = {
  /** Without which the list would not show; the largest first. */
  needed: Chunk[];
  /** Of these. */
  total: number;
  /** Of all scripts that the page asks for by itself, with what it fetches ahead. */
  asked: number;
};

/** Longer than the list takes to show, with all it needs, in milliseconds. */
const patience = 4_000;

/**
 * Which scripts a page needs to show the list of conversations to somebody who is signed in: each one is kept away in turn, the
 * largest first, and was not needed where the list shows nevertheless.
 */
export async function measureFirstLoad(browser: Browser, product: Product): Promise<FirstLoad> {
  const context = await signInContext(browser, product);
  const urls = await listScripts(context, product.url);
  const sizes = new Map(await Promise.all(urls.map(async (url) => [url, await countBytes(url)] as const)));
  const keptAway = new Set<string>();
  // What is kept away never comes: an error would show in the place of what is fetched ahead.
  await context.route(/\.js$/, (route) => (keptAway.has(route.request().url()) ? undefined : route.continue()));
  for (const [url] of [...sizes].sort(([, a], [, b]) => b - a)) {
    keptAway.add(url);
    if (!(await isListShown(context, product.url))) keptAway.delete(url);
  }
  await context.close();
  const needed = [...sizes].filter(([url]) => !keptAway.has(url));
  return {
    needed: needed.map(([url, bytes]): Chunk => [toName(url), bytes]).sort(([, a], [, b]) => b - a),
    total: sum(needed.map(([, bytes]) => bytes)),
    asked: sum([...sizes.values()]),
  };
}

async function listScripts(context: BrowserContext, url: string): Promise<string[]> {
  const page = await context.newPage();
  const asked = new Set<string>();
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('.js')) asked.add(request.url());
  });
  await showList(page, `${url}/chat`);
  await page.close();
  return [...asked];
}

async function isListShown(context: BrowserContext, url: string): Promise<boolean> {
  const page = await context.newPage();
  await page.goto(`${url}/chat`, { waitUntil: 'commit' });
  const isShown = await page.waitForSelector(conversations, { timeout: patience }).then(
    () => true,
    () => false,
  );
  await page.close();
  return isShown;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function toName(url: string): string {
  return basename(new URL(url).pathname).replace(/-[\w-]{8}\.js$/, '.js');
}

/** @returns how long a file's body is as a browser gets it, without the heads of the answer */
async function countBytes(url: string): Promise<number> {
  const request = get(url, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  const [answer]: [IncomingMessage] = await new Promise((resolve, reject) => {
    request.once('response', (response) => resolve([response]));
    request.once('error', reject);
  });
  let bytes = 0;
  answer.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
  return bytes;
}
