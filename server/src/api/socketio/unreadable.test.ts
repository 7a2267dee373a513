import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IncomingMessage } from '../../domain/ports/whatsapp.ts';
import { createLog } from '../../log.ts';
import { alone } from '../../peers/alone.ts';
import { createClock } from '../../runtime.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { createRunCommand } from '../runCommand.ts';
import { createChannelsDialect } from './channels/createChannelsDialect.ts';
import { createSocketServer } from './createSocketServer.ts';
import { createRoomsDialect } from './rooms/createRoomsDialect.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
let close: () => Promise<void>;
let client: Client;

beforeAll(async () => {
  test = await startDomain();
  const { domain, facts, channel } = test;
  const [clock, log, http] = [createClock(), createLog('silent'), createServer()];
  const runCommand = createRunCommand({ domain, sendsPerMinute: 100, log });
  ({ close } = createSocketServer(http, {
    domain,
    facts,
    peers: alone,
    bus: null,
    changeFeed: domain.changeFeed,
    dialects: [
      createRoomsDialect({ domain, runCommand, isAlone: true, clock }),
      createChannelsDialect({ domain, runCommand, clock }),
    ],
    eventsPerSecond: 100,
    allowedOrigins: [],
    clock,
    log,
  }));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Shop', role: 'agent' });
  client = await connect(`http://127.0.0.1:${address.port}?token=${key}`);
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
  test.domain.messages.receive(test.channel, {
    customer: { phoneNumber: '+4915111111111', lid: null },
    pushName: 'Ana',
    whatsappId: content,
    isOwn: false,
    messageType: 'text',
    content,
    replyToWhatsappId: null,
    raw: null,
    isPlaceholder: false,
    sentAt: Date.now(),
    isLive: true,
    ...said,
  });

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
