import { type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import type { Browser, MakeBrowser } from '../../server/src/testing/chaos/browser.ts';
import { launchOptions } from '../browser.ts';
import { createChatPage } from '../pageModels/ChatPage.ts';
import { createLoginPage } from '../pageModels/LoginPage.ts';
import { countWaiting } from './countWaiting.ts';

/** How long a browser may take to show the console of a server that is being killed, in milliseconds. */
const startLimit = 90_000;

/** How long anything in a page may take, in milliseconds. */
const actionLimit = 30_000;

const options = await launchOptions();

/** A console in a browser with a profile on disk, which outlives the browser. */
export const makeBrowser: MakeBrowser = (credentials, profile) => {
  let open: { context: BrowserContext; page: Page; pid: number } | null = null;

  const browser: Browser = {
    async start(url) {
      const context = await chromium.launchPersistentContext(profile, { ...options, locale: 'en-GB' });
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(actionLimit);
      open = { context, page, pid: await readPid(context) };
      const chat = createChatPage(page);
      const email = page.getByLabel('Email');
      await expect(async () => {
        if (!(await chat.newChat.or(email).first().isVisible())) await page.goto(url);
        await expect(chat.newChat.or(email).first()).toBeVisible({ timeout: 5_000 });
        // A sign-in that the killed browser had not yet written down is gone.
        if (await email.isVisible()) await createLoginPage(page).signIn(credentials);
        // Without its list a console that goes offline next has nothing to write in.
        await expect(page.getByRole('list', { name: 'Conversations' }).getByRole('link').first()).toBeVisible({
          timeout: 5_000,
        });
        // What is kept shows without a server, also where the sign-in is gone: whoever wrote there would be signed out later.
        expect((await page.request.get(new URL('/api/auth/me', url).href, { timeout: 5_000 })).ok()).toBe(true);
      }).toPass({ timeout: startLimit });
    },

    async kill() {
      const { context, page, pid } = mustBeOpen();
      const waiting = await countWaiting(page);
      const closed = new Promise((resolve) => context.once('close', resolve));
      process.kill(-pid, 'SIGKILL');
      await closed;
      open = null;
      return waiting;
    },

    setOffline: (isOffline) => mustBeOpen().context.setOffline(isOffline),

    async write(conversationId, text) {
      const chat = createChatPage(mustBeOpen().page);
      await chat.openById(conversationId);
      await chat.composer.fill(text);
      await chat.composer.press('Enter');
      await expect(chat.composer).toHaveValue('');
    },

    async leaveThread() {
      const { page } = mustBeOpen();
      await page.getByRole('link', { name: 'Chats', exact: true }).click();
      await page.waitForURL(/\/chat$/);
    },

    readList: () => createChatPage(mustBeOpen().page).readList(),

    async readThread(conversationId) {
      const chat = createChatPage(mustBeOpen().page);
      await chat.openById(conversationId);
      // What a kill left half typed would stand in the list instead of the last message.
      await chat.composer.fill('');
      return chat.readThread();
    },

    async close() {
      await open?.context.close();
      open = null;
    },
  };
  return browser;

  function mustBeOpen() {
    if (!open) throw new Error('The browser is not open.');
    return open;
  }
};

/** The browser's own process, which leads a group of all that it starts. */
async function readPid(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('The browser tells nothing of its processes.');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pid = processInfo.find(({ type }) => type === 'browser')?.id;
  if (pid === undefined) throw new Error('The browser does not tell its process.');
  return pid;
}
