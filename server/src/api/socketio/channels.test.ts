import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from '../../testing/console.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';

const business = '+4930123456';
const ana = '+4915111111111';

let app: TestApp;
let simulator: Simulator;
let admin: Client;
let channelId: string;
let keys: { admin: string; agent: string };
const opened: Client[] = [];

beforeAll(async () => {
  app = await startApp();
  simulator = await createSimulator(app);
  admin = await connectAs(app, app.admin);
  const { workspaceId } = await admin.next('authenticated');
  const make = async (role: 'admin' | 'agent') =>
    (await app.domain().apiKeys.create(workspaceId, { name: role, role })).key;
  keys = { admin: await make('admin'), agent: await make('agent') };
});

afterEach(() => {
  for (const client of opened.splice(0)) client.socket.disconnect();
});

afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

async function subscribe(apiKey: string): Promise<Client> {
  const client = await connect(app.url);
  opened.push(client);
  client.socket.emit('authenticate', { apiKey });
  client.socket.emit('subscribe_channel', { channelId });
  await client.next('connection_update');
  return client;
}

describe('a channel that waits to be linked', () => {
  it('shows who comes late its state and its code, the code to admins alone', async () => {
    const answer = await admin.ask('get_qr_code', {});
    if (!answer.success) throw new Error(answer.error);
    ({ channelId } = answer);
    await admin.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'qr_ready');
    const [forAdmin, forAgent] = [await subscribe(keys.admin), await subscribe(keys.agent)];
    const code = await forAdmin.next('qr_code');
    expect(code).toMatchObject({ channelId, qrCode: expect.stringContaining('data:image/png;base64,') });
    expect(Date.parse(code.expiresAt)).toBeGreaterThan(Date.parse(code.timestamp));
    const told = forAdmin.heard.map(({ event }) => event);
    expect(told).toEqual(['connected', 'authenticated', 'channel_subscribed', 'connection_update', 'qr_code']);
    expect(await forAgent.next('channel_subscribed')).toEqual({ channelId, status: 'qr_ready' });
    expect(await forAgent.next('connection_update')).toMatchObject({ channelId, status: 'qr_ready' });
    expect(forAgent.all('qr_code')).toEqual([]);
  });

  it('tells of each state as it comes', async () => {
    const client = await subscribe(keys.agent);
    await linkNumber({ admin, simulator }, business);
    const active = await client.next('connection_update', ({ status }) => status === 'active');
    expect(active).toMatchObject({ channelId, phoneNumber: business });
    expect('lastDisconnect' in active).toBe(false);
    await simulator.addFault({ kind: 'drop-socket', number: business });
    const isLater = ({ timestamp }: { timestamp: string }) => timestamp > active.timestamp;
    const lost = await client.next('connection_update', (told) => told.lastDisconnect !== undefined && isLater(told));
    expect(lost).toMatchObject({ status: 'connecting', lastDisconnect: { reason: expect.any(String) } });
    await client.next(
      'connection_update',
      ({ timestamp, status }) => status === 'active' && timestamp > lost.timestamp,
    );
    expect(client.all('qr_code')).toEqual([]);
  });
});

describe('a message', () => {
  it('comes in WhatsApp’s form with the canonical one beside it', async () => {
    await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
    const client = await subscribe(keys.agent);
    await simulator.write(ana, business, 'Is it there?');
    const told = await client.next('incoming_message');
    const shown = await admin.next('new_message', ({ content }) => content === 'Is it there?');
    const added = { from: '4915111111111@s.whatsapp.net', message: { conversation: 'Is it there?' }, type: 'incoming' };
    expect(told).toEqual({ ...shown, ...added });
  });

  it('from a hidden number comes from the name that WhatsApp knows', async () => {
    const hidden = '+4915133333333';
    await simulator.addCustomer({ phoneNumber: hidden, addressing: 'lid', hidesNumber: true });
    const client = await subscribe(keys.agent);
    await simulator.write(hidden, business, 'Guess who');
    expect((await client.next('incoming_message')).from).toMatch(/^\d+@lid$/);
  });

  it('has its status told once to who listens in two ways', async () => {
    const { token } = await signIn(app, app.agent);
    const client = await connect(app.url, { token });
    opened.push(client);
    client.socket.emit('subscribe_channel', { channelId });
    await client.next('channel_subscribed');
    const sent = await client.ask('send_message', { to: ana, message: 'Yes' });
    const id = sent.success ? sent.id : '';
    await client.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    await simulator.write(ana, business, 'Thanks');
    await client.next('incoming_message', ({ content }) => content === 'Thanks');
    const steps = client.all('message_status_update').flatMap((update) => (update.id === id ? [update.status] : []));
    expect(steps).toEqual([...new Set(steps)]);
  });
});

describe('subscribing', () => {
  it('to a channel that is not there is refused by its name', async () => {
    const client = await subscribe(keys.agent);
    client.socket.emit('subscribe_channel', { channelId: 'nothing' });
    const refusal = { event: 'subscribe_channel', code: 'NOT_FOUND', channelId: 'nothing' };
    await expect(client.next('error')).resolves.toMatchObject(refusal);
  });

  it('ends by unsubscribing', async () => {
    const [client, other] = [await subscribe(keys.agent), await subscribe(keys.agent)];
    const answer = await client.socket.timeout(5_000).emitWithAck('unsubscribe_channel', { channelId });
    expect(answer).toEqual({ success: true, channelId });
    await simulator.write(ana, business, 'Still there?');
    await other.next('incoming_message', ({ content }) => content === 'Still there?');
    expect(client.all('incoming_message')).toEqual([]);
  });
});
