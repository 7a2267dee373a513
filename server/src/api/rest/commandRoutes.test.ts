import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const business = '+4930123456';
const ana = '+4915111111111';
const bo = '+4915122222222';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let simulator: Simulator;
let admin: Client;
let token: string;

beforeAll(async () => {
  app = await startApp();
  simulator = await createSimulator(app);
  await app.domain().workspaces.create(other);
  admin = await connectAs(app, app.admin);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  ({ token } = await signIn(app, app.agent));
});

afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

const call = createCall(() => app);
const get = (path: string, as = token) => call('GET', path, { token: as });
const post = (path: string, body?: unknown) => call('POST', path, { token, body });

describe('sending', () => {
  it('stores the message once, tells the room, and WhatsApp gets it', async () => {
    const wanted = { to: ana, message: 'Hello over HTTP', clientMessageId: 'http-1' };
    const { status, body: answer } = await post('/messages', wanted);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ success: true, clientMessageId: 'http-1', status: 'pending' });
    const { body: again } = await post('/messages', wanted);
    expect(again).toMatchObject({ success: true, clientMessageId: 'http-1' });
    const overSocket = await admin.ask('send_message', wanted);
    const ids = new Set([answer, again, overSocket].map(readId));
    expect(ids.size).toBe(1);
    await waitFor('the customer to see it', async () => (await readTexts(ana)).includes('Hello over HTTP'));
    expect((await readTexts(ana)).filter((text) => text === 'Hello over HTTP')).toHaveLength(1);
  });

  it('sends a failed message again as the one that it is', async () => {
    await simulator.addCustomer({ phoneNumber: bo, name: 'Bo' });
    await simulator.addFault({ kind: 'reject-sends', number: bo, code: 463 });
    const { body: answer } = await post('/messages', { to: bo, message: 'Refused at first' });
    const id = readId(answer);
    await admin.next('message_status_update', (update) => update.id === id && update.status === 'failed');
    await simulator.clearFaults();
    const retried = await post(`/messages/${id}/retry`);
    expect(retried).toMatchObject({ status: 200, body: { success: true, id, status: 'pending' } });
    await waitFor('the customer to see it', async () => (await readTexts(bo)).includes('Refused at first'));
  });

  it.each([
    [{ to: ana, message: 'Another text', clientMessageId: 'http-1' }, 409, 'CONFLICT'],
    [{ to: 'nonsense', message: 'Hi' }, 400, 'INVALID_PHONE'],
    [{ to: ana }, 400, 'INVALID_INPUT'],
    [{ to: ana, message: 'x'.repeat(100_000) }, 413, 'PAYLOAD_TOO_LARGE'],
    [[], 400, 'INVALID_INPUT'],
    [undefined, 400, 'INVALID_INPUT'],
    [{ conversationId: 'unknown', message: 'Hi' }, 404, 'NOT_FOUND'],
  ])('refuses case %# as a socket is refused', async (body, status, code) => {
    const refused = await post('/messages', body);
    expect(refused).toMatchObject({ status, body: { success: false, code, error: expect.any(String) } });
  });

  it('knows no retry of what is not there', async () => {
    expect(await post('/messages/unknown/retry', { id: 'another' })).toMatchObject({
      status: 404,
      body: { success: false, code: 'NOT_FOUND' },
    });
  });
});

describe('reading', () => {
  it('answers what a socket is answered', async () => {
    const { id, conversationId } = await openThread();
    const between = { conversationId, limit: 2, offset: 1 } as const;
    const pairs = [
      [await get('/contacts?search=an&limit=5'), await admin.ask('get_contacts', { search: 'an', limit: 5 })],
      [await get('/conversations?unread=false&cursor='), await admin.ask('get_conversations', { unread: false })],
      [
        await get(`/messages/between?conversationId=${conversationId}&limit=2&offset=1`),
        await admin.ask('get_messages_between', between),
      ],
      [
        await get(`/messages/between?conversationId=${conversationId}&around=${id}&limit=2`),
        await admin.ask('get_messages_between', { conversationId, around: id, limit: 2 }),
      ],
      [
        await get(`/messages/between?conversationId=${conversationId}&after=${id}`),
        await admin.ask('get_messages_between', { conversationId, after: id }),
      ],
      [await get('/sync?since=0&limit=3'), await admin.ask('sync', { since: 0, limit: 3 })],
      [await get('/connection-status'), await admin.ask('get_connection_status', {})],
    ] as const;
    for (const [{ status, body: answer }, overSocket] of pairs) {
      expect(status).toBe(200);
      expect(answer).toEqual(overSocket);
      expect(answer).toMatchObject({ success: true });
    }
  });

  it('finds a thread by its two numbers', async () => {
    const query = new URLSearchParams({ fromNumber: business, toNumber: ana, limit: '1' });
    expect(await get(`/messages/between?${query}`)).toMatchObject({
      status: 200,
      body: { success: true, data: { toNumber: ana, messagesPerPage: 1 } },
    });
  });

  it('says that the number is connected instead of a QR, to admins alone', async () => {
    const { token: asAdmin } = await signIn(app, app.admin);
    expect(await get('/qr', asAdmin)).toMatchObject({ status: 200, body: { data: { connected: true } } });
    expect(await get('/qr')).toMatchObject({ status: 403, body: { success: false, code: 'FORBIDDEN' } });
  });

  it.each([
    '/contacts?limit=many',
    '/contacts?limit=1.5',
    '/contacts?search=a&search=b',
    '/conversations?unread=perhaps',
  ])('refuses %s by the name of the field', async (path) => {
    const { status, body: answer } = await get(path);
    expect(status).toBe(400);
    expect(answer).toMatchObject({ success: false, code: 'INVALID_INPUT' });
    const field = new URL(path, app.url).searchParams.keys().next().value ?? '';
    expect(answer).toMatchObject({ error: expect.stringContaining(`${field}:`) });
  });

  it('refuses what must not be left out', async () => {
    expect(await get('/sync')).toMatchObject({ status: 400, body: { error: expect.stringContaining('since') } });
  });

  it('shows nothing of another workspace', async () => {
    const { id, conversationId } = await openThread();
    const { token: stranger } = await signIn(app, other);
    expect(await get('/contacts', stranger)).toMatchObject({ body: { success: true, data: [] } });
    expect(await get(`/messages/between?conversationId=${conversationId}`, stranger)).toMatchObject({ status: 404 });
    expect(await call('POST', `/messages/${id}/retry`, { token: stranger })).toMatchObject({ status: 404 });
  });

  it('is for whoever is signed in', async () => {
    for (const path of ['/contacts', '/sync?since=0', '/qr', '/connection-status']) {
      expect(await get(path, 'nonsense')).toMatchObject({ status: 401, body: { code: 'NOT_AUTHENTICATED' } });
    }
  });
});

it('says how long to wait when too much was sent', async () => {
  const strict = await startApp({ SENDS_PER_MINUTE: '1' });
  try {
    const { token: strictToken } = await signIn(strict, strict.agent);
    const body = { to: ana, message: 'Hi' };
    const send = () => createCall(() => strict)('POST', '/messages', { token: strictToken, body });
    await send();
    const refused = await send();
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await strict.close();
  }
});

const readId = (answer: unknown) =>
  typeof answer === 'object' && answer !== null && 'id' in answer ? String(answer.id) : '';

async function readTexts(customer: string): Promise<(string | null)[]> {
  return (await simulator.thread(customer, business)).map(({ text }) => text);
}

async function openThread(): Promise<{ id: string; conversationId: string }> {
  const sent = await admin.ask('send_message', { to: ana, message: 'Over a socket', clientMessageId: 'socket-1' });
  if (!sent.success) throw new Error(sent.error);
  await admin.next('message_status_update', ({ id, status }) => id === sent.id && status === 'delivered');
  return sent;
}
