import { expect } from 'vitest';
import { waitFor } from '../../../../testing/waitFor.ts';
import { patience } from './numberProcess.ts';
import type { Rig } from './startRig.ts';

/** What was said between the business and one customer, and whether all of it is where it should be. */
export type Chat = {
  customer: string;
  /** An agent sends a text, or sends it again after the first try was cut off. Resolves when it is accepted. */
  send: (text: string) => Promise<void>;
  /** The customer writes. */
  write: (text: string) => Promise<void>;
  /** Somebody writes on the business's own phone. */
  type: (text: string) => Promise<void>;
  /** Whether the domain has this text of the customer. */
  hasReceived: (text: string) => Promise<boolean>;
  /** Resolves when everything has arrived on every side, with its ticks. */
  settle: () => Promise<void>;
  /**
   * Says one thing more in both directions, behind which nothing is left, and compares all sides: the customer's phone,
   * the business's own and the domain each have all of it once, in order.
   * @param mostCopies how many copies of a text may have come to each phone under its one id; it is shown once
   */
  expectWhole: (mostCopies?: (text: string) => number) => Promise<void>;
};

export async function createChat(rig: Rig, addressing: 'pn' | 'lid'): Promise<Chat> {
  const { control, business } = rig;
  const customer = await rig.addCustomer(addressing);
  const ours: string[] = [];
  const theirs: string[] = [];
  let isTyped = false;

  const chat: Chat = {
    customer,

    async send(text) {
      if (!ours.includes(text)) ours.push(text);
      await (await rig.running()).send(customer, text);
    },

    async write(text) {
      theirs.push(text);
      await control.write(customer, business, text);
    },

    async type(text) {
      ours.push(text);
      isTyped = true;
      await control.must('POST', `/phones/${business}/messages`, { to: customer, text });
    },

    hasReceived: async (wanted) => (await inDomain()).received.some(({ text }) => text === wanted),

    async settle() {
      await waitFor('everything at the customer', async () => hasAll(await atCustomer(), ours), patience);
      await waitFor('everything on the business’s phone', async () => hasAll(await onPhone(), ours), patience);
      await waitFor(
        'everything in the domain, with its ticks',
        async () => {
          const { sent, received } = await inDomain();
          const delivered = sent.filter(({ isDelivered }) => isDelivered);
          return hasAll(received, theirs) && hasAll(delivered, ours);
        },
        patience,
      );
    },

    async expectWhole(mostCopies = () => 1) {
      await chat.write('the customer’s last word');
      await chat.send('the business’s last word');
      await chat.settle();
      const running = await rig.running();
      await waitFor('the journal to be stored', async () => (await running.countUnstored()) === 0, patience);

      for (const phone of [await atCustomer(), await onPhone()]) {
        expect(phone.map(({ text }) => text)).toEqual(ours);
        expect(phone.filter(({ text, copies }) => copies > mostCopies(text))).toEqual([]);
      }
      const domain = await inDomain();
      // What was typed on the phone and missed has WhatsApp's time, which is in whole seconds.
      const toComparable = (texts: string[]) => (isTyped ? texts.toSorted() : texts);
      expect(toComparable(domain.sent.map(({ text }) => text))).toEqual(toComparable(ours));
      expect(domain.received.map(({ text }) => text)).toEqual(theirs);
      expect(rig.takeComplaints()).toEqual([]);
    },
  };
  return chat;

  /** What the business said, as the customer's phone shows it. */
  async function atCustomer(): Promise<Shown[]> {
    return toShown((await control.thread(customer, business)).filter(({ fromMe }) => !fromMe));
  }

  /** The same, as the business's own phone shows it. */
  async function onPhone(): Promise<Shown[]> {
    return toShown((await control.phoneThread(business, customer)).filter(({ fromMe }) => fromMe));
  }

  async function inDomain() {
    const thread = await (await rig.running()).thread(business, customer);
    const messages = thread.map(({ content, isOutgoing, status }) => ({
      text: content,
      isOutgoing,
      isDelivered: status === 'delivered',
    }));
    return {
      sent: messages.filter(({ isOutgoing }) => isOutgoing),
      received: messages.filter(({ isOutgoing }) => !isOutgoing),
    };
  }
}

type Shown = { text: string; copies: number };

function toShown(thread: { text: string | null; copies: number }[]): Shown[] {
  return thread.map(({ text, copies }) => ({ text: text ?? '', copies }));
}

function hasAll(shown: { text: string }[], texts: string[]): boolean {
  return texts.every((wanted) => shown.some(({ text }) => text === wanted));
}
