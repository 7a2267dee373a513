import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import type { Simulator } from './testing/console.ts';
import { business, customers, type LinkedApp, startLinkedApp } from './testing/startLinkedApp.ts';
import { waitFor } from './testing/waitFor.ts';

let linked: LinkedApp;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  linked = await startLinkedApp();
  ({ simulator, admin } = linked);
});

afterEach(async () => {
  await simulator.clearFaults();
  for (const { phoneNumber } of customers) await simulator.changeCustomer(phoneNumber, { online: true });
});

afterAll(() => linked?.close());

describe.each(customers)('what a customer ($addressing) writes and nobody can read', ({ addressing, phoneNumber }) => {
  const label = (text: string) => `${addressing}: ${text}`;

  it('is waited for in its place, and read there when it comes', async () => {
    const [before, first, second, after] = ['before', 'first', 'second', 'after'].map(label);
    await write(phoneNumber, before ?? '');
    await admin.next('new_message', ({ content }) => content === before);
    await readAll(phoneNumber);
    const [since] = await sync(0);

    // As long as the customer's phone is off, it does not answer who asks again.
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber });
    await simulator.changeCustomer(phoneNumber, { online: false });
    const ids = [await write(phoneNumber, first ?? ''), await write(phoneNumber, second ?? '')];
    const waiting = await Promise.all(ids.map((id) => admin.next('new_message', isOf(id))));
    for (const message of waiting) {
      expect(message).toMatchObject({
        content: 'Waiting for this message. Open WhatsApp on the phone if it does not come.',
        messageType: 'system',
        isPlaceholder: true,
        isOutgoing: false,
        senderType: 'customer',
        status: 'delivered',
      });
    }
    await simulator.clearFaults();
    const last = await write(phoneNumber, after ?? '');
    await admin.next('new_message', isOf(last));
    const contents = async () => (await read(phoneNumber)).map(({ content }) => content).slice(-4);
    expect(await contents()).toEqual([before, waiting[0]?.content, waiting[1]?.content, after]);
    expect(await findConversation(phoneNumber)).toMatchObject({ unreadCount: 3, lastMessage: { content: after } });

    await simulator.changeCustomer(phoneNumber, { online: true });
    const updates = await Promise.all(ids.map((id) => admin.next('message_updated', isOf(id))));
    expect(await contents()).toEqual([before, first, second, after]);
    for (const [index, update] of updates.entries()) {
      const { id, createdAt, seq = 0 } = waiting[index] ?? {};
      expect(update).toMatchObject({ id, createdAt, messageType: 'text', isPlaceholder: false, status: 'delivered' });
      expect(update.seq).toBeGreaterThan(seq);
    }
    expect(await findConversation(phoneNumber)).toMatchObject({ unreadCount: 3, lastMessage: { content: after } });
    const [, changed] = await sync(since);
    for (const update of updates) expect(changed).toContainEqual(update);
    expect(admin.all('new_message').filter(({ messageId }) => ids.includes(messageId ?? ''))).toHaveLength(2);
  });

  it('is the conversation’s last message, before and after', async () => {
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber });
    await simulator.changeCustomer(phoneNumber, { online: false });
    const text = label('the last one');
    const id = await write(phoneNumber, text);
    const waiting = await admin.next('new_message', isOf(id));
    await waitFor('the list to follow', async () => {
      const conversation = await findConversation(phoneNumber);
      return conversation?.lastMessage?.content === waiting.content;
    });

    await simulator.changeCustomer(phoneNumber, { online: true });
    await admin.next('conversation_updated', (told) => 'lastMessage' in told && told.lastMessage?.content === text);
    expect(await findConversation(phoneNumber)).toMatchObject({ lastMessage: { id: waiting.id, content: text } });
  });

  it('stays read where it was marked so, and is told as read when it can be', async () => {
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber });
    await simulator.changeCustomer(phoneNumber, { online: false });
    const text = label('seen too early');
    const id = await write(phoneNumber, text);
    await admin.next('new_message', isOf(id));
    await readAll(phoneNumber);
    expect(await findConversation(phoneNumber)).toMatchObject({ unreadCount: 0 });

    await simulator.changeCustomer(phoneNumber, { online: true });
    const update = await admin.next('message_updated', isOf(id));
    expect(update).toMatchObject({ content: text, status: 'read' });
    expect(await findConversation(phoneNumber)).toMatchObject({ unreadCount: 0 });
    await waitFor('the blue ticks', async () =>
      (await shown(phoneNumber, [text])).every(({ status }) => status === 'read'),
    );
  });

  it('is asked for again as often as it takes', async () => {
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber, count: 3 });
    const text = label('at the fourth try');
    const id = await write(phoneNumber, text);
    expect(await admin.next('message_updated', isOf(id))).toMatchObject({ content: text });
    expect(admin.all('message_updated').filter(isOf(id))).toHaveLength(1);
    expect(admin.all('new_message').filter(isOf(id))).toHaveLength(1);
  });

  it('has a place too where it was not encrypted for us at all', async () => {
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber, as: 'unavailable' });
    const id = await write(phoneNumber, label('not for this device'));
    expect(await admin.next('new_message', isOf(id))).toMatchObject({ isPlaceholder: true, isOutgoing: false });
  });

  it('may as well come from the business’s own phone', async () => {
    await simulator.addFault({ kind: 'unreadable-deliveries', number: phoneNumber });
    const text = label('from the phone');
    const answer = await simulator.call('POST', `/phones/${business}/messages`, { to: phoneNumber, text });
    expect(answer).toMatchObject({ id: expect.any(String) });
    const update = await admin.next('message_updated', ({ content }) => content === text);
    expect(update).toMatchObject({ isOutgoing: true, sender: null, isPlaceholder: false });
    const waiting = await admin.next('new_message', ({ id }) => id === update.id);
    expect(waiting).toMatchObject({
      content: 'Waiting for this message. It was sent from the phone: open WhatsApp there if it does not come.',
      isOutgoing: true,
      status: 'sent',
    });
    const thread = await read(phoneNumber);
    await waitFor('the delivery', async () => (await read(phoneNumber)).at(-1)?.status === 'delivered');
    expect(thread.filter(({ id }) => id === update.id)).toMatchObject([{ content: text }]);
  });
});

async function write(customer: string, text: string): Promise<string> {
  const answer = await simulator.write(customer, business, text);
  return answer !== null && typeof answer === 'object' && 'id' in answer ? String(answer.id) : '';
}

function isOf(whatsappId: string): (message: Message) => boolean {
  return ({ messageId }) => messageId === whatsappId;
}

async function read(customer: string): Promise<Message[]> {
  const page = await admin.ask('get_messages_between', { fromNumber: business, toNumber: customer, limit: 100 });
  if (!page.success) throw new Error(page.error);
  return page.data.messages;
}

async function shown(customer: string, texts: (string | undefined)[]) {
  const thread = await simulator.thread(customer, business);
  return thread.filter(({ text }) => texts.includes(text));
}

async function findConversation(customer: string) {
  const list = await admin.ask('get_conversations', {});
  return list.success ? list.data.find(({ mobileNo }) => mobileNo === customer) : undefined;
}

async function readAll(customer: string): Promise<void> {
  const conversation = await findConversation(customer);
  const upTo = (await read(customer)).at(-1)?.id ?? '';
  const answer = await admin.ask('mark_read', { conversationId: conversation?.id ?? '', upTo });
  if (!answer.success) throw new Error(answer.error);
}

async function sync(since: number): Promise<[seq: number, messages: Message[]]> {
  const answer = await admin.ask('sync', { since });
  if (!answer.success) throw new Error(answer.error);
  return [answer.data.seq, answer.data.messages];
}
