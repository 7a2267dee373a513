import { CommandError } from '@erp-whatsapp/shared/errors';
import type {
  ChangeCustomer,
  CreateCustomer,
  CustomerMessage,
  SimulatedCustomer,
  ThreadResponse,
} from '@erp-whatsapp/shared/simulator';
import { toContextInfo, toTextMessage } from '../devices/content.ts';
import { toMediaMessage } from '../devices/media.ts';
import type { Writing } from '../devices/writing.ts';
import { toJid } from '../protocol/jid.ts';
import type { Post } from '../server/post.ts';
import type { Presence } from '../server/presence.ts';
import type { Receipts } from '../server/receipts.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Entries } from '../state/entries.ts';
import type { MediaStore } from '../state/mediaStore.ts';
import type { Turns } from '../state/turns.ts';
import type { Directory } from './directory.ts';
import { toSimulatedMessage } from './thread.ts';

export type CustomersParts = {
  accounts: Accounts;
  entries: Entries;
  mediaStore: MediaStore;
  directory: Directory;
  post: Post;
  presence: Presence;
  receipts: Receipts;
  writing: Writing;
  turns: Turns;
};

export type Customers = ReturnType<typeof createCustomers>;

/** What can be done with the customers. */
export function createCustomers(parts: CustomersParts) {
  const { accounts, entries, mediaStore, directory, post, presence, receipts, writing, turns } = parts;

  return {
    create: (input: CreateCustomer): Promise<SimulatedCustomer> =>
      turns.take(() => toCustomer(directory.create('customer', input))),

    list: (): Promise<SimulatedCustomer[]> => turns.take(() => accounts.list('customer').map(toCustomer)),

    /** Going online brings everything that waited, with its receipts. */
    change: (number: string, change: ChangeCustomer): Promise<SimulatedCustomer> =>
      turns.take(async () => {
        const before = directory.findAs('customer', number);
        accounts.change(before.number, {
          online: change.online ?? before.online,
          autoRead: change.autoRead ?? before.autoRead,
          blocked: change.blocked ?? before.blocked,
          addressing: change.addressing ?? before.addressing,
          hidesNumber: change.hidesNumber ?? before.hidesNumber,
        });
        const customer = directory.findAs('customer', number);
        if (customer.online !== before.online) {
          presence.announce(customer);
        }
        if (customer.online) {
          await post.wake(customer.number);
        }
        return toCustomer(customer);
      }),

    /** Writes to a business. Resolves with the message's id once it is on disk for every device that is to get it. */
    write: (number: string, { to, text, media, replyTo }: CustomerMessage): Promise<string> =>
      turns.take(async () => {
        const owner = directory.findAs('customer', number);
        const recipient = directory.findAs('phone', to);
        if (!text && !media) {
          throw new CommandError('INVALID_INPUT', 'Give what the customer writes as "text", or a file as "media".');
        }
        const quoted = replyTo ? entries.findAny(owner.number, recipient.number, replyTo) : undefined;
        if (replyTo && !quoted) {
          throw new CommandError('NOT_FOUND', `There is no message ${replyTo} in this thread to reply to.`);
        }
        const { addressing } = owner;
        const author = quoted?.fromMe ? owner : recipient;
        const quote = quoted && { id: quoted.id, authorJid: toJid(author, addressing), content: quoted.content };
        presence.stopTyping(owner.number, recipient.number);
        const contextInfo = quote ? toContextInfo(quote) : null;
        const message = media
          ? await toMediaMessage(mediaStore, media, { caption: text ?? null, contextInfo })
          : toTextMessage(text ?? '', quote);
        return writing.write({ owner, recipient, addressing, message });
      }),

    /** The thread as the customer's own device decrypted it. */
    thread: (number: string, withNumber: string): Promise<ThreadResponse> =>
      turns.take(() => {
        const owner = directory.findAs('customer', number);
        const peer = directory.parse(withNumber);
        const messages = entries.list(owner.number, peer).map(toSimulatedMessage);
        return { messages, isTyping: presence.isTyping(peer, owner.number) };
      }),

    /** Opens the chat: everything unread gets its blue ticks. @returns the ids. */
    read: (number: string, withNumber: string): Promise<string[]> =>
      turns.take(async () => {
        const reader = directory.findAs('customer', number);
        const writer = directory.find(withNumber);
        const unread = entries.listUnread(reader.number, writer.number);
        for (const entry of unread) {
          entries.raiseStatus(entry, 'read');
        }
        for (const addressing of ['pn', 'lid'] as const) {
          const ids = unread.filter((entry) => entry.addressing === addressing).map(({ id }) => id);
          if (ids.length > 0 && !reader.blocked) {
            await receipts.tick({ reader, writer, addressing, ids, type: 'read' });
          }
        }
        return unread.map(({ id }) => id);
      }),

    type: (number: string, withNumber: string, isTyping: boolean): Promise<void> =>
      turns.take(() => presence.type(directory.findAs('customer', number), directory.find(withNumber), isTyping)),
  };
}

function toCustomer(account: Account): SimulatedCustomer {
  const { number, name, addressing, hidesNumber, online, autoRead, blocked } = account;
  return { phoneNumber: number, name, addressing, hidesNumber, online, autoRead, blocked };
}
