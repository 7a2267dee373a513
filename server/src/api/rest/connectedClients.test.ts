import { connectedClientSchema } from '@erp-whatsapp/shared/connectedClient';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Client, connect } from '../../testing/clients.ts';
import { signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let token: string;
const clients: Client[] = [];
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
  await app.domain().workspaces.create(other);
  ({ token } = await signIn(app, app.admin));
});
afterAll(() => app?.close());
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.disconnect();
  await waitFor('nobody', async () => (await list()).length === 0);
});

/** A socket that is signed in. */
async function open(credential: { token?: string; apiKey?: string }): Promise<Client> {
  const client = await connect(app.url, credential);
  clients.push(client);
  await client.next('authenticated');
  return client;
}

async function list(as = token) {
  const { status, body } = await call('GET', '/connected-clients', { token: as });
  expect(status).toBe(200);
  return z.object({ success: z.literal(true), data: z.array(connectedClientSchema) }).parse(body).data;
}

it('lists people and programs, each connection of theirs, the longest there first', async () => {
  const before = new Date().toISOString();
  const { key } = await app.domain().apiKeys.create((await app.domain().auth.authenticate(token)).workspaceId, {
    name: 'Web shop',
    role: 'agent',
  });
  const opened = [await open({ token }), await open({ apiKey: key }), await open({ token })];
  const listed = await list();
  expect(listed.map(({ clientId }) => clientId)).toEqual(opened.map(({ socket }) => socket.id));
  expect(listed.map(({ role, isApiKey }) => ({ role, isApiKey }))).toEqual([
    { role: 'admin', isApiKey: false },
    { role: 'agent', isApiKey: true },
    { role: 'admin', isApiKey: false },
  ]);
  expect(listed[1]?.name).toBe('Web shop');
  expect(listed.every(({ connectedAt }) => connectedAt >= before)).toBe(true);
});

it('keeps since when somebody is connected who signs in anew', async () => {
  const client = await open({ token });
  const [first] = await list();
  client.socket.emit('authenticate', { token });
  await waitFor('signing in anew', () => client.all('authenticated').length === 2);
  expect(await list()).toEqual([first]);
});

it('leaves out who has gone, and who has not signed in', async () => {
  const gone = await open({ token });
  gone.socket.disconnect();
  clients.push(await connect(app.url));
  await waitFor('nobody', async () => (await list()).length === 0);
});

it('shows a workspace its own, and admins alone', async () => {
  const { token: theirs } = await signIn(app, other);
  await open({ token });
  expect(await list(theirs)).toEqual([]);
  const { token: agents } = await signIn(app, app.agent);
  expect(await call('GET', '/connected-clients', { token: agents })).toMatchObject({ status: 403 });
  expect(await call('GET', '/connected-clients', {})).toMatchObject({ status: 401 });
});
