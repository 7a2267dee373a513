import { test as base, expect, type Page } from '@playwright/test';
import { type ChatPage, createChatPage } from './pageModels/ChatPage.ts';
import { createLoginPage } from './pageModels/LoginPage.ts';
import { type Credentials, type Server, startServer } from './server.ts';
import { createSimulator, type Simulator } from './simulator.ts';

export const business = '+4930123456';
export const ana = { phoneNumber: '+4915111111111', name: 'Ana' };

type Fixtures = {
  /** What the server is to be told beside what every test's is. */
  settings: Record<string, string>;
  /** A server of the test's own, with a customer but no number linked. */
  server: Server;
  simulator: Simulator;
  /** Signs in and answers the page's chat. */
  signIn: (page: Page, credentials: Credentials) => Promise<ChatPage>;
  /** Signs in as the admin and links the number by the code on the screen. */
  linkedAdmin: ChatPage;
};

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  server: async ({ settings }, use) => {
    const server = await startServer(settings);
    await use(server);
    await server.close();
  },
  simulator: async ({ server }, use) => {
    const simulator = await createSimulator(server);
    await simulator.addPhone(business);
    await simulator.addCustomer(ana.phoneNumber, ana.name);
    await use(simulator);
  },
  signIn: async ({ server }, use) => {
    await use(async (page, credentials) => {
      await page.goto(server.url);
      await createLoginPage(page).signIn(credentials);
      return createChatPage(page);
    });
  },
  linkedAdmin: async ({ page, server, simulator, signIn }, use) => {
    const chat = await signIn(page, server.admin);
    await simulator.link(business, await chat.readQr());
    await expect(page.getByRole('button', { name: 'New chat' }).first()).toBeVisible();
    await use(chat);
  },
});

export { expect };
