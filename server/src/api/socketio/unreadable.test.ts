import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncomingMessage } from '../../domain/ports/whatsapp.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { written } from '../../testing/written.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
let close: () => Promise<void>;
let client: Client;

beforeAll(async () => {
  test = await startDomain();
  const { domain, facts, channel } = test;
  const sockets = await startSockets({ domain, facts });
  close = sockets.close;
  const { key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Shop', role: 'agent' });
  client = await connect(`${sockets.url}?token=${key}`);
  client.socket.emit('joinWhatsAppGeneral');
  client.socket.emit('subscribe_channel', { channelId: channel.channelId });
  await client.next('connection_update');
});

afterAll(async () => {
  client?.socket.disconnect();
  await close?.();
  await test?.close();
});

const receive = (content: string, said: Partial<IncomingMessage> = {}) =>
  test.domain.messages.receive(test.channel, written({ phoneNumber: '+4915111111111', lid: null }, content, said));

it('what can’t be read at first is told when it can be, once', async () => {
  await receive('A message is being waited for.', { whatsappId: 'late', messageType: 'system', isPlaceholder: true });
  await receive('before');
  await client.next('incoming_message', ({ content }) => content === 'before');
  await receive('What it says', { whatsappId: 'late' });
  await receive('What it says', { whatsappId: 'late' });
  await receive('after');
  await client.next('incoming_message', ({ content }) => content === 'after');
  const texts = ['before', 'What it says', 'after'];
  expect(client.all('incoming_message').map(({ content }) => content)).toEqual(texts);
  expect(client.all('whatsappMessage').map(({ content }) => content)).toEqual(texts);
  const [, late] = client.all('whatsappMessage');
  expect(late).toMatchObject({ whatsappMessageId: 'late', whatsappNumber: '+4915111111111', messageType: 'text' });
});
