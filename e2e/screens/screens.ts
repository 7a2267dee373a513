import { expect, type Page } from '@playwright/test';
import { createChatPage } from '../pageModels/ChatPage.ts';

/** Who looks at a screen: nobody who is signed in, the demo's admin, or an admin whose workspace is empty yet. */
type Viewer = 'nobody' | 'admin' | 'newcomer';

export type Screen = {
  /** The name of its picture. */
  name: string;
  viewer: Viewer;
  /** Comes to it from wherever the page is, and waits until it is whole. */
  open: (page: Page) => Promise<void>;
};

/** A customer of the demo whom WhatsApp tells no name of. */
const unnamed = '+44 7700 900198';

/** Each screen of the console, with the demo's conversations in it. None of them changes what the next one shows. */
export const screens: readonly Screen[] = [
  {
    name: 'sign-in',
    viewer: 'nobody',
    async open(page) {
      await page.goto('/login');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await page.getByRole('link', { name: 'Make a workspace' }).waitFor();
    },
  },
  {
    name: 'sign-up',
    viewer: 'nobody',
    async open(page) {
      await page.goto('/signup');
      await page.getByRole('button', { name: 'Make the workspace' }).waitFor();
    },
  },
  {
    name: 'link-number',
    viewer: 'newcomer',
    async open(page) {
      await page.goto('/chat');
      await createChatPage(page).qr.waitFor();
    },
  },
  {
    name: 'chats-offer',
    viewer: 'admin',
    async open(page) {
      await page.goto('/chat');
      await createChatPage(page).row('Daniel Cooper').waitFor();
      await page.getByRole('button', { name: 'No, thanks' }).waitFor();
    },
  },
  {
    name: 'chats',
    viewer: 'admin',
    async open(page) {
      await page.goto('/chat');
      await createChatPage(page).row('Daniel Cooper').waitFor();
      // Who has answered already is not asked.
      const isAsked = await page.evaluate(() => Notification.permission === 'default');
      const no = page.getByRole('button', { name: 'No, thanks' });
      if (isAsked) await no.click();
      await no.waitFor({ state: 'hidden' });
    },
  },
  {
    name: 'chat-menu',
    viewer: 'admin',
    async open(page) {
      await createChatPage(page).row('Daniel Cooper').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Archive' }).waitFor();
    },
  },
  { name: 'search', viewer: 'admin', open: (page) => search(page, 'service', 'Messages') },
  { name: 'search-nothing', viewer: 'admin', open: (page) => search(page, 'zebra', 'zebra') },
  { name: 'thread', viewer: 'admin', open: (page) => openThread(page, 'Aisha Rahman') },
  { name: 'thread-right-to-left', viewer: 'admin', open: (page) => openThread(page, 'Yusuf Al-Amin') },
  { name: 'thread-failed', viewer: 'admin', open: (page) => openThread(page, unnamed) },
  {
    name: 'message-menu',
    viewer: 'admin',
    async open(page) {
      await openThread(page, 'Aisha Rahman');
      // What answers keys comes after the messages.
      await expect(async () => {
        await page.getByRole('list', { name: 'Messages' }).getByRole('listitem').last().press('Enter');
        await page.getByRole('menuitem', { name: 'Reply' }).waitFor({ timeout: 1_000 });
      }).toPass();
    },
  },
  {
    name: 'message-details',
    viewer: 'admin',
    async open(page) {
      await openThread(page, unnamed);
      await page.getByRole('button', { name: /^Why it was not delivered/ }).click();
      await page.getByRole('dialog').getByText('NOT_ON_WHATSAPP', { exact: true }).waitFor();
    },
  },
  {
    name: 'emoji',
    viewer: 'admin',
    async open(page) {
      await openThread(page, 'Aisha Rahman');
      await page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await page.getByRole('gridcell').first().waitFor();
    },
  },
  {
    name: 'thread-search',
    viewer: 'admin',
    async open(page) {
      await openThread(page, 'Aisha Rahman');
      await page.keyboard.press('ControlOrMeta+f');
      await page.getByRole('searchbox', { name: 'Search in this conversation' }).fill('thursday');
      await page.getByText(/^\d+ of \d+$/).waitFor();
    },
  },
  {
    name: 'contact',
    viewer: 'admin',
    async open(page) {
      await openThread(page, 'Aisha Rahman');
      await page.getByRole('main').getByRole('button', { name: 'Aisha Rahman' }).click();
      await page.getByRole('textbox', { name: 'Notes' }).waitFor();
      await page.getByText('First message').waitFor();
    },
  },
  {
    name: 'new-chat',
    viewer: 'admin',
    async open(page) {
      await page.goto('/chat');
      await page.getByRole('button', { name: 'New chat' }).first().click();
      await page.getByLabel('Phone number').waitFor();
    },
  },
  {
    name: 'palette',
    viewer: 'admin',
    async open(page) {
      await page.goto('/chat');
      await createChatPage(page).row('Daniel Cooper').waitFor();
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'keyboard-shortcuts',
    viewer: 'admin',
    async open(page) {
      await page.goto('/settings/console');
      await page.getByRole('heading', { name: 'Console', level: 1 }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByRole('heading').first().waitFor();
    },
  },
  { name: 'settings', viewer: 'admin', open: (page) => openSettings(page, '', 'Settings') },
  {
    name: 'settings-profile',
    viewer: 'admin',
    async open(page) {
      await openSettings(page, '/profile', 'Profile');
      await page.getByText('This device').waitFor();
    },
  },
  { name: 'settings-console', viewer: 'admin', open: (page) => openSettings(page, '/console', 'Console') },
  {
    name: 'settings-team',
    viewer: 'admin',
    async open(page) {
      await openSettings(page, '/team', 'Team');
      await page.getByText('Leyla Demir').waitFor();
    },
  },
  {
    name: 'settings-api-keys',
    viewer: 'admin',
    async open(page) {
      await openSettings(page, '/api-keys', 'API keys');
      await page.getByText('Web shop').waitFor();
    },
  },
  {
    name: 'settings-workspace',
    viewer: 'admin',
    async open(page) {
      await openSettings(page, '/workspace', 'Workspace');
      await page.getByLabel('Business or team name').waitFor();
    },
  },
  {
    name: 'numbers',
    viewer: 'admin',
    async open(page) {
      await page.goto('/channels');
      await page.getByRole('navigation', { name: 'Numbers' }).getByRole('link').first().waitFor();
    },
  },
  { name: 'number', viewer: 'admin', open: openNumber },
  {
    name: 'number-history',
    viewer: 'admin',
    async open(page) {
      await openNumber(page);
      await page.getByRole('button', { name: 'Delete' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'number-delete',
    viewer: 'admin',
    async open(page) {
      await openNumber(page);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor();
    },
  },
  {
    name: 'number-add',
    viewer: 'admin',
    async open(page) {
      await page.goto('/channels');
      await page.getByRole('button', { name: 'Add a number' }).click();
      await page.getByRole('dialog').getByLabel('Name').waitFor();
    },
  },
  {
    name: 'number-qr',
    viewer: 'newcomer',
    async open(page) {
      // There is a number to link once somebody has seen its code.
      await page.goto('/chat');
      await createChatPage(page).qr.waitFor();
      await page.goto('/channels');
      await page.getByRole('navigation', { name: 'Numbers' }).getByRole('link').first().click();
      await createChatPage(page).qr.waitFor();
    },
  },
  {
    name: 'number-code',
    viewer: 'newcomer',
    async open(page) {
      await page.getByRole('button', { name: 'Can’t scan? Use a pairing code' }).click();
      await page.getByLabel('Number of the phone').fill('+49 30 555010');
      await page.getByRole('button', { name: 'Get a code' }).click();
      await page.getByText(/^[A-Z\d]{4}-[A-Z\d]{4}$/).waitFor();
    },
  },
  {
    name: 'live',
    viewer: 'admin',
    async open(page) {
      await page.goto('/live');
      await page.getByText('Connected', { exact: true }).waitFor();
      await page.getByRole('list', { name: 'Who is connected' }).getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'virtual-phone',
    viewer: 'admin',
    async open(page) {
      await page.goto('/phone');
      await page.getByRole('button', { name: 'Unlink all devices' }).waitFor();
    },
  },
  {
    name: 'virtual-phone-customer',
    viewer: 'admin',
    async open(page) {
      await page.goto('/phone');
      await page.getByRole('button', { name: 'Unlink all devices' }).waitFor();
      // On narrow windows one of the two phones is shown.
      const tab = page.getByRole('button', { name: 'Customer’s phone' });
      if (await tab.isVisible()) await tab.click();
      await page.getByRole('list', { name: 'Customer’s messages' }).getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'not-found',
    viewer: 'admin',
    async open(page) {
      await page.goto('/nowhere');
      await page.getByText('There is no such page.').waitFor();
    },
  },
  {
    name: 'broken',
    viewer: 'admin',
    async open(page) {
      // As after a new deployment, where the files of the former one are gone.
      await page.route('**/assets/Phone-*.js', (route) => route.fulfill({ status: 404, body: 'Not found' }));
      await page.goto('/phone');
      await page.getByRole('alert').getByRole('button').first().waitFor();
    },
  },
];

async function openThread(page: Page, name: string): Promise<void> {
  const chat = createChatPage(page);
  await page.goto('/chat');
  await chat.row(name).click();
  await expect(page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first()).toBeVisible();
}

async function openNumber(page: Page): Promise<void> {
  await page.goto('/channels');
  await page.getByRole('navigation', { name: 'Numbers' }).getByRole('link').first().click();
  await page.getByRole('list', { name: 'What happened' }).getByRole('listitem').first().waitFor();
  await page.getByRole('list', { name: 'Messages per day' }).waitFor();
}

/** @param found what the results show */
async function search(page: Page, text: string, found: string): Promise<void> {
  await page.goto('/chat');
  await page.getByRole('searchbox').first().fill(text);
  await page.getByRole('region', { name: 'Chats' }).getByText(found).first().waitFor();
}

async function openSettings(page: Page, path: string, title: string): Promise<void> {
  await page.goto(`/settings${path}`);
  await page.getByRole('heading', { name: title, exact: true }).first().waitFor();
}
