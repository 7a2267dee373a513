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
let key: string;
let customerId: string;
let conversationId: string;
const opened: Client[] = [];
let count = 0;

beforeAll(async () => {
  app = await startApp();
  simulator = await createSimulator(app);
  admin = await connectAs(app, app.admin);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  await simulator.write(ana, business, 'Hello');
  ({ customerId, conversationId } = await admin.next('new_message'));
  const { workspaceId } = await admin.next('authenticated');
  ({ key } = await app.domain().apiKeys.create(workspaceId, { name: 'Dashboard', role: 'agent' }));
});

afterEach(() => {
  for (const client of opened.splice(0)) client.socket.disconnect();
});

afterAll(async () => {
  admin?.socket.disconnect();
  await app?.close();
});

/** As the clients in the field do: the key is in the address, and they join without waiting for anything. */
async function listen(...customers: string[]): Promise<Client> {
  const client = await connect(`${app.url}?token=${key}`);
  opened.push(client);
  if (customers.length === 0) client.socket.emit('joinWhatsAppGeneral');
  for (const customer of customers) client.socket.emit('joinWhatsAppCustomer', customer);
  return client;
}

async function joined(client: Client): Promise<Client> {
  await waitFor('the room', () => client.heard.some(({ event }) => /^whatsapp(General|Customer)Joined$/.test(event)));
  return client;
}

async function write(from = ana): Promise<string> {
  count += 1;
  await simulator.write(from, business, `message ${count}`);
  return `message ${count}`;
}

describe('a client with its key in the address', () => {
  it('is told that it is connected before anything else, and what it asked for waits for its key', async () => {
    const client = await listen();
    const joining = await client.next('whatsappGeneralJoined');
    expect(joining).toEqual({ room: 'whatsapp:general', timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(client.heard.map(({ event }) => event)).toEqual(['connected', 'authenticated', 'whatsappGeneralJoined']);
    const { clientId, message, timestamp } = await client.next('connected');
    expect(clientId).toBe(client.socket.id);
    expect([typeof message, typeof timestamp]).toEqual(['string', 'string']);
  });

  it('gets nowhere with a wrong one', async () => {
    const client = await connect(`${app.url}?token=wak_wrong`);
    client.socket.emit('joinWhatsAppGeneral');
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    await waitFor('the end', () => client.socket.disconnected);
    expect(client.all('whatsappGeneralJoined')).toEqual([]);
  });
});

describe('a message', () => {
  it('has the fields that listeners know, and none that is not set', async () => {
    const client = await joined(await listen());
    const content = await write();
    const told = await client.next('whatsappMessage', (message) => message.content === content);
    const shown = await admin.next('new_message', (message) => message.content === content);
    expect(told).toEqual({
      ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)),
      whatsappNumber: ana,
      whatsappMessageId: shown.messageId,
      metadata: { channelId: shown.channelId },
    });
    expect(Object.values(told)).not.toContain(null);
  });

  it('comes once to who is in the general room and in the customer’s', async () => {
    const client = await joined(await listen());
    client.socket.emit('joinWhatsAppCustomer', customerId);
    await client.next('whatsappCustomerJoined');
    const content = await write();
    await client.next('whatsappMessage', (message) => message.content === content);
    const last = await write();
    await client.next('whatsappMessage', (message) => message.content === last);
    expect(client.all('whatsappMessage').map((message) => message.content)).toEqual([content, last]);
  });

  it('that is sent is followed by what became of it, under both of its ids', async () => {
    const client = await joined(await listen(customerId));
    const sent = await admin.ask('send_message', { conversationId, message: 'Good day' });
    const id = sent.success ? sent.id : '';
    const told = await client.next('whatsappMessage', (message) => message.id === id);
    expect(told).toMatchObject({ senderType: 'agent', isTemplate: false, sender: { name: 'Admin' } });
    const delivered = await client.next(
      'whatsappMessageStatus',
      (update) => update.id === id && update.status === 'delivered',
    );
    expect(delivered).toMatchObject({
      messageId: told.whatsappMessageId,
      whatsappMessageId: told.whatsappMessageId,
      customerId,
      conversationId,
      deliveredAt: expect.any(String),
    });
    expect(Object.values(delivered)).not.toContain(null);
  });

  it('of another customer is not told to who listens to one', async () => {
    const bo = '+4915122222222';
    await simulator.addCustomer({ phoneNumber: bo, name: 'Bo' });
    const [general, client] = [await joined(await listen()), await joined(await listen(customerId))];
    const content = await write(bo);
    await general.next('whatsappMessage', (message) => message.content === content);
    const own = await write();
    await client.next('whatsappMessage', (message) => message.content === own);
    expect(client.all('whatsappMessage').map((message) => message.content)).toEqual([own]);
  });
});

describe('a customer’s room', () => {
  it('keeps the id that it was joined with when the customer turns out to be another one', async () => {
    const hidden = '+4915100000777';
    await simulator.addCustomer({ phoneNumber: hidden, addressing: 'lid', hidesNumber: true });
    const first = await write(hidden);
    const { customerId: old, conversationId: oldConversation } = await admin.next(
      'new_message',
      ({ content }) => content === first,
    );
    const [before, general] = [await joined(await listen(old)), await joined(await listen())];
    await admin.ask('send_message', { to: hidden, message: 'Are you one of ours?' });
    await admin.next(
      'conversation_updated',
      ({ id, mergedInto }) => id === oldConversation && mergedInto !== undefined,
    );

    const content = await write(hidden);
    const shown = await admin.next('new_message', (message) => message.content === content);
    expect(shown.customerId).not.toBe(old);
    const after = await joined(await listen(old));
    const both = await joined(await listen(shown.customerId, old));
    await both.next('whatsappCustomerJoined', (joining) => joining.customerId === old);
    const next = await write(hidden);
    for (const [client, id] of [
      [before, old],
      [after, old],
      [both, old],
      [general, shown.customerId],
    ] as const) {
      const told = await client.next('whatsappMessage', (message) => message.content === next);
      expect(told.customerId).toBe(id);
    }
    const last = await write(hidden);
    await both.next('whatsappMessage', (message) => message.content === last);
    expect(both.all('whatsappMessage').map((message) => message.content)).toEqual([next, last]);
  });

  it('can be left by who never joined it, and is no room where there is no such customer', async () => {
    const client = await joined(await listen());
    client.socket.emit('leaveWhatsAppCustomer', 'nobody');
    const left = await client.next('whatsappCustomerLeft');
    expect(left).toMatchObject({ room: 'whatsapp:customer:nobody', customerId: 'nobody' });
    client.socket.emit('joinWhatsAppCustomer', 'nobody');
    await expect(client.next('error')).resolves.toMatchObject({ event: 'joinWhatsAppCustomer', code: 'NOT_FOUND' });
  });
});

describe('those who listen', () => {
  it('are told who comes and who goes, once, and nobody else is', async () => {
    const first = await joined(await listen());
    const idle = await connect(app.url, { apiKey: key });
    opened.push(idle);
    const second = await joined(await listen(customerId));
    second.socket.emit('joinWhatsAppGeneral');
    await second.next('whatsappGeneralJoined');
    const id = second.socket.id;
    await expect(first.next('clientJoined')).resolves.toMatchObject({ clientId: id });
    second.socket.emit('leaveWhatsAppCustomer', customerId);
    await second.next('whatsappCustomerLeft');
    second.socket.disconnect();
    await expect(first.next('clientLeft')).resolves.toMatchObject({ clientId: id });
    const third = await joined(await listen(customerId));
    third.socket.emit('leaveWhatsAppCustomer', customerId);
    await first.next('clientLeft', ({ clientId }) => clientId === third.socket.id);
    expect(first.all('clientJoined').map(({ clientId }) => clientId)).toEqual([id, third.socket.id]);
    expect(first.all('clientLeft')).toHaveLength(2);
    for (const client of [second, third, idle, admin])
      expect([...client.all('clientJoined'), ...client.all('clientLeft')]).toEqual([]);
  });
});
