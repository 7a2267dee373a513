import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../runtime.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { written } from '../../testing/written.ts';

/** Whether the other process can be heard. It never says anything, as one that ended before it could. */
let isReachable = true;
/** By how much the feed's clock is ahead, in milliseconds: what was made a moment ago was then made long ago. */
let ahead = 0;
let test: Awaited<ReturnType<typeof startDomain>>;
let there: ReturnType<Awaited<ReturnType<typeof startDomain>>['openBeside']>;
let url: string;
let token: string;
let client: Client;
let close: () => Promise<void>;

beforeAll(async () => {
  const silent = {
    tell: () => undefined,
    subscribe: () => () => undefined,
    isAlone: false,
    isReachable: () => isReachable,
  };
  test = await startDomain(undefined, silent);
  there = test.openBeside();
  const { domain, facts } = test;
  ({ url, close } = await startSockets({
    domain,
    facts,
    peers: silent,
    clock: { ...createClock(), now: () => Date.now() + ahead },
  }));
  ({ token } = await domain.auth.signIn({ email: 'admin@example.com', password: 'password-1' }));
  client = await connect(url, { token });
  await client.next('authenticated');
  // At first it is looked as if the other one could not be heard.
  await pause(6_000);
});

afterAll(async () => {
  client?.socket.disconnect();
  await close?.();
  await test?.close();
});

const receive = (content: string) =>
  there.domain.messages.receive(test.channel, written({ phoneNumber: '+4915111111301', lid: null }, content));

describe('what another process stored and told nobody', () => {
  it('is told when it should long have been, with its conversation', async () => {
    const started = Date.now();
    await receive('settled');
    const told = await waitFor(
      'it',
      () => client.all('new_message').find(({ content }) => content === 'settled'),
      20_000,
    );
    await waitFor('its conversation', () =>
      client.all('conversation_updated').some(({ id }) => id === told.conversationId),
    );
    // The other one had the time to tell it by itself.
    expect(Date.now() - started).toBeGreaterThan(5_000);
    await there.domain.channels.applyState(test.channel, { status: 'inactive' });
    await client.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'inactive');
  });

  it('is told at once while the other can’t be heard, in order and once', async () => {
    isReachable = false;
    const texts = Array.from({ length: 300 }, (_, index) => `many ${index}`);
    for (const text of texts) await receive(text);
    await waitFor('all of it', () => client.all('new_message').length === texts.length + 1, 5_000);
    expect(client.all('new_message').map(({ content }) => content)).toEqual(['settled', ...texts]);
    const upTo = client.all('new_message').at(-1);
    await there.domain.conversations.markRead(test.actor, {
      conversationId: upTo?.conversationId ?? '',
      upTo: upTo?.id ?? '',
    });
    await waitFor('all to be read', () => client.all('message_status_update').length === texts.length + 1);
    const last = await waitFor('nothing unread', () =>
      client.all('conversation_updated').find((told) => 'unreadCount' in told && told.unreadCount === 0),
    );
    expect(last.id).toBe(upTo?.conversationId);
    isReachable = true;
    // One more time: it is known by now.
    await receive('the last');
    await client.next('new_message', ({ content }) => content === 'the last');
    expect(client.all('new_message')).toHaveLength(texts.length + 2);
    expect(client.all('message_status_update')).toHaveLength(texts.length + 1);
  });

  it('is told before what becomes of it here, also while the other can be heard', async () => {
    // Until it is looked no longer as if it could not.
    await pause(6_000);
    const { id, conversationId } = await receiveAndFind('read here');
    const started = Date.now();
    await test.domain.conversations.markRead(test.actor, { conversationId, upTo: id });
    await client.next('message_status_update', (update) => update.id === id && update.status === 'read');
    expect(Date.now() - started).toBeLessThan(3_000);
    const told = client.heard.filter(({ payload }) => isOf(payload, id)).map(({ event }) => event);
    expect(told).toEqual(['new_message', 'message_status_update']);
  });

  it('is not told to who came later and has read it, but what becomes of it is', async () => {
    client.socket.disconnect();
    const { id, conversationId } = await receiveAndFind('read by who comes');
    ahead = 10_000;
    client = await connect(url, { token });
    await client.next('authenticated');
    ahead = 0;
    await test.domain.conversations.markRead(test.actor, { conversationId, upTo: id });
    await client.next('message_status_update', (update) => update.id === id && update.status === 'read');
    expect(client.all('new_message').filter((message) => message.id === id)).toEqual([]);
  });
});

async function receiveAndFind(content: string): Promise<Message> {
  await receive(content);
  const numbers = { fromNumber: '+4915111111301', toNumber: '+4930123456' };
  const { data } = await test.domain.messages.between(test.actor, { ...numbers, limit: 1, offset: 0 });
  const [message] = data.messages;
  if (message?.content !== content) throw new Error(`${content} is not there`);
  return message;
}

function isOf(payload: unknown, id: string): boolean {
  return typeof payload === 'object' && payload !== null && 'id' in payload && payload.id === id;
}
