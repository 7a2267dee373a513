import { sentOnChannelSchema } from '@erp-whatsapp/shared/dialects/channels';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChannelApi, createChannelApi, expectRefused } from '../../../testing/channelApi.ts';
import { type Client, connect } from '../../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from '../../../testing/console.ts';
import { startApp, type TestApp } from '../../../testing/startApp.ts';
import { waitFor } from '../../../testing/waitFor.ts';

const business = '+4930123456';
const ana = '+4915111111111';
/** Of whom WhatsApp tells no number. */
const hidden = '+4915122222222';

let app: TestApp;
let api: ChannelApi;
let admin: Client;
let simulator: Simulator;
/** How the database answers when a message is read; `null`: as it should. */
let readMessage: (() => Promise<Message | null>) | null = null;

beforeAll(async () => {
  app = await startApp({}, ({ storage, way }) => {
    const { get } = storage.messages;
    const messages = {
      ...storage.messages,
      get: (...asked: Parameters<typeof get>) => readMessage?.() ?? get(...asked),
    };
    return { storage: { ...storage, messages }, way };
  });
  admin = await connectAs(app, app.admin);
  api = await createChannelApi(app);
  simulator = await createSimulator(app);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana });
  await simulator.addCustomer({ phoneNumber: hidden, addressing: 'lid', hidesNumber: true });
});
afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

it.each<[string, () => Promise<Message | null>]>([
  ['fails', () => Promise.reject(new Error('The database is away.'))],
  ['hangs', () => new Promise(() => undefined)],
  ['finds nothing', async () => null],
])(
  'a message that was accepted is told to be, also where the database %s afterwards',
  async (what, read) => {
    const channelId = await api.find(business);
    readMessage = read;
    const { status, body } = await api.send(channelId, { to: ana, message: what, clientMessageId: what });
    readMessage = null;
    expect(status).toBe(202);
    const { payload } = sentOnChannelSchema.parse(body);
    expect(payload).toMatchObject({ to: ana, type: 'text', status: 'pending', clientMessageId: what, channelId });
    const again = sentOnChannelSchema.parse(
      (await api.send(channelId, { to: ana, message: what, clientMessageId: what })).body,
    );
    expect(again.payload).toMatchObject({ id: payload.id, messageId: payload.messageId });
  },
  30_000,
);

it('a customer who hides the number is answered by what came with the message', async () => {
  const channelId = await api.find(business);
  const { token } = await signIn(app, app.admin);
  const listener = await connect(app.url, { token });
  await listener.next('authenticated');
  listener.socket.emit('subscribe_channel', { channelId });
  await listener.next('connection_update');
  await simulator.write(hidden, business, 'Are you open?');
  const { from, conversationId } = await listener.next(
    'incoming_message',
    ({ content }) => content === 'Are you open?',
  );
  listener.socket.disconnect();

  const byJid = sentOnChannelSchema.parse((await api.send(channelId, { to: from, message: 'by JID' })).body).payload;
  expect(byJid).toMatchObject({ to: from, conversationId });
  const byId = sentOnChannelSchema.parse(
    (await api.send(channelId, { conversationId, message: 'by id' })).body,
  ).payload;
  expect(byId).toMatchObject({ conversationId, channelId });
  expect('to' in byId).toBe(false);
  const both = await api.send(channelId, { to: from, conversationId, message: 'by both' });
  expect(sentOnChannelSchema.parse(both.body).payload.conversationId).toBe(conversationId);
  const thread = await waitFor('the answers', async () => {
    const messages = await simulator.thread(hidden, business);
    return messages.length === 4 && messages;
  });
  expect(thread.map(({ text }) => text)).toEqual(['Are you open?', 'by JID', 'by id', 'by both']);

  expectRefused(await api.send(channelId, { to: '911111111111111@lid', message: 'x' }), 'NOT_FOUND');
  const wrong = { to: '911111111111111@lid', conversationId, message: 'x' };
  expectRefused(await api.send(channelId, wrong), 'INVALID_INPUT');
  expectRefused(await api.send(channelId, { to: '123456789@g.us', message: 'x' }), 'INVALID_PHONE');
  expectRefused(await api.send(channelId, { message: 'x' }), 'INVALID_INPUT');
  expectRefused(await api.send(channelId, { conversationId: 'none', message: 'x' }), 'NOT_FOUND');
}, 30_000);
