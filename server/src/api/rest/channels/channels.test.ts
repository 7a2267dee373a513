import { channelAnswerSchema, channelsFailureSchema } from '@erp-whatsapp/shared/dialects/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelApi, createChannelApi, expectRefused } from '../../../testing/channelApi.ts';
import { signIn } from '../../../testing/console.ts';
import { createCall } from '../../../testing/http.ts';
import { startApp, type TestApp } from '../../../testing/startApp.ts';

const ana = '+4915111111111';

let app: TestApp;
let api: ChannelApi;
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
  api = await createChannelApi(app);
});

afterAll(() => app?.close());

describe('channels', () => {
  it('are made, listed and looked at as the guide shows', async () => {
    const made = await api.ask('POST', '', { name: 'Shop', phoneNumber: '4930333333' });
    expect(made.status).toBe(201);
    const { payload } = channelAnswerSchema.parse(made.body);
    expect(payload).toMatchObject({
      ...{ name: 'Shop', type: 'whatsapp_automated', status: 'inactive', phoneNumber: '+4930333333' },
      ...{ isActive: true, isDefault: true },
    });
    const { channelId } = payload;
    expect(await api.get(channelId)).toEqual(payload);
    expect(await api.list()).toEqual([payload]);
    const status = await api.askAsAgent('GET', `/${channelId}/status`);
    expect(status.body).toMatchObject({
      ok: true,
      payload: { channelId, name: 'Shop', status: 'inactive', lastStatusUpdate: payload.createdAt, isActive: true },
    });
    expectRefused(await api.ask('POST', '', { name: 'Twice', phoneNumber: '+49 30 333333' }), 'CONFLICT');
    expectRefused(await api.ask('POST', '', { name: 'Odd', phoneNumber: 'x' }), 'INVALID_PHONE');
    expectRefused(await api.ask('POST', '', {}), 'INVALID_INPUT');
  });

  it('are renamed, switched off and on, and made the default', async () => {
    const channelId = await api.make('Second');
    const patch = async (change: object) =>
      channelAnswerSchema.parse((await api.ask('PATCH', `/${channelId}`, change)).body).payload;
    expect(await patch({ name: 'Renamed' })).toMatchObject({ name: 'Renamed', isDefault: false });
    expect(await patch({ isActive: false })).toMatchObject({ isActive: false });
    expectRefused(await api.ask('POST', `/${channelId}/connect`, {}), 'CONFLICT');
    expect(await patch({ isActive: true, isDefault: true })).toMatchObject({ isActive: true, isDefault: true });
    const listed = await api.list();
    expect(listed.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expectRefused(await api.ask('PATCH', `/${channelId}`, {}), 'INVALID_INPUT');
    expectRefused(await api.ask('PATCH', '/nothing', { name: 'x' }), 'NOT_FOUND');
  });

  it('are for admins but for looking and sending, by key, by token and by nothing', async () => {
    const channelId = await api.make('Guarded');
    const denied = [
      ['POST', ''],
      ['PATCH', `/${channelId}`],
      ['DELETE', `/${channelId}`],
      ...['connect', 'disconnect', 'logout', 'pairing-code'].map((step) => ['POST', `/${channelId}/${step}`]),
      ['GET', `/${channelId}/events`],
      ['GET', `/${channelId}/message-counts`],
    ] as const;
    for (const [method = '', path = ''] of denied) {
      const body = method === 'GET' ? undefined : { name: 'x', phoneNumber: ana };
      expectRefused(await api.askAsAgent(method, path, body), 'FORBIDDEN');
      expectRefused(await api.askWith('wak_nothing')(method, path, body), 'NOT_AUTHENTICATED');
    }
    for (const path of ['', `/${channelId}`, `/${channelId}/status`]) {
      expect((await api.askAsAgent('GET', path)).status).toBe(200);
    }
    expectRefused(await api.askAsAgent('POST', `/${channelId}/send`, { to: ana, message: 'x' }), 'CHANNEL_NOT_ACTIVE');
    const { token } = await signIn(app, app.agent);
    expect((await call('GET', '/whatsapp/channels', { token })).status).toBe(200);
    expectRefused(await call('GET', '/whatsapp/channels'), 'NOT_AUTHENTICATED');
    expectRefused(await call('GET', '/whatsapp/channels/x/nothing', { token }), 'NOT_FOUND');
  });

  it('refuse with their envelope what can not be read at all', async () => {
    const { token } = await signIn(app, app.admin);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const broken = await fetch(`${app.url}/api/whatsapp/channels`, { method: 'POST', headers, body: '{' });
    expect(broken.status).toBe(400);
    expect(channelsFailureSchema.parse(await broken.json()).error.code).toBe('INVALID_INPUT');
    const foreign = { ...headers, origin: 'https://evil.example' };
    const denied = await fetch(`${app.url}/api/whatsapp/channels`, { headers: foreign });
    expect(denied.status).toBe(403);
    expect(channelsFailureSchema.parse(await denied.json()).error.code).toBe('FORBIDDEN');
  });
});
