import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canBecome, type Message, type MessageStatus } from '@erp-whatsapp/shared/message';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './testing/console.ts';
import { hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { business, customers, type LinkedApp, startLinkedApp } from './testing/startLinkedApp.ts';
import { waitFor } from './testing/waitFor.ts';

let linked: LinkedApp;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  linked = await startLinkedApp();
  ({ simulator, admin } = linked);
});

afterEach(async () => {
  await simulator.clearFaults();
  for (const { phoneNumber } of customers)
    await simulator.changeCustomer(phoneNumber, { autoRead: false, online: true });
});

afterAll(() => linked?.close());

describe.each(customers)('with a customer addressed by $addressing', ({ addressing, phoneNumber: customer }) => {
  const label = (...texts: string[]) => texts.map((text) => `${addressing}: ${text}`);

  it('a message whose acknowledgement is withheld stays pending, and nothing is doubled when it comes', async () => {
    const texts = label('withheld', 'behind it');
    await holdAnswers(simulator, customer);
    const ids = await sendAll(admin, customer, texts);
    await waitFor('the customer to have the first', async () => (await shown(simulator, customer, texts)).length === 1);
    expect((await read(admin, customer, texts)).map(({ status }) => status)).toEqual(['pending', 'pending']);

    await simulator.clearFaults();
    for (const id of ids) await hear(id, 'delivered');
    expect(await shown(simulator, customer, texts)).toEqual(texts.map((text) => [text, 1]));
    expect((await read(admin, customer, texts)).map(({ content }) => content)).toEqual(texts);
  });

  it('receipts that are withheld come later, and the ticks with them', async () => {
    const texts = label('no ticks');
    await simulator.changeCustomer(customer, { autoRead: true });
    await simulator.addFault({ kind: 'withhold-receipts', number: customer });
    const [id = ''] = await sendAll(admin, customer, texts);
    await hear(id, 'sent');
    await waitFor('the customer to read it', async () =>
      (await simulator.thread(customer, business)).some(({ text, status }) => text === texts[0] && status === 'read'),
    );
    expect((await read(admin, customer, texts))[0]).toMatchObject({ status: 'sent', deliveredAt: null });

    await simulator.clearFaults();
    await hear(id, 'read');
    expect((await read(admin, customer, texts))[0]).toMatchObject({ status: 'read', deliveredAt: expect.any(String) });
    expectOnlyForward(id);
  });

  it('receipts in the wrong order never take a tick back', async () => {
    const texts = label('read before delivered');
    await simulator.changeCustomer(customer, { autoRead: true });
    await simulator.addFault({ kind: 'reorder-receipts', number: customer });
    const [id = ''] = await sendAll(admin, customer, texts);
    await hear(id, 'read');
    await simulator.clearFaults();

    // Receipts are worked on in their order: when the next one has come, the late one has been.
    const [next = ''] = await sendAll(admin, customer, label('the next one'));
    await hear(next, 'read');
    expect((await read(admin, customer, texts))[0]).toMatchObject({ status: 'read', deliveredAt: expect.any(String) });
    expectOnlyForward(id);
  });

  it('deliveries that come twice are one message each', async () => {
    const texts = label('one', 'two', 'three', 'four', 'five');
    await readAll(customer);
    await simulator.addFault({ kind: 'duplicate-deliveries', number: customer });
    for (const text of texts) await simulator.write(customer, business, text);
    await admin.next('new_message', ({ content }) => content === texts.at(-1));
    await simulator.clearFaults();

    // What a customer writes is worked on in its order, so by then every copy has been.
    const [last = ''] = label('no copies of this');
    await simulator.write(customer, business, last);
    await admin.next('new_message', ({ content }) => content === last);
    const all = [...texts, last];
    expect((await read(admin, customer, all)).map(({ content }) => content)).toEqual(all);
    const heard = admin.all('new_message').filter(({ content }) => all.includes(content));
    expect(heard.map(({ content }) => content)).toEqual(all);
    expect(await findConversation(customer)).toMatchObject({ unreadCount: all.length });
  });

  it('a device that asks for messages again ends up with each, readable, once', async () => {
    const texts = label('asked for again', 'this one too', 'and this');
    await simulator.addFault({ kind: 'retry-receipts', number: customer });
    const ids = await sendAll(admin, customer, texts);
    for (const id of ids) await hear(id, 'delivered');
    const seen = await shown(simulator, customer, texts);
    expect(seen.toSorted()).toEqual(texts.map((text) => [text, 1]).toSorted());
    for (const id of ids) expectOnlyForward(id);
  });

  it.each([
    { code: 463, sentence: /does not let this number start new chats/ },
    { code: 479, sentence: /could not deliver the message/ },
  ])('what WhatsApp refuses with $code fails and says why, and what follows goes on', async ({ code, sentence }) => {
    const texts = label(`refused ${code}`, `refused too ${code}`);
    await simulator.addFault({ kind: 'reject-sends', number: customer, code });
    for (const id of await sendAll(admin, customer, texts)) {
      const update = await hear(id, 'failed');
      expect(update.error).toEqual({ code: 'WHATSAPP_REJECTED', message: expect.stringMatching(sentence) });
    }
    await simulator.clearFaults();

    const following = label(`after ${code}`);
    const [next = ''] = await sendAll(admin, customer, following);
    await hear(next, 'delivered');
    expect(await shown(simulator, customer, [...texts, ...following])).toEqual(following.map((text) => [text, 1]));
    expect((await read(admin, customer, texts)).map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
  it.each([
    { code: 463, sentence: /does not let this number start new chats/ },
    { code: 479, sentence: /could not deliver the message/ },
  ])('what a device asks for again and WhatsApp then refuses with $code has failed', async ({ code, sentence }) => {
    const texts = label(`asked for in vain ${code}`);
    await simulator.changeCustomer(customer, { online: false });
    const [id = ''] = await sendAll(admin, customer, texts);
    await hear(id, 'sent');
    await simulator.addFault({ kind: 'retry-receipts', number: customer });
    await simulator.addFault({ kind: 'reject-sends', number: customer, code });
    await simulator.changeCustomer(customer, { online: true });

    const update = await hear(id, 'failed');
    expect(update.error).toEqual({ code: 'WHATSAPP_REJECTED', message: expect.stringMatching(sentence) });
    expect(await shown(simulator, customer, texts)).toEqual([]);
    expect((await read(admin, customer, texts))[0]).toMatchObject({ status: 'failed', sentAt: expect.any(String) });
    expect(await findConversation(customer)).toMatchObject({ lastMessage: { id, status: 'failed' } });
  });
});

describe('a process that is killed while an acknowledgement is withheld', () => {
  let folder: string;
  const servers: ServerProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faults-'));
  });

  afterAll(async () => {
    for (const { child } of servers) if (!hasEnded(child)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it.each(customers)('is followed by one that repeats it under its id ($addressing)', async (customer) => {
    const { phoneNumber } = customer;
    const texts = ['unclear', 'behind it'];
    const first = await start(folder, servers);
    if (servers.length === 1) await linkNumber(first, business);
    await first.simulator.addCustomer(customer);
    await holdAnswers(first.simulator, phoneNumber);
    await sendAll(first.admin, phoneNumber, texts);
    const [unclear] = await waitFor('the customer to have it', async () => {
      const thread = await first.simulator.thread(phoneNumber, business);
      return thread.length > 0 && thread;
    });
    const died = once(first.server.child, 'exit');
    first.server.child.kill('SIGKILL');
    await died;

    const second = await start(folder, servers);
    await waitFor('the second copy', async () => {
      const [again] = await second.simulator.thread(phoneNumber, business);
      return again?.copies === 2;
    });
    await second.simulator.clearFaults();
    const ours = await waitFor('the ticks', async () => {
      const messages = await read(second.admin, phoneNumber, texts);
      return messages.every(({ status }) => status === 'delivered') && messages;
    });
    expect(ours[0]?.messageId).toBe(unclear?.id);
    expect(await shown(second.simulator, phoneNumber, texts)).toEqual([
      ['unclear', 2],
      ['behind it', 1],
    ]);
    const { code } = await second.server.end('SIGTERM');
    expect(code).toBe(0);
  });
});

/** Until it is lifted, nothing comes back that tells what became of the messages to a customer. */
async function holdAnswers(controls: Simulator, customer: string): Promise<void> {
  await controls.addFault({ kind: 'withhold-acks', number: customer, seconds: 600 });
  await controls.addFault({ kind: 'latency', number: customer, ms: 60_000 });
}

/** @returns our ids, in order */
async function sendAll(agent: Client, to: string, texts: string[]): Promise<string[]> {
  const answers = await Promise.all(texts.map((message) => agent.ask('send_message', { to, message })));
  return answers.map((answer) => {
    if (!answer.success) throw new Error(answer.error);
    return answer.id;
  });
}

function hear(id: string, status: MessageStatus) {
  return admin.next('message_status_update', (update) => update.id === id && update.status === status);
}

function expectOnlyForward(id: string): void {
  const statuses = admin.all('message_status_update').flatMap((update) => (update.id === id ? [update.status] : []));
  const steps = statuses.map((status, index) => canBecome(statuses[index - 1] ?? 'pending', status));
  expect({ statuses, isForward: steps.every(Boolean) }).toMatchObject({ isForward: true });
}

/** Those of a thread that are in question, in the thread’s order. */
async function read(agent: Client, customer: string, texts: string[]): Promise<Message[]> {
  const query = { fromNumber: business, toNumber: customer, limit: 100 };
  const page = await agent.ask('get_messages_between', query);
  if (!page.success) throw new Error(page.error);
  return page.data.messages.filter(({ content }) => texts.includes(content));
}

/** What the customer’s phone shows of them, in its order, each with how many copies came. */
async function shown(controls: Simulator, customer: string, texts: string[]): Promise<[string, number][]> {
  const thread = await controls.thread(customer, business);
  return thread.filter(({ text }) => texts.includes(text)).map(({ text, copies }) => [text, copies]);
}

async function findConversation(customer: string) {
  const list = await admin.ask('get_conversations', {});
  return list.success ? list.data.find(({ mobileNo }) => mobileNo === customer) : undefined;
}

async function readAll(customer: string): Promise<void> {
  const conversation = await findConversation(customer);
  const page = await admin.ask('get_messages_between', { conversationId: conversation?.id ?? '', limit: 1 });
  if (!conversation || !page.success) throw new Error('there is nothing to read yet');
  await admin.ask('mark_read', { conversationId: conversation.id, upTo: page.data.messages.at(-1)?.id ?? '' });
}

async function start(folder: string, servers: ServerProcess[]) {
  const credentials = { email: 'admin@example.com', password: 'admin-password-1' };
  const server = await spawnServer({
    DATA_DIR: folder,
    ADMIN_EMAIL: credentials.email,
    ADMIN_PASSWORD: credentials.password,
    LOG_LEVEL: 'warn',
  });
  servers.push(server);
  const running = { url: server.url, admin: credentials };
  return {
    server,
    simulator: await createSimulator(running),
    admin: await connectAs(running, credentials),
  };
}
