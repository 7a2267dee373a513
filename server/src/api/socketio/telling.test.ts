import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { written } from '../../testing/written.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
let client: Client;
let close: () => Promise<void>;
/** What the client was told, in order. */
const told: string[] = [];
let message: Message;
let conversation: Conversation;

beforeAll(async () => {
  test = await startDomain();
  const { domain, facts } = test;
  const sockets = await startSockets({ domain, facts });
  close = sockets.close;
  const { token } = await domain.auth.signIn({ email: 'admin@example.com', password: 'password-1' });
  client = await connect(sockets.url, { token });
  await client.next('authenticated');
  const { conversationId, id } = await domain.messages.send(test.actor, {
    ...{ to: '+4915111111401', message: 'Hello', messageType: 'text' },
  });
  const [found] = (await domain.conversations.list(test.actor, { limit: 10 })).data;
  const stored = await test.storage.messages.get(test.channel.workspaceId, id);
  if (found?.id !== conversationId || !stored) throw new Error('nothing was stored');
  [message, conversation] = [stored, found];
  await client.next('conversation_updated');
  client.socket.onAny((event: string, payload: { status?: string }) => {
    told.push(event === 'message_status_update' ? `${payload.status}` : event);
  });
});

afterAll(async () => {
  client?.socket.disconnect();
  await close?.();
  await test?.close();
});

beforeEach(() => {
  told.length = 0;
});

function tick(status: Message['status']): void {
  const { facts, channel } = test;
  const payload = { message: { ...message, status } };
  facts.publish({ name: 'message:updated', workspaceId: channel.workspaceId, payload });
}

function publishNew(): void {
  const { facts, channel } = test;
  const payload = { message: { ...message, isOutgoing: false }, mobileNo: '+4915111111401' };
  facts.publish({ name: 'message:created', workspaceId: channel.workspaceId, payload });
}

function publishConversation(): void {
  test.facts.publish({
    ...{ name: 'conversation:updated', workspaceId: test.channel.workspaceId, payload: { conversation } },
  });
}

describe('ticks', () => {
  it('are told in order, a moment later, and new messages before them', async () => {
    tick('sent');
    tick('delivered');
    publishNew();
    await waitFor('all of it', () => told.length === 3);
    expect(told).toEqual(['new_message', 'sent', 'delivered']);
  });

  it('are told before anything else that happens', async () => {
    tick('sent');
    publishConversation();
    tick('read');
    await waitFor('all of it', () => told.length === 3);
    expect(told).toEqual(['sent', 'conversation_updated', 'read']);
  });

  it('don’t hold up that a message failed, and are not overtaken by it', async () => {
    tick('sent');
    tick('failed');
    publishNew();
    await waitFor('all of it', () => told.length === 3);
    expect(told).toEqual(['sent', 'failed', 'new_message']);
  });
});

it('a message is told when its customer can be read again, and nothing before it', async () => {
  let isAway = false;
  const office = await startDomain((storage) => ({
    ...storage,
    contacts: {
      ...storage.contacts,
      async listFormerIds(...asked) {
        if (isAway) throw new Error('The database is away.');
        return storage.contacts.listFormerIds(...asked);
      },
    },
  }));
  const { domain, facts, channel } = office;
  const sockets = await startSockets({ domain, facts });
  const { key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Board', role: 'agent' });
  const board = await connect(`${sockets.url}?token=${key}`);
  try {
    const customer = { phoneNumber: '+4915111111402', lid: null };
    await domain.messages.receive(channel, written(customer, 'first'));
    const [known] = (await domain.contacts.list(office.actor, { limit: 1 })).data;
    board.socket.emit('joinWhatsAppGeneral');
    board.socket.emit('joinWhatsAppCustomer', known?.customerId ?? '');
    await board.next('whatsappCustomerJoined');
    isAway = true;
    await domain.messages.receive(channel, written({ ...customer, phoneNumber: '+4915111111403' }, 'second'));
    await domain.messages.receive(channel, written(customer, 'third'));
    isAway = false;
    await waitFor('both', () => board.all('whatsappMessage').length >= 2);
    expect(board.all('whatsappMessage').map(({ content }) => content)).toEqual(['second', 'third']);
  } finally {
    board.socket.disconnect();
    await sockets.close();
    await office.close();
  }
});
