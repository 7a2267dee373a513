import type { Page } from '@playwright/test';
import { ana, business, expect, test } from './fixtures.ts';
import { createChatPage } from './pageModels/ChatPage.ts';
import { createRest } from './rest.ts';

test('the console opens without a network with what was there, and what is written goes out with one', async ({
  context,
  linkedAdmin,
  page,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Are you there?');
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('Are you there?')).toBeVisible();
  await expect.poll(() => isReady(page), { timeout: 20_000 }).toBe(true);

  await context.setOffline(true);
  await page.reload();
  await expect(linkedAdmin.message('Are you there?')).toBeVisible();
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  await expect(page.getByText('You are offline. What you write is kept').first()).toBeVisible();
  await linkedAdmin.send('On my way');
  await expect(linkedAdmin.tick('On my way', 'Sending')).toBeVisible();
  expect(await simulator.received(ana.phoneNumber, business)).toEqual([]);

  // What is shown gives way to what the server says without a step.
  const moves = await watchPlace(page, 'Are you there?');
  await context.setOffline(false);
  await expect(linkedAdmin.tick('On my way', 'Delivered')).toBeVisible({ timeout: 30_000 });
  expect(await moves()).toBeLessThanOrEqual(1);
  const received = await simulator.received(ana.phoneNumber, business);
  expect(received.map(({ text, copies }) => ({ text, copies }))).toEqual([{ text: 'On my way', copies: 1 }]);
});

test('who may not see it any more is shown nothing as soon as the server says so', async ({
  browser,
  linkedAdmin,
  server,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Secret');
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel('Email').fill(server.agent.email);
  await page.getByLabel('Password', { exact: true }).fill(server.agent.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const agent = createChatPage(page);
  await agent.row('Ana').click();
  await expect(agent.message('Secret')).toBeVisible();
  await expect.poll(() => isReady(page), { timeout: 20_000 }).toBe(true);

  await context.setOffline(true);
  await page.reload();
  await expect(agent.message('Secret')).toBeVisible();
  const rest = await createRest(server, server.admin);
  await rest.deactivate(server.agent.email);
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Secret')).toHaveCount(0);
  await expect.poll(() => countKept(page)).toBe(0);
  await context.close();
});

/** Whether a service worker serves the page, and a thread is kept. */
async function isReady(page: Page): Promise<boolean> {
  const isServed = await page.evaluate(() => navigator.serviceWorker.controller !== null);
  return isServed && (await countKept(page)) > 0;
}

/** Threads that the browser keeps. */
function countKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'screen')) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open('screen');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const counting = database.transaction('threads').objectStore('threads').count();
        counting.onsuccess = () => {
          database.close();
          resolve(counting.result);
        };
      };
    });
  });
}

/** @returns how far a message has moved at most, in any frame since, in pixels */
async function watchPlace(page: Page, text: string): Promise<() => Promise<number>> {
  const watched = await page.evaluateHandle((wanted) => {
    const find = () => [...document.querySelectorAll('main li')].find((row) => row.textContent.includes(wanted));
    const start = find()?.getBoundingClientRect().top ?? 0;
    const seen = { most: 0 };
    const look = () => {
      const top = find()?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY;
      seen.most = Math.max(seen.most, Math.abs(top - start));
      requestAnimationFrame(look);
    };
    look();
    return seen;
  }, text);
  return () => watched.evaluate(({ most }) => most);
}
