import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, MessageStatus } from '@erp-whatsapp/shared/message';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './testing/console.ts';
import { type CrashPoint, lastStraw } from './testing/crashes/crashPoints.ts';
import { hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const business = '+4930123456';

type Running = { server: ServerProcess; simulator: Simulator; agent: Client };

let folder: string;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crashes-'));
  const { server, simulator, agent } = await start();
  await linkNumber({ admin: agent, simulator }, business);
  await server.end('SIGTERM');
});

afterEach(async () => {
  for (const { child, end } of servers.splice(0)) {
    if (!hasEnded(child)) await end('SIGKILL');
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a process that dies with an outgoing message', () => {
  it.each([
    { point: 'stored', isAcknowledged: false, atMost: 1, customer: '+4915111111101', addressing: 'pn' },
    { point: 'to be sent', isAcknowledged: true, atMost: 1, customer: '+4915111111102', addressing: 'lid' },
    // WhatsApp has it and nobody here knows. It is sent again under the same id, so that phones show it once, unless the
    // business's own phone is quicker to say that it has it, too.
    { point: 'sent', isAcknowledged: true, atMost: 2, customer: '+4915111111103', addressing: 'pn' },
    { point: 'status stored', isAcknowledged: true, atMost: 1, customer: '+4915111111104', addressing: 'lid' },
  ] as const)('$point: it arrives once and in its place', async ({ point, customer, addressing, ...expected }) => {
    const texts = ['before', lastStraw, 'after'].map((text) => `${text}: ${point}`);
    const [before = '', straw = '', after = ''] = texts;
    const first = await startActive(point);
    await first.simulator.addCustomer({ phoneNumber: customer, addressing });
    await send(first.agent, customer, before);
    await waitFor('the first one', async () => (await read(first.agent, customer))[0]?.status === 'delivered');
    // Without a receipt nothing but WhatsApp’s own answer tells what became of the next ones.
    await first.simulator.changeCustomer(customer, { online: false });

    // So that both are acknowledged before anything of them is sent: they wait for the connection.
    if (expected.isAcknowledged) await disconnect(first);
    const died = once(first.server.child, 'exit');
    const cutOff = await Promise.allSettled([straw, after].map((text) => send(first.agent, customer, text)));
    expect(await died).toEqual([null, 'SIGKILL']);
    expect(cutOff[0]?.status).toBe(expected.isAcknowledged ? 'fulfilled' : 'rejected');

    const second = await startActive();
    const again = [await send(second.agent, customer, straw), await send(second.agent, customer, after)];
    expect(await send(second.agent, customer, straw)).toMatchObject({ id: again[0]?.id });
    if (cutOff[0]?.status === 'fulfilled') expect(again[0]).toMatchObject({ id: cutOff[0].value.id });

    const hasAll = async (status: MessageStatus) => {
      const messages = await read(second.agent, customer);
      return messages.slice(1).every((message) => message.status === status) && messages;
    };
    await waitFor('WhatsApp to have them', () => hasAll('sent'));
    await second.simulator.changeCustomer(customer, { online: true });
    const ours = await waitFor('the ticks', () => hasAll('delivered'));
    expect(ours.map(({ id, content }) => [id, content])).toEqual([
      [expect.any(String), before],
      [again[0]?.id, straw],
      [again[1]?.id, after],
    ]);
    const shown = await second.simulator.thread(customer, business);
    expect(shown.map(({ id, text }) => [id, text])).toEqual(ours.map(({ messageId, content }) => [messageId, content]));
    const [, copies = 0, ...others] = shown.map((message) => message.copies);
    expect(copies).toBeLessThanOrEqual(expected.atMost);
    expect(others).toEqual([1]);
    expect(await findConversation(second.agent, customer)).toMatchObject({
      lastMessage: { content: after, status: 'delivered' },
      unreadCount: 0,
    });
  });
});

describe('a process that dies with a customer’s message', () => {
  it('stored and not told: it is there once and in its place', async () => {
    const customer = '+4915111111105';
    const first = await startActive('arrival stored');
    await first.simulator.addCustomer({ phoneNumber: customer, addressing: 'lid' });
    await first.simulator.write(customer, business, 'before');
    await first.agent.next('new_message', ({ content }) => content === 'before');

    const died = once(first.server.child, 'exit');
    // Its own answer may be cut off; what counts is what the customer’s phone shows then.
    await Promise.allSettled([first.simulator.write(customer, business, lastStraw)]);
    expect(await died).toEqual([null, 'SIGKILL']);
    expect(first.agent.all('new_message').map(({ content }) => content)).not.toContain(lastStraw);

    const second = await startActive();
    // Nothing but the message itself was written, and nothing else happens to it.
    await waitFor('the conversation to say what it has', async () => {
      const conversation = await findConversation(second.agent, customer);
      return conversation?.lastMessage?.content === lastStraw && conversation.unreadCount === 2;
    });
    await second.simulator.write(customer, business, 'after');
    await second.agent.next('new_message', ({ content }) => content === 'after');
    const written = ['before', lastStraw, 'after'];
    const ours = await read(second.agent, customer);
    expect(ours.map(({ content }) => content)).toEqual(written);
    const theirs = await waitFor('the customer’s ticks', async () => {
      const messages = await second.simulator.thread(customer, business);
      return messages.every(({ status }) => status === 'delivered') && messages;
    });
    expect(theirs.map(({ id, text }) => [id, text])).toEqual(
      ours.map(({ messageId, content }) => [messageId, content]),
    );

    const conversation = await findConversation(second.agent, customer);
    expect(conversation?.lastMessage).toMatchObject({ content: 'after' });
    const upTo = ours.at(-1)?.id ?? '';
    await expect(
      second.agent.ask('mark_read', { conversationId: conversation?.id ?? '', upTo }),
    ).resolves.toMatchObject({ success: true, conversation: { unreadCount: 0 } });
  });
});

describe('a process that dies with a message that can’t be read', () => {
  it.each([
    { point: 'placeholder stored', customer: '+4915111111106' },
    { point: 'placeholder replaced', customer: '+4915111111107' },
  ] as const)('$point: it is there once, in its place, and readable in the end', async ({ point, customer }) => {
    const straw = `${lastStraw}: ${point}`;
    const first = await startActive(point);
    await first.simulator.addCustomer({ phoneNumber: customer });
    await first.simulator.write(customer, business, 'before');
    await first.agent.next('new_message', ({ content }) => content === 'before');

    await first.simulator.addFault({ kind: 'unreadable-deliveries', number: customer });
    const died = once(first.server.child, 'exit');
    await Promise.allSettled([first.simulator.write(customer, business, straw)]);
    expect(await died).toEqual([null, 'SIGKILL']);
    expect(first.agent.all('message_updated')).toEqual([]);

    const second = await startActive();
    const ours = await waitFor('the message', async () => {
      const messages = await read(second.agent, customer);
      return messages.at(-1)?.content === straw && messages;
    });
    expect(ours.map(({ content, isPlaceholder }) => [content, isPlaceholder])).toEqual([
      ['before', false],
      [straw, false],
    ]);
    await waitFor('the conversation to say what it has', async () => {
      const conversation = await findConversation(second.agent, customer);
      return conversation?.lastMessage?.content === straw && conversation.unreadCount === 2;
    });
    await waitFor('the customer’s ticks', async () => {
      const messages = await second.simulator.thread(customer, business);
      return messages.length === 2 && messages.every(({ status }) => status === 'delivered');
    });
    await second.simulator.clearFaults();
  });
});

async function start(point?: CrashPoint): Promise<Running> {
  const settings = {
    DATA_DIR: folder,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'warn',
    ...(point ? { CRASH_AT: point } : {}),
  };
  const server = await spawnServer(settings, point ? 'testing/crashes/main.ts' : 'main.ts');
  servers.push(server);
  const app = { url: server.url, admin };
  return { server, simulator: await createSimulator(app), agent: await connectAs(app, admin) };
}

async function startActive(point?: CrashPoint): Promise<Running> {
  const running = await start(point);
  await waitUntil(running, { isConnected: true });
  return running;
}

/** The number comes back by itself, after half a second at the earliest. */
async function disconnect(running: Running): Promise<void> {
  await running.simulator.addFault({ kind: 'drop-socket', number: business });
  await waitUntil(running, { isConnected: false });
}

async function waitUntil({ agent }: Running, { isConnected }: { isConnected: boolean }): Promise<void> {
  await waitFor(`the number to be ${isConnected ? 'back' : 'away'}`, async () => {
    const status = await agent.ask('get_connection_status', {});
    return status.success && status.connected === isConnected;
  });
}

/** Sends a text; it is its own `clientMessageId`, so that sending it again is a client's second try. */
async function send(agent: Client, to: string, text: string) {
  const answer = await agent.ask('send_message', { to, message: text, clientMessageId: `${to} ${text}` });
  if (!answer.success) throw new Error(answer.error);
  return answer;
}

async function read(agent: Client, customer: string): Promise<Message[]> {
  const page = await agent.ask('get_messages_between', { fromNumber: business, toNumber: customer });
  if (!page.success) throw new Error(page.error);
  return page.data.messages;
}

async function findConversation(agent: Client, customer: string) {
  const list = await agent.ask('get_conversations', {});
  return list.success ? list.data.find(({ mobileNo }) => mobileNo === customer) : undefined;
}
