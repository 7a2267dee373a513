import { createServer } from 'node:http';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { alone } from '../../peers/alone.ts';
import { createClock } from '../../runtime.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { createSocketServer } from './createSocketServer.ts';
import { createErpTeller } from './erp/facts.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
let client: Client;
let close: () => Promise<void>;
/** What the client was told, in order. */
const told: string[] = [];
let message: Message;
let conversation: Conversation;

beforeAll(async () => {
  test = await startDomain();
  const http = createServer();
  const { domain, facts } = test;
  ({ close } = createSocketServer(http, {
    domain,
    facts,
    peers: alone,
    bus: null,
    changeFeed: domain.changeFeed,
    dialects: [{ handlers: {}, refuse: () => undefined, tell: createErpTeller(domain) }],
    eventsPerSecond: 100,
    allowedOrigins: [],
    clock: createClock(),
    log: createLog('silent'),
  }));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { token } = await domain.auth.signIn({ email: 'admin@example.com', password: 'password-1' });
  client = await connect(`http://127.0.0.1:${address.port}`, { token });
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
