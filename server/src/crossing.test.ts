import type { ChannelStatus } from '@erp-whatsapp/shared/channel';
import type { Message } from '@erp-whatsapp/shared/message';
import type { FaultInput } from '@erp-whatsapp/shared/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import type { Simulator } from './testing/console.ts';
import { business, customers, type LinkedApp, startLinkedApp } from './testing/startLinkedApp.ts';
import { waitFor } from './testing/waitFor.ts';

const count = 5;

/** `isInOrder`: whether the customer's phone shows ours in the order in which they were sent. */
const faults: { fault: FaultInput; isInOrder: boolean; isOfNumber?: true }[] = [
  { fault: { kind: 'drop-socket' }, isInOrder: true, isOfNumber: true },
  { fault: { kind: 'stream-error', code: 503 }, isInOrder: true, isOfNumber: true },
  { fault: { kind: 'refuse-logins', code: 503 }, isInOrder: true, isOfNumber: true },
  { fault: { kind: 'latency', ms: 200 }, isInOrder: true },
  { fault: { kind: 'withhold-acks', seconds: 0.5 }, isInOrder: true },
  { fault: { kind: 'withhold-receipts' }, isInOrder: true },
  { fault: { kind: 'reorder-receipts' }, isInOrder: true },
  { fault: { kind: 'duplicate-deliveries' }, isInOrder: true },
  { fault: { kind: 'retry-receipts' }, isInOrder: false },
  { fault: { kind: 'unreadable-deliveries', count: 2 }, isInOrder: true },
];

let linked: LinkedApp;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  linked = await startLinkedApp();
  ({ simulator, admin } = linked);
});

afterEach(() => simulator.clearFaults());

afterAll(() => linked?.close());

describe.each(customers)('with a customer addressed by $addressing', ({ addressing, phoneNumber: customer }) => {
  it.each(faults)(
    'messages that cross while $fault.kind is on arrive once and in order, on both sides',
    async ({ fault, isInOrder, isOfNumber }) => {
      const name = (what: string) =>
        Array.from({ length: count }, (_, index) => `${addressing} ${fault.kind} ${what} ${index}`);
      const sent = name('ours');
      const written = name('theirs');
      const typed = name('from the phone');
      await readAll(customer);
      if (isOfNumber) await connectAnew();
      const heardBefore = admin.heard.length;
      await simulator.addFault({ ...fault, number: isOfNumber ? business : customer });
      // One refuses those who connect, and nobody does.
      if (fault.kind === 'refuse-logins') await simulator.addFault({ kind: 'drop-socket', number: business });

      const ids = await Promise.all([sendAll(customer, sent), writeAll(customer, written), typeAll(customer, typed)]);
      const isHere = async () => (await read(customer, [...written, ...typed])).length === 2 * count;
      if (fault.kind === 'refuse-logins') expect(await isHere()).toBe(false);
      else await waitFor('what comes', isHere, 20_000);
      await simulator.clearFaults();
      const ours = await waitFor(
        'the ticks',
        async () => {
          const all = await read(customer, [...sent, ...typed]);
          return all.length === 2 * count && all.every(({ status }) => status === 'delivered') && all;
        },
        25_000,
      );
      const theirs = await read(customer, written);

      expect(pick(ours, sent).map(({ id }) => id)).toEqual(ids[0]);
      expect(pick(ours, typed).map(({ content }) => content)).toEqual(typed);
      expect(theirs.map(({ content }) => content)).toEqual(written);
      expect(theirs.map(({ status, isPlaceholder }) => [status, isPlaceholder])).toEqual(
        written.map(() => ['delivered', false]),
      );
      expect(await findConversation(customer)).toMatchObject({ unreadCount: count });
      const thread = await simulator.thread(customer, business);
      const shown = thread.filter(({ text, fromMe }) => !fromMe && sent.includes(text)).map(({ text }) => text);
      expect(isInOrder ? shown : shown.toSorted()).toEqual(sent);
      await waitFor('the customer’s ticks', async () => {
        const now = await simulator.thread(customer, business);
        return now.every(({ text, status }) => !written.includes(text) || status === 'delivered');
      });
      const created = admin.heard
        .slice(heardBefore)
        .flatMap(({ event, payload }) => (event === 'new_message' ? [payload] : []))
        .filter((message) => isOf(message, theirs));
      expect(created).toHaveLength(count);
    },
  );

  it('ticks that come before WhatsApp’s own answer hold, and the late answer changes nothing', async () => {
    const text = `${addressing}: delivered before it was taken`;
    await simulator.addFault({ kind: 'withhold-acks', number: customer, seconds: 600 });
    const [id = ''] = await sendAll(customer, [text]);
    const statuses = () => admin.all('message_status_update').flatMap((told) => (told.id === id ? [told.status] : []));
    await waitFor('the delivery', () => statuses().includes('delivered'));
    await simulator.clearFaults();
    const [next = ''] = await sendAll(customer, [`${text}, and the next`]);
    await admin.next('message_status_update', (told) => told.id === next && told.status === 'delivered');
    expect(statuses().at(-1)).toBe('delivered');
    expect(await read(customer, [text])).toMatchObject([{ status: 'delivered', error: null }]);
  });
});

/** Each loss soon after another makes the next pause longer, but for a session that a person began anew. */
async function connectAnew(): Promise<void> {
  await simulator.addFault({ kind: 'stream-error', number: business, code: 440 });
  await waitUntil('error');
  await admin.ask('get_qr_code', {});
  await waitUntil('active');
}

async function waitUntil(state: ChannelStatus): Promise<void> {
  await waitFor(`the number to be ${state}`, async () => {
    const status = await admin.ask('get_connection_status', {});
    return status.success && status.connectionState === state;
  });
}

async function sendAll(to: string, texts: string[]): Promise<string[]> {
  const answers = await Promise.all(texts.map((message) => admin.ask('send_message', { to, message })));
  return answers.map((answer) => {
    if (!answer.success) throw new Error(answer.error);
    return answer.id;
  });
}

async function writeAll(customer: string, texts: string[]): Promise<void> {
  for (const text of texts) await simulator.write(customer, business, text);
}

async function typeAll(customer: string, texts: string[]): Promise<void> {
  for (const text of texts) await simulator.call('POST', `/phones/${business}/messages`, { to: customer, text });
}

async function read(customer: string, texts: string[]): Promise<Message[]> {
  const page = await admin.ask('get_messages_between', { fromNumber: business, toNumber: customer, limit: 100 });
  if (!page.success) throw new Error(page.error);
  return pick(page.data.messages, texts);
}

function pick(messages: Message[], texts: string[]): Message[] {
  return messages.filter(({ content }) => texts.includes(content));
}

function isOf(payload: unknown, messages: Message[]): boolean {
  const id = typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : null;
  return messages.some((message) => message.id === id);
}

async function findConversation(customer: string) {
  const list = await admin.ask('get_conversations', {});
  return list.success ? list.data.find(({ mobileNo }) => mobileNo === customer) : undefined;
}

async function readAll(customer: string): Promise<void> {
  const conversation = await findConversation(customer);
  const upTo = conversation?.lastMessage?.id;
  if (upTo) await admin.ask('mark_read', { conversationId: conversation.id, upTo });
}
