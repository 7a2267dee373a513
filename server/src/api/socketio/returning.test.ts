import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { written } from '../../testing/written.ts';

const phoneNumber = '+4915111111501';
const lid = '501';

let test: Awaited<ReturnType<typeof startDomain>>;
let close: () => Promise<void>;
/** An integrator's, the only listener in any of its rooms. */
let client: Client;
/** A person's, by which is seen that something was told. */
let person: Client;
/** What signing in with a key, and the answer to it, wait for. */
let lookUp: Promise<void>;
let settle: Promise<void>;
/** How often a key was looked up. */
let lookUps: number;

beforeEach(async () => {
  [lookUp, settle, lookUps] = [Promise.resolve(), Promise.resolve(), 0];
  test = await startDomain((storage) => ({
    ...storage,
    apiKeys: {
      ...storage.apiKeys,
      async findByHash(hash) {
        lookUps += 1;
        await lookUp;
        return storage.apiKeys.findByHash(hash);
      },
    },
  }));
  const { domain, facts, channel } = test;
  const changes = {
    ...domain.changes,
    async settled(workspaceId: string) {
      await settle;
      return domain.changes.settled(workspaceId);
    },
  };
  const sockets = await startSockets({ domain: { ...domain, changes }, facts });
  close = sockets.close;
  const { token } = await domain.auth.signIn({ email: 'admin@example.com', password: 'password-1' });
  person = await connect(sockets.url, { token });
  await person.next('authenticated');
  const { key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Shop', role: 'agent' });
  client = await connect(`${sockets.url}?token=${key}`);
  await client.next('authenticated');
});

afterEach(async () => {
  for (const one of [client, person]) one?.socket.disconnect();
  await close?.();
  await test?.close();
});

async function write(content: string, identity = { phoneNumber, lid: null } as const): Promise<void> {
  await test.domain.messages.receive(test.channel, written(identity, content));
  await person.next('new_message', (message) => message.content === content);
}

async function lose(): Promise<void> {
  client.socket.io.engine.close();
  await waitFor('the loss', () => !client.socket.connected);
}

const readTexts = () => client.all('whatsappMessage').map(({ content }) => content);

describe('a listener that is alone in its room and comes back', () => {
  beforeEach(async () => {
    client.socket.emit('joinWhatsAppGeneral');
    await client.next('whatsappGeneralJoined');
    await write('before');
    await client.next('whatsappMessage');
    await lose();
    await write('missed');
  });

  it('misses nothing that comes while it shows who it is', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    [lookUp, lookUps] = [promise, 0];
    client.socket.connect();
    await waitFor('its credential to be looked at', () => lookUps > 0);
    await write('meanwhile');
    resolve();
    await client.next('whatsappMessage', ({ content }) => content === 'meanwhile');
    expect(readTexts()).toEqual(['before', 'missed', 'meanwhile']);
    expect(client.socket.recovered).toBe(true);
  });

  it('hears what it missed before anything else', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    settle = promise;
    client.socket.connect();
    await waitFor('the new line', () => client.socket.connected);
    await client.next('whatsappMessage', ({ content }) => content === 'missed');
    await write('meanwhile');
    await client.next('whatsappMessage', ({ content }) => content === 'meanwhile');
    resolve();
    await waitFor('the answer', () => client.all('authenticated').length === 2);
    expect(readTexts()).toEqual(['before', 'missed', 'meanwhile']);
  });
});

it('a program goes on hearing of a conversation that became another one while it was away', async () => {
  const { domain, channel } = test;
  await domain.messages.receive(channel, written({ phoneNumber: null, lid }, 'by its hidden number'));
  const hidden = await person.next('new_message');
  await write('by its number');
  await client.ask('join_conversation', { conversationId: hidden.conversationId });
  await lose();
  await domain.contacts.learn(channel.workspaceId, { phoneNumber, lid });
  await person.next('conversation_updated', ({ mergedInto }) => mergedInto !== undefined);
  client.socket.connect();
  await waitFor('the answer', () => client.all('authenticated').length === 2);
  await write('to the one that is left');
  const heard = await client.next('new_message');
  expect(heard.content).toBe('to the one that is left');
});
