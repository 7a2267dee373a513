import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './testing/console.ts';
import type { CrashPoint } from './testing/crashes/crashPoints.ts';
import { hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { startApp, type TestApp } from './testing/startApp.ts';
import { admin, type Pair, startPair } from './testing/twoServers/startPair.ts';
import { waitFor } from './testing/waitFor.ts';

const business = '+4930123456';

type Side = { agent: Client; simulator: Simulator };

describe('a customer whose number WhatsApp does not tell at first', () => {
  let app: TestApp;
  let side: Side;
  let made = 0;

  beforeAll(async () => {
    app = await startApp();
    const admin = await connectAs(app, app.admin);
    side = { agent: admin, simulator: await createSimulator(app) };
    await linkNumber({ admin, simulator: side.simulator }, business);
  });
  afterAll(async () => {
    side?.agent.socket.disconnect();
    await app?.close();
  });

  async function addHidden(): Promise<string> {
    made += 1;
    const phoneNumber = `+49151000${String(made).padStart(5, '0')}`;
    await side.simulator.addCustomer({ phoneNumber, addressing: 'lid', hidesNumber: true });
    return phoneNumber;
  }

  it('has one conversation, which shows the number when a message tells it', async () => {
    const customer = await addHidden();
    await side.simulator.write(customer, business, `hidden ${customer}`);
    const first = await side.agent.next('new_message', ({ content }) => content === `hidden ${customer}`);
    expect(await findConversation(side.agent, first.conversationId)).toMatchObject({ mobileNo: '' });
    await send(side.agent, { conversationId: first.conversationId }, `answer ${customer}`);
    await side.simulator.changeCustomer(customer, { hidesNumber: false });
    await side.simulator.write(customer, business, `shown ${customer}`);
    const second = await side.agent.next('new_message', ({ content }) => content === `shown ${customer}`);
    expect(second.conversationId).toBe(first.conversationId);
    expect(await findConversation(side.agent, first.conversationId)).toMatchObject({ mobileNo: customer });
    await side.simulator.changeCustomer(customer, { addressing: 'pn' });
    await side.simulator.write(customer, business, `number ${customer}`);
    const third = await side.agent.next('new_message', ({ content }) => content === `number ${customer}`);
    expect(third.conversationId).toBe(first.conversationId);
  });

  it('is found to be who an agent writes to by number, and whoever watches goes on hearing', async () => {
    const customer = await addHidden();
    const { agent, simulator } = side;
    const watcher = await connectAs(app, app.agent);
    await simulator.write(customer, business, `lid ${customer}`);
    const told = await agent.next('new_message', ({ content }) => content === `lid ${customer}`);
    const old = told.conversationId;
    expect(await watcher.ask('join_conversation', { conversationId: old })).toMatchObject({ success: true });
    const answer = await send(agent, { conversationId: old }, `in the old one ${customer}`);
    const { conversationId } = await send(agent, { to: customer }, `by number ${customer}`);
    expect(conversationId).not.toBe(old);

    const merged = await agent.next(
      'conversation_updated',
      ({ id, mergedInto }) => id === old && mergedInto !== undefined,
    );
    expect(merged).toMatchObject({ id: old, mergedInto: conversationId });
    const later = await send(agent, { conversationId: old }, `later ${customer}`);
    expect(later.conversationId).toBe(conversationId);
    await watcher.next('message_sent', ({ id }) => id === later.id);
    expect(await watcher.ask('join_conversation', { conversationId: old })).toMatchObject({
      ...{ success: true, conversationId, room: `conversation_${conversationId}` },
    });
    await simulator.write(customer, business, `again ${customer}`);
    await agent.next('new_message', (message) => message.conversationId === conversationId);
    const again = {
      conversationId: old,
      message: `in the old one ${customer}`,
      clientMessageId: answer.clientMessageId,
    };
    expect(await agent.ask('send_message', again)).toMatchObject({ success: true, id: answer.id, conversationId });
    await checkWhole(side, { customer, conversationId, old });

    expect(await watcher.ask('leave_conversation', { conversationId: old })).toMatchObject({ conversationId });
    const last = await send(agent, { conversationId }, `last ${customer}`);
    await agent.next('message_status_update', ({ id, status }) => id === last.id && status === 'delivered');
    expect(watcher.all('message_sent').map(({ id }) => id)).not.toContain(last.id);
    watcher.socket.disconnect();
  });

  it('gets what waits in both conversations once and in order', async () => {
    const customer = await addHidden();
    const { agent, simulator } = side;
    await simulator.write(customer, business, `first ${customer}`);
    const { conversationId: old } = await agent.next('new_message', ({ content }) => content === `first ${customer}`);
    await simulator.addFault({ kind: 'drop-socket', number: business });
    await waitFor('the number to be away', async () => !(await isConnected(agent)));
    /** What was accepted, with the conversation that it was accepted in. */
    const sent = new Map<string, string>();
    const accept = async (to: { conversationId: string } | { to: string }, text: string) => {
      const answer = await send(agent, to, `${text} ${customer}`);
      sent.set(answer.id, answer.conversationId);
      return answer;
    };
    let conversationId = '';
    for (let round = 0; round < 15; round += 1) {
      await accept({ conversationId: old }, `old ${round}`);
      ({ conversationId } = await accept({ to: customer }, `new ${round}`));
    }
    await waitFor('the number to be back', () => isConnected(agent));
    const writing = (async () => {
      for (let round = 0; round < 10; round += 1) await simulator.write(customer, business, `in ${round} ${customer}`);
    })();
    for (let round = 0; round < 10; round += 1) {
      await accept(round % 2 === 0 ? { conversationId: old } : { to: customer }, `late ${round}`);
    }
    await writing;
    await waitFor('the two to be one', () => isMerged(agent, old));
    const messages = await checkWhole(side, { customer, conversationId, old, acceptedIn: sent });
    expect(messages.filter(({ isOutgoing }) => isOutgoing).map(({ id }) => id)).toEqual([...sent.keys()]);
    expect(messages).toHaveLength(sent.size + 11);
  });
});

describe('a process that dies while two conversations become one', () => {
  let folder: string;
  const servers: ServerProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'merging-'));
    const { server, simulator, agent } = await start();
    await linkNumber({ admin: agent, simulator }, business);
    await server.end('SIGTERM');
  });
  afterEach(async () => {
    for (const { child, end } of servers.splice(0)) if (!hasEnded(child)) await end('SIGKILL');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function start(point?: CrashPoint): Promise<Side & { server: ServerProcess }> {
    const settings = {
      DATA_DIR: folder,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      LOG_LEVEL: 'warn',
      // What is waited for is asked for again and again.
      EVENTS_PER_SECOND: '1000',
      ...(point ? { CRASH_AT: point } : {}),
    };
    const server = await spawnServer(settings, point ? 'testing/crashes/main.ts' : 'main.ts');
    servers.push(server);
    const app = { url: server.url, admin };
    return { server, simulator: await createSimulator(app), agent: await connectAs(app, admin) };
  }

  it.each([
    ['half merged', '+4915111111201'],
    ['merged', '+4915111111202'],
  ] as const)('%s: the next start ends it, and all is there once', async (point, customer) => {
    const first = await start(point);
    await waitFor('the number', () => isConnected(first.agent));
    await first.simulator.addCustomer({ phoneNumber: customer, addressing: 'lid', hidesNumber: true });
    for (let count = 0; count < 5; count += 1) await first.simulator.write(customer, business, `${point} ${count}`);
    const last = await first.agent.next('new_message', ({ content }) => content === `${point} 4`);
    const old = last.conversationId;
    const answer = await send(first.agent, { conversationId: old }, `${point} answer`);
    await first.agent.next('message_status_update', ({ id, status }) => id === answer.id && status === 'delivered');
    const died = once(first.server.child, 'exit');
    const byNumber = await send(first.agent, { to: customer }, `${point} by number`);
    expect(await died).toEqual([null, 'SIGKILL']);

    const second = await start();
    const { conversationId } = byNumber;
    await waitFor('the two to be one', () => isMerged(second.agent, old));
    await waitFor('the number', () => isConnected(second.agent));
    const again = { conversationId: old, message: `${point} answer`, clientMessageId: answer.clientMessageId };
    expect(await second.agent.ask('send_message', again)).toMatchObject({
      success: true,
      id: answer.id,
      conversationId,
    });
    await send(second.agent, { conversationId: old }, `${point} later`);
    // It was on its way when the process died: what became of it was not known, so it may have been sent again as itself.
    const messages = await checkWhole(second, { customer, conversationId, old, onItsWay: byNumber.id });
    expect(messages.map(({ content }) => content.slice(point.length + 1))).toEqual([
      ...['0', '1', '2', '3', '4', 'answer', 'by number', 'later'],
    ]);
  });
});

describe('two servers that tell each other nothing', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair();
  });
  afterAll(() => pair?.close());

  it('have one conversation in the end, though agents of both go on under the former name', async () => {
    const customer = '+4915111111301';
    const { simulator } = pair;
    const servers = [await pair.start(), await pair.start()];
    const [here, there] = await Promise.all(servers.map((server) => connectAs(server, admin)));
    const [first] = servers;
    if (!here || !there || !first) throw new Error('There are no two servers.');
    await pair.link(first, business);
    await simulator.addCustomer({ phoneNumber: customer, addressing: 'lid', hidesNumber: true });
    await simulator.write(customer, business, 'first');
    const { conversationId: old } = await here.next('new_message', ({ content }) => content === 'first');
    await waitFor('it to be there, too', () => findConversation(there, old));
    const acceptedIn = new Map<string, string>();
    const accept = async (agent: Client, to: { conversationId: string } | { to: string }, text: string) => {
      const answer = await send(agent, to, text);
      acceptedIn.set(answer.id, `${agent === here} ${answer.conversationId}`);
      return answer.conversationId;
    };
    for (const agent of [here, there]) {
      await agent.ask('join_conversation', { conversationId: old });
      await accept(agent, { conversationId: old }, `before ${agent === here}`);
    }
    // The first of these has WhatsApp tell who it is, to the server that has the number.
    const conversationId = await accept(there, { to: customer }, 'by number');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        accept(here, { conversationId: old }, `here ${round}`),
        accept(there, { conversationId: old }, `there ${round}`),
        simulator.write(customer, business, `in ${round}`),
      ]);
    }
    for (const agent of [here, there]) {
      await waitFor('the former name', () => agent.all('conversation_updated').some(isOf(old, conversationId)), 30_000);
    }
    const isComplete = async () => {
      const page = await here.ask('get_messages_between', { conversationId: old, limit: 100 });
      return page.success && page.data.messages.length === 64 && page.data.totalMessages === 64;
    };
    await waitFor('all of them to be in one', isComplete, 30_000);
    await checkWhole({ agent: there, simulator }, { customer, conversationId, old, acceptedIn });
    const last = await send(here, { conversationId }, 'last');
    await there.next('message_sent', ({ id }) => id === last.id);
    for (const agent of [here, there]) agent.socket.disconnect();
  }, 120_000);
});

function isOf(old: string, survivor: string) {
  return ({ id, mergedInto }: { id: string; mergedInto?: string | undefined }) => id === old && mergedInto === survivor;
}

async function send(agent: Client, to: { conversationId: string } | { to: string }, message: string) {
  const answer = await agent.ask('send_message', { ...to, message, clientMessageId: message });
  if (!answer.success) throw new Error(answer.error);
  return answer;
}

async function isConnected(agent: Client): Promise<boolean> {
  const status = await agent.ask('get_connection_status', {});
  return status.success && status.connected;
}

/** Whether an id is another one's by now. */
async function isMerged(agent: Client, id: string): Promise<boolean> {
  const answer = await agent.ask('join_conversation', { conversationId: id });
  return answer.success && answer.conversationId !== id;
}

async function findConversation(agent: Client, wanted: string) {
  const list = await agent.ask('get_conversations', {});
  return list.success ? list.data.find(({ id }) => id === wanted) : undefined;
}

/** Nothing is lost, doubled or out of order, here and on the customer's phone. */
async function checkWhole(
  { agent, simulator }: Side,
  chat: {
    customer: string;
    conversationId: string;
    old: string;
    acceptedIn?: ReadonlyMap<string, string>;
    onItsWay?: string;
  },
): Promise<Message[]> {
  const { customer, conversationId, old, acceptedIn, onItsWay } = chat;
  const read = async () => {
    const page = await agent.ask('get_messages_between', { conversationId: old, limit: 100 });
    if (!page.success) throw new Error(page.error);
    expect(page.data.conversationId).toBe(conversationId);
    return page.data;
  };
  const isDone = ({ isOutgoing, status }: Message) => !isOutgoing || status === 'delivered';
  const isWhole = async () => {
    const page = await read();
    return page.messages.every(isDone) && page.totalMessages === page.messages.length && page;
  };
  const data = await waitFor('all to have arrived and to be counted in', isWhole, 30_000);
  const { messages } = data;
  expect(messages).toEqual(messages.toSorted(compareInThread));
  const shown = await simulator.thread(customer, business);
  const ids = (list: { id: string | null }[]) => list.map(({ id }) => id).toSorted();
  expect(ids(shown)).toEqual(ids(messages.map(({ messageId }) => ({ id: messageId }))));
  const repeatable = messages.find(({ id }) => id === onItsWay)?.messageId;
  for (const { id, copies } of shown) expect(copies).toBeLessThanOrEqual(id === repeatable ? 2 : 1);
  // What was accepted in one conversation came in its order, and so did what the customer wrote.
  const lanes = Map.groupBy(messages, ({ id, isOutgoing }) =>
    isOutgoing ? (acceptedIn?.get(id) ?? 'ours') : 'theirs',
  );
  for (const lane of lanes.values()) {
    const own = lane.map(({ messageId }) => messageId);
    expect(shown.map(({ id }) => id).filter((id) => own.includes(id))).toEqual(own);
  }
  expect(await findConversation(agent, old)).toBeUndefined();
  expect(await findConversation(agent, conversationId)).toMatchObject({
    mobileNo: customer,
    unreadCount: messages.filter(({ isOutgoing, status }) => !isOutgoing && status === 'delivered').length,
    lastMessage: { id: messages.at(-1)?.id },
  });
  return messages;
}
