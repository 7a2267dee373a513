import { madeApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const ana = '+4915111111111';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let token: string;
let admin: Client;
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
  await app.domain().workspaces.create(other);
  ({ token } = await signIn(app, app.admin));
  admin = await connectAs(app, app.admin);
  const simulator = await createSimulator(app);
  await linkNumber({ admin, simulator }, '+4930123456');
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
});
afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

async function addKey(role: 'admin' | 'agent' = 'agent', as = token) {
  const { status, body } = await call('POST', '/api-keys', { token: as, body: { name: 'Shop', role } });
  expect(status).toBe(201);
  return madeApiKeySchema.parse(body);
}

const revoke = (id: string, as = token) => call('DELETE', `/api-keys/${id}`, { token: as });

describe('API keys', () => {
  it('are shown once, and listed without what they are', async () => {
    const { key, id } = await addKey();
    expect(key).toMatch(/^wak_[\w-]{43}$/);
    const { status, body } = await call('GET', '/api-keys', { token });
    expect(status).toBe(200);
    const listed = { id, name: 'Shop', role: 'agent', lastUsedAt: null, createdAt: expect.any(String) };
    expect(body).toMatchObject({ success: true, data: expect.arrayContaining([listed]) });
    expect(JSON.stringify(body)).not.toMatch(/wak_|hash/);
  });

  it('are for admins of the same workspace', async () => {
    const { id } = await addKey();
    const { token: agent } = await signIn(app, app.agent);
    const { token: stranger } = await signIn(app, other);
    const body = { name: 'Shop', role: 'admin' };
    expect(await call('POST', '/api-keys', { token: agent, body })).toMatchObject({ status: 403 });
    expect(await call('GET', '/api-keys', { token: agent })).toMatchObject({ status: 403 });
    expect(await revoke(id, agent)).toMatchObject({ status: 403 });
    expect(await revoke(id, stranger)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await call('GET', '/api-keys', { token: stranger })).toMatchObject({ body: { data: [] } });
    expect(await call('POST', '/api-keys', { token, body: { name: '', role: 'agent' } })).toMatchObject({
      status: 400,
    });
    expect(await call('POST', '/api-keys', { token, body: { name: 'X', role: 'root' } })).toMatchObject({
      status: 400,
    });
  });

  it('act over HTTP as a user of their own, by either header', async () => {
    const { key, id } = await addKey();
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { 'x-auth': key },
    ];
    for (const headers of ways) {
      expect(await call('GET', '/auth/me', { headers })).toMatchObject({
        status: 200,
        body: { user: { id: `key_${id}`, name: 'Shop', role: 'agent' } },
      });
    }
    const sent = await call('POST', '/messages', {
      headers: { 'x-api-key': key },
      body: { to: ana, message: 'From a shop' },
    });
    expect(sent).toMatchObject({ status: 200, body: { success: true } });
    const contacts = await call('GET', '/contacts', { token: key });
    expect(contacts).toMatchObject({ body: { data: [{ mobileNo: ana }] } });
    await waitFor('its use', async () => {
      const { body } = await call('GET', '/api-keys', { token });
      return JSON.stringify(body).match(new RegExp(`"${id}"[^}]*"lastUsedAt":"20`)) !== null;
    });
  });

  it('may do what their role may', async () => {
    const [agent, boss] = [await addKey('agent'), await addKey('admin')];
    expect(await call('GET', '/users', { token: agent.key })).toMatchObject({ status: 403 });
    expect(await call('GET', '/qr', { token: agent.key })).toMatchObject({ status: 403 });
    expect(await call('GET', '/users', { token: boss.key })).toMatchObject({ status: 200 });
    expect(await call('GET', '/qr', { token: boss.key })).toMatchObject({ status: 200 });
    const body = { current: 'x', next: 'no-password-here' };
    expect(await call('POST', '/auth/password', { token: boss.key, body })).toMatchObject({ status: 409 });
  });

  it('see their own workspace alone', async () => {
    const { token: stranger } = await signIn(app, other);
    const { key } = await addKey('admin', stranger);
    expect(await call('GET', '/contacts', { token: key })).toMatchObject({ status: 200, body: { data: [] } });
    expect(await call('GET', '/users', { token: key })).toMatchObject({ body: { data: [{ email: other.email }] } });
  });

  it('open sockets, by the handshake and by the event', async () => {
    const { key, id } = await addKey();
    const byEvent = await connect(app.url);
    byEvent.socket.emit('authenticate', { apiKey: key });
    const clients = [await connect(app.url, { apiKey: key }), await connect(app.url, { token: key }), byEvent];
    for (const client of clients) {
      await expect(client.next('authenticated')).resolves.toMatchObject({ userId: `key_${id}`, role: 'agent' });
      client.socket.disconnect();
    }
    const byAddress = io(app.url, { query: { token: key }, transports: ['websocket'], forceNew: true });
    const { userId } = await new Promise<{ userId: string }>((resolve) => byAddress.once('authenticated', resolve));
    expect(userId).toBe(`key_${id}`);
    byAddress.disconnect();
  });

  it('send as themselves over a socket', async () => {
    const { key, id } = await addKey();
    const client = await connect(app.url, { apiKey: key });
    const sent = await client.ask('send_message', { to: ana, message: 'From a robot' });
    if (!sent.success) throw new Error(sent.error);
    const { conversationId } = sent;
    const page = await admin.ask('get_messages_between', { conversationId, limit: 1 });
    expect(page).toMatchObject({ data: { messages: [{ id: sent.id, sender: { id: `key_${id}`, name: 'Shop' } }] } });
    client.socket.disconnect();
  });
});

describe('a revoked key', () => {
  it('opens nothing any more, and its sockets are closed at once', async () => {
    const [key, kept] = [await addKey(), await addKey()];
    const [client, bystander] = await Promise.all(
      [key, kept].map(async ({ key: apiKey }) => {
        const opened = await connect(app.url, { apiKey });
        await opened.next('authenticated');
        return opened;
      }),
    );
    expect(await revoke(key.id)).toMatchObject({ status: 200, body: { success: true } });
    await waitFor('the end', () => client?.socket.disconnected);
    expect(client?.all('auth_error')).toMatchObject([{ code: 'NOT_AUTHENTICATED' }]);
    expect(bystander?.socket.connected).toBe(true);
    bystander?.socket.disconnect();

    expect(await call('GET', '/contacts', { token: key.key })).toMatchObject({ status: 401 });
    const late = await connect(app.url, { apiKey: key.key });
    await expect(late.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    expect(await revoke(key.id)).toMatchObject({ status: 404 });
  });
});
