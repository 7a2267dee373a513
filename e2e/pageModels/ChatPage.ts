import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { expect, type Locator, type Page } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { readMessageRows, readOldest } from './threadRows.ts';

/** What a sign on a message says of its status. */
const statuses: Record<string, MessageStatus> = {
  Sending: 'pending',
  Sent: 'sent',
  Delivered: 'delivered',
  Read: 'read',
  'Not delivered': 'failed',
};

/** The QR page, the conversation list and the thread. */
export function createChatPage(page: Page) {
  const qr = page.getByRole('img', { name: 'QR code to link WhatsApp' });
  const composer = page.getByRole('textbox', { name: 'Message', exact: true });
  const messages = page.getByRole('list', { name: 'Messages' });
  return {
    page,
    qr,
    composer,
    newChat: page.getByRole('button', { name: 'New chat' }).first(),

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

    /** Opens a conversation that the list has. */
    async openById(id: string): Promise<void> {
      const row = page.locator(`a[href="/chat/${id}"]`);
      await row.click();
      // The address changes before the thread does.
      await expect(row).toHaveAttribute('aria-current', 'page');
    },

    /** The list's rows, from the top: the last message in one line, its sign, and how many are unread. */
    async readList() {
      const rows = await page
        .getByRole('list', { name: 'Conversations' })
        .getByRole('link')
        .evaluateAll((links) =>
          links.map((link) => ({
            id: link.getAttribute('href')?.replace('/chat/', '') ?? '',
            text: [...link.querySelectorAll('[dir=auto]')].at(-1)?.textContent ?? '',
            sign: link.querySelector('[role=img]')?.getAttribute('aria-label') ?? null,
            unread: /(\d+) unread messages?/.exec(link.querySelector('.sr-only')?.textContent ?? '')?.[1] ?? '0',
          })),
        );
      return rows.map(({ sign, unread, ...row }) => ({ ...row, status: toStatus(sign), unreadCount: Number(unread) }));
    },

    /** All of the open thread, from its oldest message: text in one line, time and sign. */
    async readThread() {
      await expect(messages).toBeVisible();
      await messages.evaluate(readOldest);
      const rows = await messages.evaluate(readMessageRows);
      return rows.map(({ sign, ...row }) => ({ ...row, status: toStatus(sign) }));
    },

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

/** @throws Error for a sign that no message has */
function toStatus(sign: string | null): MessageStatus | null {
  if (sign === null) return null;
  // What was not delivered says why, too.
  const status = statuses[sign.replace(/^(Not delivered): .*$/, '$1')];
  if (status === undefined) throw new Error(`A message bears the sign "${sign}".`);
  return status;
}
