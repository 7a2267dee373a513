import { expect, type Locator, type Page } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

/** The QR page, the conversation list and the thread. */
export function createChatPage(page: Page) {
  const qr = page.getByRole('img', { name: 'QR code to link WhatsApp' });
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  return {
    page,
    qr,
    composer,

    /** The code's text, read from the pixels on the screen. */
    async readQr(): Promise<string> {
      await expect(qr).toBeVisible();
      let text = '';
      await expect(async () => {
        const { data, width, height } = PNG.sync.read(await qr.screenshot());
        text = jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
        expect(text).not.toBe('');
      }).toPass();
      return text;
    },

    /** A customer's row in the list. */
    row: (name: string): Locator =>
      page
        .getByRole('list', { name: 'Conversations' })
        .getByRole('link', { name: new RegExp(`^${RegExp.escape(name)},`) }),

    /** A message of the open thread, by its text. */
    message: (text: string): Locator => page.getByRole('listitem', { name: new RegExp(`: ${RegExp.escape(text)}$`) }),

    /** A sign on a message: Sending, Sent, Delivered, Read or Not delivered. */
    tick: (text: string, status: string): Locator =>
      page.getByRole('listitem', { name: new RegExp(`: ${RegExp.escape(text)}$`) }).getByRole('img', { name: status }),

    async send(text: string): Promise<void> {
      await composer.fill(text);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
    },

    async startChat(phoneNumber: string): Promise<void> {
      await page.getByRole('button', { name: 'New chat' }).first().click();
      await page.getByLabel('Phone number').fill(phoneNumber);
      await page.getByRole('button', { name: 'Start chat' }).click();
    },
  };
}

export type ChatPage = ReturnType<typeof createChatPage>;
