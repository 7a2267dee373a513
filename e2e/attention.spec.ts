import type { CDPSession, Worker } from '@playwright/test';
import { ana, business, expect, test } from './fixtures.ts';
import { createChatPage } from './pageModels/ChatPage.ts';
import { setNotificationPermission } from './screens/setNotificationPermission.ts';

test('the tab says how many wait, on every page, until they are read', async ({
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  await page.goto(`${server.url}/settings/profile`);
  await expect(page).toHaveTitle('Profile · WhatsApp inbox');
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await expect(page).toHaveTitle('(1) Profile · WhatsApp inbox');
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon-waiting.svg');
  await page.goto(`${server.url}/chat`);
  await expect(page).toHaveTitle('(1) WhatsApp inbox');
  await linkedAdmin.row('Ana').click();
  await expect(page).toHaveTitle('WhatsApp inbox');
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon.svg');
});

test('notifications are asked for by our own card, and a push shows one a conversation', async ({
  context,
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  await page.addInitScript(setNotificationPermission, 'default');
  await page.reload();
  await simulator.write(ana.phoneNumber, business, 'Hello');
  const card = page.getByRole('region', { name: 'Hear of new messages' });
  await expect(card).toBeVisible();
  await card.getByRole('button', { name: 'No, thanks' }).click();
  await expect(card).toBeHidden();
  await page.reload();
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  await expect(card).toBeHidden();

  await context.grantPermissions(['notifications'], { origin: server.url });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  // What a click on a notification does.
  const address = (await linkedAdmin.row('Ana').getAttribute('href')) ?? '';
  await worker.evaluate(openInPage, address.replace('/chat/', ''));
  await expect(page).toHaveURL(`${server.url}${address}`);

  // Nobody looks at the console: this page is of another origin.
  await page.goto('about:blank');
  const session = await context.newCDPSession(page);
  const push = await findPush(session, server.url);
  await watchNotifications(worker);
  const message = { conversationId: 'c1', name: 'Ana', text: 'First', at: new Date().toISOString() };
  await push(JSON.stringify(message));
  await expect.poll(() => readNotifications(worker)).toEqual([{ title: 'Ana', body: 'First' }]);
  await push(JSON.stringify({ ...message, text: null }));
  await expect.poll(() => readNotifications(worker)).toEqual([{ title: 'Ana', body: '' }]);
  await push(JSON.stringify({ ...message, conversationId: 'c2', name: 'Carl' }));
  await push('nothing of ours');
  await expect.poll(async () => (await readNotifications(worker)).length).toBe(2);
});

test('on a phone the system’s back closes what lies on top, then the conversation', async ({
  browser,
  linkedAdmin,
  server,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  const state = await linkedAdmin.page.context().storageState();
  const context = await browser.newContext({
    storageState: state,
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  const phone = createChatPage(page);
  await page.goto(`${server.url}/chat`);
  await phone.row('Ana').click();
  await expect(phone.composer).toBeVisible();
  await page.goBack();
  await expect(phone.composer).toBeHidden();
  await phone.newChat.click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveURL(`${server.url}/chat`);
  await phone.newChat.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect.poll(() => page.evaluate(() => window.history.state)).toBeNull();
  await context.close();
});

test('the console can be installed', async ({ server, page }) => {
  await page.goto(server.url);
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect({ errors, url }).toEqual({ errors: [], url: `${server.url}/manifest.webmanifest` });
  for (const path of ['/icons/192.png', '/icons/512.png', '/icons/maskable.png', '/icons/badge.png']) {
    expect((await fetch(`${server.url}${path}`)).headers.get('content-type')).toBe('image/png');
  }
  const worker = await fetch(`${server.url}/sw.js`);
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  expect(worker.headers.get('content-type')).toContain('javascript');
});

/** Delivers to the console's service worker as the browser's push service does. */
async function findPush(session: CDPSession, origin: string): Promise<(data: string) => Promise<void>> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await found;
  return async (data) => {
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  };
}

/** Runs in the service worker, whose globals are not those of a page. */
async function openInPage(conversationId: string): Promise<void> {
  const all = Object.getOwnPropertyDescriptor(globalThis, 'clients')?.get?.call(globalThis);
  const [page] = await all.matchAll({ type: 'window' });
  page.postMessage({ kind: 'open-conversation', conversationId });
}

/** Notes what the service worker has the browser show, since the packaged browser shows nothing and keeps no list of it. */
async function watchNotifications(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    // What is global in a service worker is not in a page.
    const own = Object.getOwnPropertyDescriptor(globalThis, 'registration')?.get?.call(globalThis);
    const show = own.showNotification.bind(own);
    const shown = new Map<string, { title: string; body: string }>();
    own.shown = shown;
    own.showNotification = async (title: string, options: NotificationOptions) => {
      shown.set(options.tag ?? '', { title, body: options.body ?? '' });
      await show(title, options);
    };
  });
}

/** One for each tag: of two with the same the browser shows the later one. */
async function readNotifications(worker: Worker): Promise<{ title: string; body: string }[]> {
  return worker.evaluate(() => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'registration')?.get?.call(globalThis);
    return [...own.shown.values()];
  });
}
