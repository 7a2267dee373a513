import { setTimeout as pause } from 'node:timers/promises';
import { connectedClientSchema } from '@erp-whatsapp/shared/connectedClient';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Client, connect } from '../testing/clients.ts';
import { connectAs, scanQr, signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import type { ServerProcess } from '../testing/spawnServer.ts';
import { checkHearing } from '../testing/twoServers/hearing.ts';
import { ana, ben, business, type Office, send, startOffice } from '../testing/twoServers/startOffice.ts';
import { admin } from '../testing/twoServers/startPair.ts';
import { missingRedis, startRedis, type TestRedis } from '../testing/twoServers/startRedis.ts';
import { waitFor } from '../testing/waitFor.ts';

const clientsSchema = z.object({ data: z.array(connectedClientSchema) });

if (missingRedis !== null) process.stderr.write(`Two servers over Redis are not tested: ${missingRedis}.\n`);

describe.runIf(missingRedis === null)('two servers over Redis', () => {
  let redis: TestRedis;
  let office: Office;
  let startedAt: number;

  beforeAll(async () => {
    redis = await startRedis();
    office = await startOffice({ REDIS_URL: redis.url });
    startedAt = performance.now();
  }, 120_000);

  afterAll(async () => {
    await office?.close();
    await redis?.close();
  });

  it('make one workspace when they start at once', async () => {
    const [one, other] = await Promise.all(office.servers.map((server) => signIn(server, admin)));
    expect(one?.user).toEqual(other?.user);
  });

  it('say that Redis is there', async () => {
    for (const server of office.servers) {
      expect(await readReady(server)).toEqual({ status: 200, ok: true, parts: { database: true, redis: true } });
    }
  });

  it('tell agents on both what either of them sends, and what becomes of it', async () => {
    const { agents } = office;
    for (const from of agents) {
      const id = await send(from, 'Hello');
      for (const agent of agents) {
        await agent.next('message_sent', (message) => message.id === id);
        await agent.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
      }
    }
    await office.check();
  });

  it('tell agents on both what a customer writes, and that it was read on the other one', async () => {
    const { agents, conversationId, pair } = office;
    for (const [index, reader] of agents.entries()) {
      await pair.simulator.write(ana, business, `question ${index}`);
      const isIt = ({ content }: { content: string }) => content === `question ${index}`;
      const [message] = await Promise.all(agents.map((agent) => agent.next('new_message', isIt)));
      const upTo = message?.id ?? '';
      await reader.ask('mark_read', { conversationId, upTo });
      for (const agent of agents) {
        await agent.next('message_status_update', ({ id, status }) => id === upTo && status === 'read');
        await agent.next('conversation_updated', (told) => 'readUpTo' in told && told.readUpTo === upTo);
        await waitFor('nothing unread', () => {
          const last = agent.all('conversation_updated').at(-1);
          return last !== undefined && 'unreadCount' in last && last.unreadCount === 0;
        });
      }
    }
    await office.check();
  });

  it('tell of typing on both', async () => {
    const { agents, conversationId, pair } = office;
    await agents[1].ask('typing', { conversationId, isTyping: true });
    await agents[0].next('agent_typing', ({ isTyping }) => isTyping);
    await pair.simulator.call('POST', `/customers/${ana}/typing`, { with: business, isTyping: true });
    for (const agent of agents) await agent.next('customer_typing', ({ isTyping }) => isTyping);
  });

  it('list who is connected to either of them', async () => {
    const { agents, servers } = office;
    const ids = agents.map(({ socket }) => socket.id);
    for (const server of servers) {
      const { token } = await signIn(server, admin);
      const { status, body } = await createCall(() => server)('GET', '/connected-clients', { token });
      expect(status).toBe(200);
      const { data } = clientsSchema.parse(body);
      expect(data.map(({ clientId }) => clientId)).toEqual(expect.arrayContaining(ids));
    }
  });

  it('tell of a contact’s new name and notes on both, and go by them at once', async () => {
    const [one, other] = office.agents;
    const found = await one.ask('get_contacts', { search: ana });
    const contactId = found.success ? (found.data[0]?.id ?? '') : '';
    for (const name of ['Ms. Lima', '']) {
      const renamed = await one.ask('update_contact', { contactId, name });
      const shown = renamed.success ? renamed.contact.name : null;
      for (const agent of office.agents) {
        await agent.next('contact_updated', ({ contact }) => contact.name === shown);
        await agent.next('conversation_updated', (told) => told.name === shown);
      }
    }
    await one.ask('update_contact', { contactId, notes: 'Likes tea', notesRevision: 0 });
    expect(await other.ask('get_contact', { contactId })).toMatchObject({ contact: { notes: 'Likes tea' } });
    const late = await other.ask('update_contact', { contactId, notes: 'Pays late', notesRevision: 0 });
    expect(late).toMatchObject({ success: false, code: 'CONFLICT' });
    await office.check();
  });

  it('tell of a number’s states on both, and answer for its QR at the one that does not work it', async () => {
    const { agents, pair } = office;
    for (const agent of agents) agent.heard.length = 0;
    await pair.simulator.call('POST', `/phones/${business}/unlink`);
    for (const agent of agents)
      await agent.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'logged_out');
    // The first one asks and works it from then on; the other one asks after it.
    for (const agent of agents) {
      const answer = await agent.ask('get_qr_code', {});
      expect(answer).toMatchObject({ success: true, data: expect.stringContaining('data:image/png') });
      await agent.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'qr_ready');
    }
    await scanQr({ admin: agents[1], simulator: pair.simulator }, business);
    for (const agent of agents) await agent.next('whatsapp_status_update', ({ connected }) => connected);
  });

  it('give a listener that lost its line its room back at the other one, with what it missed, once', async () => {
    const [one, other] = office.servers;
    // The other one gives back only what it can tell to have missed nothing of, also where the clocks differ by 5 s.
    await pause(Math.max(0, startedAt + 6_000 - performance.now()));
    const { token } = await signIn(one, admin);
    const made = await createCall(() => one)('POST', '/api-keys', { token, body: { name: 'Board', role: 'agent' } });
    const { key } = z.object({ key: z.string() }).parse(made.body);
    const watcher = await listen(other, key);
    const client = await listen(one, key);
    const heard = await Promise.all(office.agents.map((agent) => send(agent, 'Is the line good?')));
    for (const id of heard) await client.next('whatsappMessage', (message) => message.id === id);
    const place = readPlace(client);
    client.socket.io.engine.close();
    await watcher.next('clientLeft');
    const missed = await Promise.all(office.agents.map((agent) => send(agent, 'Is anybody there?')));
    for (const id of missed) await watcher.next('whatsappMessage', (message) => message.id === id);
    const back = await connect(`${other.url}?token=${key}`, place);
    const after = await send(office.agents[0], 'Welcome back');
    await back.next('whatsappMessage', (message) => message.id === after);
    const told = back.all('whatsappMessage').map(({ id }) => id);
    expect(told.toSorted()).toEqual([...missed, after].toSorted());
    expect(told.at(-1)).toBe(after);
    for (const { socket } of [watcher, back]) socket.disconnect();
  });

  it('hang up on a user at once whom the other one deactivates', async () => {
    const { servers, benId } = office;
    const agent = await connectAs(servers[1], ben);
    const { token } = await signIn(servers[0], admin);
    await createCall(() => servers[0])('PATCH', `/users/${benId}`, { token, body: { active: false } });
    await waitFor('the end', () => agent.socket.disconnected, 2_000);
    expect(agent.all('auth_error')).toMatchObject([{ code: 'NOT_AUTHENTICATED' }]);
  });

  it('count wrong passwords together', async () => {
    const [one, other] = office.servers;
    const body = { email: 'eve@example.com', password: 'wrong-password' };
    const attempt = async (server: ServerProcess) =>
      (await createCall(() => server)('POST', '/auth/login', { body })).status;
    for (const server of [one, other, one, other, one]) expect(await attempt(server)).toBe(401);
    expect(await attempt(other)).toBe(429);
  });

  it('go on when Redis is lost in the middle of traffic, and as before when it is back', async () => {
    await office.chat('with Redis');
    await office.chat('while it goes', redis.goAway);
    await waitForReady(office, false);
    await office.chat('without it');
    await office.chat('while it comes', redis.comeBack);
    await waitForReady(office, true);
    await office.chat('with it again');
    await office.check();
  }, 90_000);

  it('tell within about a second without Redis', async () => {
    const { agents } = office;
    await redis.goAway();
    await waitForReady(office, false);
    for (const [from, to] of [agents, agents.toReversed()]) {
      if (!from || !to) throw new Error('there are two agents');
      const started = Date.now();
      const id = await send(from, 'Are you there?');
      await to.next('message_sent', (message) => message.id === id);
      await to.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
      expect(Date.now() - started).toBeLessThan(4_000);
    }
    await redis.comeBack();
    await waitForReady(office, true);
    await office.check();
  });

  it('tell what one stored and did not live to tell', async () => {
    const { agents, servers, pair } = office;
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      agents[1].socket.emit('send_message', { to: ana, message: `last words ${index}` }, (result) => {
        if (result.success) ids.push(result.id);
      });
    }
    await waitFor('some of it', () => ids.length >= 5);
    await servers[1].end('SIGKILL');
    for (const id of ids) {
      await agents[0].next('message_sent', (message) => message.id === id);
      await agents[0].next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    }
    checkHearing(agents[0]);
    servers[1] = await pair.start();
  });

  it('end in order, with Redis and without', async () => {
    const [one, other] = office.servers;
    expect(await other.end('SIGTERM')).toMatchObject({ code: 0 });
    await redis.goAway();
    const { code, took } = await one.end('SIGTERM');
    expect(code).toBe(0);
    expect(took).toBeLessThan(8_000);
  });
});

async function listen(server: ServerProcess, key: string): Promise<Client> {
  const client = await connect(`${server.url}?token=${key}`);
  client.socket.emit('joinWhatsAppGeneral');
  await client.next('whatsappGeneralJoined');
  return client;
}

/** What a client says when it comes back. */
function readPlace({ socket }: Client): { pid: unknown; offset: unknown } {
  return { pid: Reflect.get(socket, '_pid'), offset: Reflect.get(socket, '_lastOffset') };
}

const readySchema = z.object({ ok: z.boolean(), parts: z.record(z.string(), z.boolean()) });

async function waitForReady({ servers }: Office, redis: boolean): Promise<void> {
  for (const server of servers) {
    const { parts } = await waitFor('/readyz to say it', async () => {
      const ready = await readReady(server);
      return ready.parts['redis'] === redis && ready;
    });
    expect(parts).toEqual({ database: true, redis });
  }
}

async function readReady(
  server: ServerProcess,
): Promise<{ status: number; ok: boolean; parts: Record<string, boolean> }> {
  const response = await fetch(`${server.url}/readyz`);
  return { status: response.status, ...readySchema.parse(await response.json()) };
}
