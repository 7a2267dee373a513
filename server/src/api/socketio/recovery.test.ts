import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from '../../testing/console.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const business = '+4930123456';
const ana = '+4915111111111';

let app: TestApp;
let simulator: Simulator;
let admin: Client;
let watcher: Client;
let channelId: string;
let workspaceId: string;
let key: { id: string; key: string };
const opened: Client[] = [];
let count = 0;

beforeAll(async () => {
  app = await startApp();
  simulator = await createSimulator(app);
  admin = await connectAs(app, app.admin);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  ({ workspaceId } = await admin.next('authenticated'));
  await simulator.write(ana, business, 'Hello');
  ({ channelId } = await admin.next('new_message'));
  key = await makeKey();
  watcher = await connect(app.url, { apiKey: key.key });
  watcher.socket.emit('joinWhatsAppGeneral');
  await watcher.next('whatsappGeneralJoined');
});

afterEach(() => {
  for (const client of opened.splice(0)) client.socket.disconnect();
});

afterAll(async () => {
  for (const client of [admin, watcher]) client?.socket.disconnect();
  await app?.close();
});

const makeKey = () => app.domain().apiKeys.create(workspaceId, { name: 'Dashboard', role: 'agent' });

/** Listens to all messages, signed in by its address or by an event. */
async function listen(apiKey = key.key, way: 'address' | 'event' = 'address'): Promise<Client> {
  const client = await connect(way === 'address' ? `${app.url}?token=${apiKey}` : app.url);
  opened.push(client);
  if (way === 'event') client.socket.emit('authenticate', { apiKey });
  client.socket.emit('joinWhatsAppGeneral');
  await client.next('whatsappGeneralJoined');
  return client;
}

/** Cuts the line, without a word to the other side. */
async function lose({ socket }: Client): Promise<void> {
  const { id } = socket;
  socket.io.engine.close();
  await waitFor('the loss', () => !socket.connected);
  await watcher.next('clientLeft', ({ clientId }) => clientId === id);
}

async function comeBack({ socket }: Client): Promise<void> {
  socket.connect();
  await waitFor('the new line', () => socket.connected);
}

/** @returns what was written, when the watcher has heard it */
async function write(times = 1): Promise<string[]> {
  const texts: string[] = [];
  for (let index = 0; index < times; index += 1) {
    count += 1;
    const text = `message ${count}`;
    texts.push(text);
    await simulator.write(ana, business, text);
    await watcher.next('whatsappMessage', ({ content }) => content === text);
  }
  return texts;
}

const readTexts = (client: Client) => client.all('whatsappMessage').map(({ content }) => content);

describe.each(['address', 'event'] as const)('a listener that signed in by its %s and loses its line', (way) => {
  it('is back in its room as the same one, and has missed nothing', async () => {
    const client = await listen(key.key, way);
    const { id } = client.socket;
    const before = await write(2);
    await waitFor('them', () => readTexts(client).length === 2);
    await lose(client);
    const missed = await write(3);
    await comeBack(client);
    const after = await write(2);
    await waitFor('the last one', () => readTexts(client).length >= 7);
    expect(readTexts(client)).toEqual([...before, ...missed, ...after]);
    expect([client.socket.id, client.socket.recovered]).toEqual([id, true]);
    await watcher.next('clientJoined', ({ clientId }) => clientId === id);
  });

  it('comes back again and again', async () => {
    const client = await listen(key.key, way);
    const all: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await lose(client);
      all.push(...(await write(2)));
      await comeBack(client);
      all.push(...(await write()));
      await waitFor('all of it', () => readTexts(client).length >= all.length);
      expect(readTexts(client)).toEqual(all);
      watcher.heard.length = 0;
    }
  });
});

describe('a listener that comes back', () => {
  it('hears nothing without its key', async () => {
    const revoked = await makeKey();
    const client = await listen(revoked.key);
    await lose(client);
    await write(2);
    await app.domain().apiKeys.revoke(workspaceId, revoked.id);
    client.socket.connect();
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    await waitFor('the end', () => client.socket.disconnected);
    expect(readTexts(client)).toEqual([]);
  });

  it('hears nothing where its key was taken back and it signed in by an event', async () => {
    const revoked = await makeKey();
    const client = await listen(revoked.key, 'event');
    await lose(client);
    await write();
    await app.domain().apiKeys.revoke(workspaceId, revoked.id);
    client.socket.connect();
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    await write();
    expect(readTexts(client)).toEqual([]);
  });

  it('hears nothing of what another one listened to', async () => {
    const other = await makeKey();
    const client = await listen();
    const { id } = client.socket;
    await lose(client);
    await write();
    const elsewhere = await comeBackElsewhere(client, other.key);
    await write();
    expect(elsewhere.socket.id).toBe(id);
    expect(readTexts(elsewhere)).toEqual([]);
  });

  it('gets its rooms before anybody has noticed that it was gone', async () => {
    const client = await listen();
    await write();
    await waitFor('it', () => readTexts(client).length === 1);
    const { id } = client.socket;
    const elsewhere = await comeBackElsewhere(client, key.key);
    const [text = ''] = await write();
    await elsewhere.next('whatsappMessage', ({ content }) => content === text);
    expect(elsewhere.socket.id).toBe(id);
    expect(readTexts(elsewhere)).toEqual([text]);
  });

  it('is a new one to who is told a place that never was', async () => {
    const client = await connect(`${app.url}?token=${key.key}`, { pid: 'x'.repeat(20), offset: '01234567.5' });
    opened.push(client);
    await client.next('authenticated');
    expect(client.socket.recovered).toBe(false);
  });

  it('goes on hearing of a channel that it subscribed to, of its states too', async () => {
    const client = await connect(app.url, { apiKey: key.key });
    opened.push(client);
    client.socket.emit('subscribe_channel', { channelId });
    await client.next('connection_update');
    client.socket.io.engine.close();
    await waitFor('the loss', () => !client.socket.connected);
    const [text = ''] = await write();
    await simulator.addFault({ kind: 'drop-socket', number: business });
    await admin.next('whatsapp_status_update', ({ lastDisconnect }) => lastDisconnect !== null);
    await comeBack(client);
    await client.next('incoming_message', ({ content }) => content === text);
    await client.next('connection_update', ({ lastDisconnect }) => lastDisconnect !== undefined);
    expect(client.all('incoming_message')).toHaveLength(1);
  });
});

/** Another line that says to be this one, which may be still open. */
async function comeBackElsewhere({ socket }: Client, apiKey: string): Promise<Client> {
  const pid: unknown = Reflect.get(socket, '_pid');
  const offset: unknown = Reflect.get(socket, '_lastOffset');
  const client = await connect(`${app.url}?token=${apiKey}`, { pid, offset });
  opened.push(client);
  await client.next('authenticated');
  return client;
}
