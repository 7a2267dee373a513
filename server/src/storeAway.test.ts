import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './testing/console.ts';
import { type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { type StoreProcess, spawnStore } from './testing/twoServers/spawnStore.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const business = '+4930123456';
const customer = '+4915111111141';

let folder: string;
let store: StoreProcess;
let server: ServerProcess;
let simulator: Simulator;
let agent: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-away-'));
  store = await spawnStore(join(folder, 'store'));
  server = await spawnServer({
    DATA_DIR: join(folder, 'server'),
    MONGO_URI: store.address,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'silent',
  });
  simulator = await createSimulator({ url: server.url, admin });
  agent = await connectAs({ url: server.url }, admin);
  await linkNumber({ admin: agent, simulator }, business);
  await simulator.addCustomer({ phoneNumber: customer });
});

afterAll(async () => {
  store?.child.kill('SIGCONT');
  agent?.socket.disconnect();
  await server?.end('SIGTERM');
  store?.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

it('a database that stops answering is told of, loses nothing, and is gone on with when it is back', async () => {
  const send = (message: string) => agent.ask('send_message', { to: customer, message, clientMessageId: message });
  const isReady = async () => (await fetch(`${server.url}/readyz`)).status;
  expect(await send('before')).toMatchObject({ success: true });

  store.child.kill('SIGSTOP');
  const [refused, readiness] = await Promise.all([send('meanwhile'), isReady()]);
  expect(refused).toMatchObject({ success: false, code: 'INTERNAL', error: expect.stringMatching(/Try again.*\.$/) });
  expect(readiness).toBe(503);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

  store.child.kill('SIGCONT');
  await waitFor('the server to be ready', async () => (await isReady()) === 200);
  // Whether the refused one came through or not: under its id it is one.
  expect(await send('meanwhile')).toMatchObject({ success: true });
  expect(await send('afterwards')).toMatchObject({ success: true });
  const shown = await waitFor('all to arrive', async () => {
    const thread = await simulator.thread(customer, business);
    return thread.length === 3 && thread;
  });
  expect(shown.map(({ text, copies }) => [text, copies])).toEqual([
    ['before', 1],
    ['meanwhile', 1],
    ['afterwards', 1],
  ]);
});
