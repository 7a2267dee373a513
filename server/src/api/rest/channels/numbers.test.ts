import {
  channelEventsAnswerSchema,
  channelOnItsWaySchema,
  dayCountsAnswerSchema,
  deletedChannelAnswerSchema,
  sentOnChannelSchema,
} from '@erp-whatsapp/shared/dialects/channels';
import { phonesResponseSchema } from '@erp-whatsapp/shared/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelApi, createChannelApi, expectRefused } from '../../../testing/channelApi.ts';
import type { Client } from '../../../testing/clients.ts';
import { connectAs, createSimulator, readQr, type Simulator } from '../../../testing/console.ts';
import { startApp, type TestApp } from '../../../testing/startApp.ts';
import { waitFor } from '../../../testing/waitFor.ts';

const sales = '+4930111111';
const support = '+4930222222';
const ana = '+4915111111111';

let app: TestApp;
let api: ChannelApi;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  app = await startApp();
  api = await createChannelApi(app);
  simulator = await createSimulator(app);
  admin = await connectAs(app, app.admin);
  for (const phoneNumber of [sales, support]) await simulator.addPhone(phoneNumber);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
});

afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

describe('a number', () => {
  it('is linked, sends, waits while it is disconnected, and needs no phone to come back', async () => {
    const channelId = await api.make('Sales');
    await link(channelId, sales);
    expect(await api.get(channelId)).toMatchObject({ phoneNumber: sales, isLinked: true, status: 'active' });
    const again = await api.ask('POST', `/${channelId}/connect`, {});
    expect(again.body).toMatchObject({ ok: true, status: 'active' });

    const to = `${ana.slice(1)}@s.whatsapp.net`;
    const text = { to, message: 'Hello from automated WhatsApp!', type: 'text' };
    const sent = await api.askAsAgent('POST', `/${channelId}/send`, text);
    expect(sent.status).toBe(200);
    const { payload, message } = sentOnChannelSchema.parse(sent.body);
    expect(message).toBe('Message sent');
    expect(payload).toMatchObject({ to, type: 'text', channelId });
    expect(['sent', 'delivered', 'read']).toContain(payload.status);
    const [arrived] = await waitForThread(sales, 1);
    expect(arrived).toMatchObject({ text: 'Hello from automated WhatsApp!', id: payload.messageId });

    const off = await api.ask('POST', `/${channelId}/disconnect`);
    expect(off.body).toEqual({ ok: true, message: 'Channel disconnected', channelId, status: 'inactive' });
    expect(await api.get(channelId)).toMatchObject({ status: 'inactive', isLinked: true });
    const waiting = await api.send(channelId, { to: ana, message: 'later', clientMessageId: 'once' });
    expect(waiting.status).toBe(202);
    const pending = sentOnChannelSchema.parse(waiting.body).payload;
    expect(pending).toMatchObject({ status: 'pending', clientMessageId: 'once' });

    await app.restart();
    admin.socket.disconnect();
    admin = await connectAs(app, app.admin);
    simulator = await createSimulator(app);
    expect(await api.get(channelId)).toMatchObject({ status: 'inactive', isLinked: true });
    expect((await api.ask('POST', `/${channelId}/connect`)).body).toMatchObject({ ok: true, status: 'connecting' });
    await api.waitForStatus(channelId, 'active');
    await waitFor('what waited', async () =>
      (await simulator.thread(ana, sales)).some(({ id }) => id === pending.messageId),
    );
    const repeated = await api.send(channelId, { to: ana, message: 'later', clientMessageId: 'once' });
    expect(repeated.status).toBe(200);
    expect(sentOnChannelSchema.parse(repeated.body).payload).toMatchObject({ id: pending.id });
    expectRefused(await api.send(channelId, { to: ana, message: 'other', clientMessageId: 'once' }), 'CONFLICT');
  }, 60_000);

  it('says what WhatsApp refused', async () => {
    const channelId = await api.find(sales);
    expectRefused(await api.send(channelId, { to: '+4915100000000', message: 'nobody there' }), 'NOT_ON_WHATSAPP');
    expectRefused(await api.send(channelId, { to: 'x', message: 'x' }), 'INVALID_PHONE');
    expectRefused(await api.send(channelId, { to: ana, message: '' }), 'INVALID_INPUT');
    expectRefused(await api.send(channelId, { to: ana, message: 'x', type: 'sticker' }), 'MEDIA_UNSUPPORTED');
    expectRefused(await api.send('nothing', { to: ana, message: 'x' }), 'NOT_FOUND');
  });

  it('stands beside another one, each with its own threads', async () => {
    const first = await api.find(sales);
    const second = await api.make('Support', support);
    await link(second, support);
    await simulator.write(ana, sales, 'to sales');
    await simulator.write(ana, support, 'to support');
    const told = await Promise.all(
      ['to sales', 'to support'].map((text) => admin.next('new_message', ({ content }) => content === text)),
    );
    expect(told.map(({ channelId }) => channelId)).toEqual([first, second]);
    expect(new Set(told.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect(told[0]?.customerId).toBe(told[1]?.customerId);
    await api.send(second, { to: ana, message: 'from support' });
    expect((await waitForThread(support, 2)).map(({ text }) => text)).toEqual(['to support', 'from support']);
    expect((await simulator.thread(ana, sales)).map(({ text }) => text)).not.toContain('from support');

    const counts = await api.ask('GET', `/${second}/message-counts?days=3&timeZone=Europe/Berlin`);
    const { payload } = dayCountsAnswerSchema.parse(counts.body);
    expect(payload).toHaveLength(3);
    expect(payload.at(-1)).toMatchObject({ incoming: 1, outgoing: 1 });
    expectRefused(await api.ask('GET', `/${second}/message-counts?timeZone=Nowhere`), 'INVALID_INPUT');
  }, 30_000);

  it('is not connected while it is switched off, and comes back when it is switched on', async () => {
    const channelId = await api.find(support);
    const off = await api.ask('PATCH', `/${channelId}`, { isActive: false });
    expect(off.body).toMatchObject({ payload: { isActive: false, isLinked: true, status: 'inactive' } });
    expectRefused(await api.ask('POST', `/${channelId}/connect`, {}), 'CONFLICT');
    expect((await api.ask('PATCH', `/${channelId}`, { isActive: true })).status).toBe(200);
    await api.waitForStatus(channelId, 'active');
  });

  it('is not linked to two channels: the second link is undone, and says why', async () => {
    const channelId = await api.make('Once more');
    await api.ask('POST', `/${channelId}/connect`, {});
    await api.waitForStatus(channelId, 'qr_ready');
    await scan(channelId, support);
    const refusedOne = await waitFor('the refusal', async () => {
      const channel = await api.get(channelId);
      return channel.status === 'error' && channel;
    });
    expect(refusedOne).toMatchObject({
      isLinked: false,
      phoneNumber: null,
      lastDisconnect: { reason: 'OTHER_NUMBER' },
    });
    expect(await api.get(await api.find(support))).toMatchObject({ status: 'active', isLinked: true });
  }, 30_000);

  it('is logged out, and keeps what became of it', async () => {
    const channelId = await api.find(support);
    expectRefused(await api.ask('POST', `/${channelId}/pairing-code`, { phoneNumber: support }), 'CONFLICT');
    const out = await api.ask('POST', `/${channelId}/logout`);
    expect(out.body).toEqual({ ok: true, message: 'Channel logged out', channelId, status: 'logged_out' });
    expect(await api.get(channelId)).toMatchObject({ status: 'logged_out', isLinked: false, phoneNumber: support });
    expectRefused(await api.send(channelId, { to: ana, message: 'x' }), 'CHANNEL_NOT_ACTIVE');
    const { payload } = channelEventsAnswerSchema.parse((await api.ask('GET', `/${channelId}/events`)).body);
    const statuses = payload.map(({ status }) => status);
    expect(statuses[0]).toBe('logged_out');
    expect(statuses).toEqual(expect.arrayContaining(['active', 'qr_ready', 'connecting']));
    expect(payload.map(({ at }) => at)).toEqual(
      payload
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    expect(await linkedDevices(support)).toBe(0);
  });

  it('is deleted: unlinked at the phone, gone from the list, its conversations there to be read', async () => {
    const channelId = await api.find(sales);
    const conversations = await admin.ask('get_conversations', { channelId });
    if (!conversations.success) throw new Error(conversations.error);
    const answer = await api.ask('DELETE', `/${channelId}`);
    expect(deletedChannelAnswerSchema.parse(answer.body).payload).toMatchObject({ channelId, name: 'Sales' });
    expect(await linkedDevices(sales)).toBe(0);
    expectRefused(await api.ask('GET', `/${channelId}`), 'NOT_FOUND');
    expectRefused(await api.ask('DELETE', `/${channelId}`), 'NOT_FOUND');
    expect((await api.list()).map((channel) => channel.channelId)).not.toContain(channelId);
    expect((await api.list('?withDeleted=true')).find((channel) => channel.channelId === channelId)).toMatchObject({
      name: 'Sales',
      phoneNumber: sales,
      deletedAt: expect.any(String),
    });
    const after = await admin.ask('get_conversations', { channelId });
    expect(after.success && after.data.map(({ id }) => id)).toEqual(conversations.data.map(({ id }) => id));
    const [{ id: conversationId = '' } = {}] = conversations.data;
    const thread = await admin.ask('get_messages_between', { conversationId });
    expect(thread.success && thread.data.messages.length).toBeGreaterThan(0);
    const refusal = await admin.ask('send_message', { conversationId, message: 'x' });
    expect(refusal).toMatchObject({ success: false, code: 'CHANNEL_NOT_ACTIVE' });
    await admin.next('whatsapp_status_update', ({ channels }) => channels.every((one) => one.channelId !== channelId));
    // Its number is free for a new one.
    await api.make('Sales again', sales);
  }, 30_000);
});

/** Links a number by the QR that is shown. */
async function link(channelId: string, phoneNumber: string): Promise<void> {
  const answer = channelOnItsWaySchema.parse((await api.ask('POST', `/${channelId}/connect`, {})).body);
  expect(answer).toMatchObject({ message: 'Connection initiated', channelId, status: 'connecting' });
  await api.waitForStatus(channelId, 'qr_ready');
  await scan(channelId, phoneNumber);
  await api.waitForStatus(channelId, 'active');
}

async function scan(channelId: string, phoneNumber: string): Promise<void> {
  const answer = await admin.ask('get_qr_code', { channelId });
  if (!answer.success || typeof answer.data !== 'string') throw new Error(`no QR came: ${JSON.stringify(answer)}`);
  await simulator.link(phoneNumber, readQr(answer.data));
}

/** The customer's thread with a number of ours, once it is so long. */
function waitForThread(phoneNumber: string, length: number) {
  return waitFor(`${length} messages`, async () => {
    const thread = await simulator.thread(ana, phoneNumber);
    return thread.length >= length && thread;
  });
}

async function linkedDevices(phoneNumber: string): Promise<number> {
  const { phones } = phonesResponseSchema.parse(await simulator.call('GET', '/phones'));
  return phones.find((phone) => phone.phoneNumber === phoneNumber)?.devices.length ?? -1;
}
