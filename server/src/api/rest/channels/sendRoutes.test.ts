import { sentOnChannelSchema } from '@erp-whatsapp/shared/dialects/channels';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChannelApi, createChannelApi } from '../../../testing/channelApi.ts';
import type { Client } from '../../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber } from '../../../testing/console.ts';
import { startApp, type TestApp } from '../../../testing/startApp.ts';

const business = '+4930123456';
const ana = '+4915111111111';

let app: TestApp;
let api: ChannelApi;
let admin: Client;
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
  const simulator = await createSimulator(app);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana });
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
