import type { CommandInput } from '@erp-whatsapp/shared/commands';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDomain } from '../../testing/startDomain.ts';
import { written } from '../../testing/written.ts';
import type { IncomingMessage, IncomingStatus } from '../ports/whatsapp.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
beforeAll(async () => {
  test = await startDomain();
});
afterAll(() => test?.close());

const ana = { phoneNumber: '+4915111111111', lid: '111' };

const write = (message: Partial<IncomingMessage>): Promise<void> =>
  test.domain.messages.receive(test.channel, written(ana, 'Hello', { whatsappId: 'A1', ...message }));

const tell = (status: Partial<IncomingStatus>): Promise<void> =>
  test.domain.messages.applyStatus(test.channel, {
    customer: ana,
    whatsappId: 'A1',
    isOwn: true,
    status: 'delivered',
    error: null,
    at: Date.now(),
    ...status,
  });

const send = (input: Partial<CommandInput<'sendMessage'>>) =>
  test.domain.messages.send(test.actor, { message: 'Hello', messageType: 'text', ...input });

const thread = async (phoneNumber: string) => {
  const { data } = await test.domain.messages.between(test.actor, {
    fromNumber: '+4930123456',
    toNumber: phoneNumber,
    limit: 100,
    offset: 0,
  });
  return data;
};

const find = async (whatsappId: string) => {
  const { messages } = await thread(ana.phoneNumber);
  const found = messages.find(({ messageId }) => messageId === whatsappId);
  if (!found) throw new Error(`${whatsappId} is not stored`);
  return found;
};

describe('receiving', () => {
  it('keeps what is delivered many times at once as one', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write({ whatsappId: 'many', content: 'many times' })));
    const { messages, totalMessages, conversationId } = await thread(ana.phoneNumber);
    expect(messages.filter(({ content }) => content === 'many times')).toHaveLength(1);
    expect(totalMessages).toBe(messages.length);
    const conversation = await test.domain.conversations.get(test.actor, conversationId ?? '');
    expect(conversation).toMatchObject({ unreadCount: 1, name: 'Ana', lastMessage: { content: 'many times' } });
  });

  it('gives what can’t be read a place, once, and its content there, once', async () => {
    const customer = { phoneNumber: '+4915122222221', lid: null };
    const unread = { customer, whatsappId: 'u1', isPlaceholder: true, messageType: 'system', content: 'Wait' } as const;
    await write({ customer, whatsappId: 'u0', content: 'before' });
    await write(unread);
    await write(unread);
    await write({ customer, whatsappId: 'u2', content: 'after' });
    const [, waiting] = (await thread(customer.phoneNumber)).messages;
    expect(waiting).toMatchObject({ content: 'Wait', isPlaceholder: true, status: 'delivered' });

    const readable = { customer, whatsappId: 'u1', content: 'Here', replyToWhatsappId: 'u0' };
    await Promise.all([write(readable), write(readable), write(unread)]);
    await write({ ...readable, content: 'Something else' });
    const { messages, totalMessages, conversationId } = await thread(customer.phoneNumber);
    expect(messages.map(({ content }) => content)).toEqual(['before', 'Here', 'after']);
    const { seq = 0 } = messages[1] ?? {};
    expect(messages[1]).toEqual({
      ...waiting,
      ...{ content: 'Here', messageType: 'text', isPlaceholder: false, replyTo: messages[0]?.id },
      ...{ seq, updatedAt: messages[1]?.updatedAt },
    });
    expect(seq).toBeGreaterThan(messages[2]?.seq ?? Number.POSITIVE_INFINITY);
    expect(test.heard.filter(({ name }) => name === 'message:replaced')).toHaveLength(1);
    expect(totalMessages).toBe(3);
    const conversation = await test.domain.conversations.get(test.actor, conversationId ?? '');
    expect(conversation).toMatchObject({ unreadCount: 3, lastMessage: { content: 'after' } });
  });

  it('drops word that a message can’t be read when it has been', async () => {
    const customer = { phoneNumber: '+4915122222223', lid: null };
    await write({ customer, whatsappId: 'late', content: 'Here' });
    await write({ customer, whatsappId: 'late', isPlaceholder: true, messageType: 'system', content: 'Wait' });
    expect((await thread(customer.phoneNumber)).messages).toMatchObject([{ content: 'Here', isPlaceholder: false }]);
  });

  it('knows a customer by either identity', async () => {
    const customer = { phoneNumber: '+4915133333333', lid: '333' };
    await write({ customer, whatsappId: 'both', content: 'both' });
    await write({ customer: { phoneNumber: null, lid: '333' }, whatsappId: 'lid', content: 'lid' });
    await write({ customer: { phoneNumber: '+4915133333333', lid: null }, whatsappId: 'pn', content: 'pn' });
    const { messages } = await thread(customer.phoneNumber);
    expect(messages.map(({ content }) => content)).toEqual(['both', 'lid', 'pn']);
  });

  it('keeps a customer’s order where WhatsApp’s times tie or go back, and dates nothing in the future', async () => {
    const customer = { phoneNumber: '+4915144444444', lid: null };
    const sentAt = Date.now() - 60_000;
    const missed = { customer, isLive: false };
    await write({ ...missed, whatsappId: 'o1', content: 'first', sentAt });
    await write({ ...missed, whatsappId: 'o2', content: 'second', sentAt });
    await write({ ...missed, whatsappId: 'o3', content: 'third', sentAt: sentAt - 5_000 });
    await write({ ...missed, whatsappId: 'o4', content: 'fourth', sentAt: Date.now() + 3_600_000 });
    const { messages } = await thread(customer.phoneNumber);
    expect(messages.map(({ content }) => content)).toEqual(['first', 'second', 'third', 'fourth']);
    const times = messages.map(({ createdAt }) => Date.parse(createdAt));
    expect(times.slice(0, 3)).toEqual([sentAt, sentAt + 1, sentAt + 2]);
    expect(times[3]).toBeLessThanOrEqual(Date.now());
  });

  it('keeps what was typed on the business’s own phone as outgoing and read by nobody yet', async () => {
    const customer = { phoneNumber: '+4915155555555', lid: null };
    await write({ customer, whatsappId: 'own', isOwn: true, content: 'from the phone' });
    const { messages, conversationId } = await thread(customer.phoneNumber);
    expect(messages).toMatchObject([{ isOutgoing: true, sender: null, status: 'sent', senderType: 'agent' }]);
    const conversation = await test.domain.conversations.get(test.actor, conversationId ?? '');
    expect(conversation.unreadCount).toBe(0);
  });
});

describe('statuses', () => {
  it('wait for their message when they come first', async () => {
    await tell({ whatsappId: 'early', status: 'delivered' });
    await tell({ whatsappId: 'early', status: 'read' });
    await write({ whatsappId: 'early', isOwn: true, content: 'read before it was known' });
    const { messages } = await thread(ana.phoneNumber);
    expect(messages.find(({ messageId }) => messageId === 'early')).toMatchObject({ status: 'read' });
  });

  it('that came early are applied when the message is told again, after a crash between storing both', async () => {
    await write({ whatsappId: 'cut off', isOwn: true });
    const stored = await find('cut off');
    const key = { channelId: test.channel.channelId, conversationId: stored.conversationId, isOutgoing: true };
    await test.storage.messages.keepEarlyStatus(
      test.channel.workspaceId,
      { ...key, whatsappId: 'cut off' },
      { status: 'delivered', error: null, at: Date.now() },
    );
    await write({ whatsappId: 'cut off', isOwn: true });
    expect(await find('cut off')).toMatchObject({ id: stored.id, status: 'delivered' });
  });

  it('say that what was sent failed when WhatsApp refuses it later, unless somebody has it', async () => {
    const refused = { status: 'failed', error: { code: 'WHATSAPP_REJECTED', message: 'no' } } as const;
    await write({ whatsappId: 'refused', isOwn: true });
    await tell({ whatsappId: 'refused', ...refused, at: Date.now() });
    expect(await find('refused')).toMatchObject(refused);
    // Another device of the customer could read it.
    await tell({ whatsappId: 'refused', status: 'delivered' });
    await tell({ whatsappId: 'refused', ...refused });
    expect(await find('refused')).toMatchObject({ status: 'delivered', error: null });
  });

  it('let a failure stand until WhatsApp took what was handed over after it', async () => {
    const whatsappId = 'taken later';
    const error = { code: 'WHATSAPP_REJECTED', message: 'no' } as const;
    await write({ whatsappId, isOwn: true });
    const at = Date.now() + 1_000;
    await tell({ whatsappId, status: 'failed', error, at });
    await tell({ whatsappId, status: 'sent', at: at + 1 });
    await tell({ whatsappId, status: 'sent', at: at + 1, transmittedAt: at - 1 });
    expect(await find(whatsappId)).toMatchObject({ status: 'failed', error });
    await tell({ whatsappId, status: 'sent', at: at + 1, transmittedAt: at + 1 });
    expect(await find(whatsappId)).toMatchObject({ status: 'sent', error: null });
    await tell({ whatsappId, status: 'failed', error, at: at + 2 });
    expect(await find(whatsappId)).toMatchObject({ status: 'failed', error });
  });

  it('only move forward, in whatever order they come', async () => {
    await write({ whatsappId: 'shuffled', isOwn: true });
    await Promise.all(
      (['read', 'delivered', 'sent', 'delivered'] as const).map((status) => tell({ whatsappId: 'shuffled', status })),
    );
    await tell({ whatsappId: 'shuffled', status: 'failed', error: { code: 'WHATSAPP_REJECTED', message: 'no' } });
    const { messages } = await thread(ana.phoneNumber);
    const message = messages.find(({ messageId }) => messageId === 'shuffled');
    expect(message).toMatchObject({ status: 'read', error: null });
    expect(message?.deliveredAt).not.toBeNull();
  });
});

describe('sending', () => {
  it('is accepted once for one client id, whoever sends it', async () => {
    const to = '+4915166666666';
    const all = await Promise.all(Array.from({ length: 20 }, () => send({ to, clientMessageId: 'same' })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect((await thread(to)).totalMessages).toBe(1);
    await expect(send({ to, clientMessageId: 'same', message: 'other' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(send({ to: ana.phoneNumber, clientMessageId: 'same' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('keeps the order of acceptance', async () => {
    const to = '+4915177777777';
    const accepted: string[] = [];
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { id } = await send({ to, message: `${index}` });
        accepted.push(id);
      }),
    );
    const { messages } = await thread(to);
    expect(messages.map(({ id }) => id)).toEqual(accepted);
  });

  it('waits while the number is away, and is refused once it was logged out', async () => {
    const reason = { reason: '428', message: 'The connection was lost.' };
    await test.domain.channels.applyState(test.channel, { status: 'connecting', lastDisconnect: reason });
    await expect(send({ to: ana.phoneNumber })).resolves.toMatchObject({ status: 'pending' });
    await test.domain.channels.applyState(test.channel, { status: 'logged_out', lastDisconnect: reason });
    await expect(send({ to: ana.phoneNumber })).rejects.toMatchObject({ code: 'CHANNEL_NOT_ACTIVE' });
    await test.domain.channels.applyState(test.channel, { status: 'active', phoneNumber: '+4930123456' });
  });

  it('gives every change a number of its own, growing', async () => {
    const seqs = test.heard.flatMap((fact) => {
      switch (fact.name) {
        case 'message:created':
        case 'message:updated':
        case 'message:replaced':
          return [fact.payload.message.seq];
        case 'conversation:updated':
          return [fact.payload.conversation.seq];
        default:
          return [];
      }
    });
    expect(seqs.length).toBeGreaterThan(50);
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(Math.max(...seqs)).toBeLessThanOrEqual(await test.storage.changes.current(test.actor.workspaceId));
  });
});

describe('reading', () => {
  it('counts only what came after', async () => {
    const customer = { phoneNumber: '+4915188888888', lid: null };
    for (const whatsappId of ['r1', 'r2', 'r3']) await write({ customer, whatsappId, content: whatsappId });
    const { messages, conversationId } = await thread(customer.phoneNumber);
    const read = async (index: number) =>
      test.domain.conversations.markRead(test.actor, {
        conversationId: conversationId ?? '',
        upTo: messages[index]?.id ?? '',
      });
    await expect(read(1)).resolves.toMatchObject({ conversation: { unreadCount: 1 } });
    await expect(read(2)).resolves.toMatchObject({ conversation: { unreadCount: 0 } });
    await expect(read(0)).resolves.toMatchObject({ conversation: { unreadCount: 0, readUpTo: messages[2]?.id } });
    const statuses = (await thread(customer.phoneNumber)).messages.map(({ status }) => status);
    expect(statuses).toEqual(['read', 'read', 'read']);
  });
});
