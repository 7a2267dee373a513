import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedInSchema } from '@erp-whatsapp/shared/auth';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from './testing/console.ts';
import { hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const business = '+4930123456';
const hour = 3_600_000;

let folder: string;
let server: ServerProcess;
let simulator: Simulator;
let agent: Client;
let customers = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clock-'));
  await shiftClock(0);
  await start();
  await linkNumber({ admin: agent, simulator }, business);
});

beforeEach(signInAnew);
afterEach(() => shiftClock(0));

afterAll(async () => {
  agent?.socket.disconnect();
  if (server && !hasEnded(server.child)) await server.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

it.each([
  { name: 'forward and back again', shifts: [0, 5 * hour, 0] },
  { name: 'back, and right again', shifts: [0, -5 * hour, 0] },
  { name: 'back again and again', shifts: [2 * hour, 0, -hour] },
])('a clock that is set $name leaves a thread in the order of acceptance', async ({ shifts }) => {
  const customer = await newCustomer();
  const texts: string[] = [];
  for (const [index, shift] of shifts.entries()) {
    await shiftClock(shift);
    await signInAnew();
    texts.push(`ours ${index}`, `and ${index}`, `theirs ${index}`);
    await send(customer, `ours ${index}`);
    await send(customer, `and ${index}`);
    await write(customer, `theirs ${index}`);
  }
  const thread = await untilDelivered(customer, texts.length);
  expect(thread.map(({ content }) => content)).toEqual(texts);
  expectInOrder(thread);
  expect(await shownOfOurs(customer)).toEqual(texts.filter((text) => !text.startsWith('theirs')));
  // Whoever looks on hears of each as it happens, of ticks a moment after they are stored.
  const hears = ({ id, isOutgoing }: Message) => {
    return isOutgoing
      ? agent.next('message_status_update', (update) => update.id === id && update.status === 'delivered')
      : agent.next('new_message', (message) => message.id === id);
  };
  await Promise.all(thread.map(hears));

  // What has nothing to keep behind is dated rightly as soon as the clock is right.
  await shiftClock(0);
  await signInAnew();
  const other = await newCustomer();
  await send(other, 'now');
  const [message] = await untilDelivered(other, 1);
  expect(Math.abs(Date.parse(message?.createdAt ?? '') - Date.now())).toBeLessThan(60_000);
});

it('a restart with the clock set back leaves a thread in the order of acceptance', async () => {
  const customer = await newCustomer();
  await send(customer, 'first');
  await write(customer, 'second');
  await untilDelivered(customer, 2);
  await send(customer, 'third');
  await server.end('SIGKILL');

  await shiftClock(-5 * hour);
  await start();
  await send(customer, 'fourth');
  await write(customer, 'fifth');
  await send(customer, 'sixth');
  const thread = await untilDelivered(customer, 6);
  const texts = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];
  expect(thread.map(({ content }) => content)).toEqual(texts);
  expectInOrder(thread);
  expect(await shownOfOurs(customer)).toEqual(['first', 'third', 'fourth', 'sixth']);
});

it('a clock that can’t be right is told of where somebody sends, and all goes on when it is right', async () => {
  const customer = await newCustomer();
  await send(customer, 'before');
  await shiftClock(-20 * 365 * 24 * hour);
  const refused = await agent.ask('send_message', { to: customer, message: 'meanwhile', clientMessageId: customer });
  expect(refused).toEqual({
    success: false,
    code: 'INTERNAL',
    error:
      'The server’s clock is wrong, so nothing can be sent. Set it right on the server; sending then works again by itself.',
  });
  // What customers write is not lost, and WhatsApp's time is better than none.
  await write(customer, 'heard');
  const newcomer = await newCustomer();
  await write(newcomer, 'heard too');
  const [heard] = await untilDelivered(newcomer, 1);
  expect(Math.abs(Date.parse(heard?.createdAt ?? '') - Date.now())).toBeLessThan(60_000);

  await shiftClock(0);
  const sent = await agent.ask('send_message', { to: customer, message: 'meanwhile', clientMessageId: customer });
  expect(sent).toMatchObject({ success: true });
  const thread = await untilDelivered(customer, 3);
  expect(thread.map(({ content }) => content)).toEqual(['before', 'heard', 'meanwhile']);
  expectInOrder(thread);
});

it('a sign-in that a clock set forward lets expire is renewed by the browser', async () => {
  const login = await post('/api/auth/login', { body: admin });
  const { token } = signedInSchema.parse(await login.json());
  const askWho = () => fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  expect((await askWho()).status).toBe(200);
  await shiftClock(5 * hour);
  const expired = await askWho();
  expect(expired.status).toBe(401);
  expect(JSON.stringify(await expired.json())).toContain('TOKEN_EXPIRED');
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const renewed = await post('/api/auth/refresh', { cookie });
  expect(renewed.status).toBe(200);
  await shiftClock(0);
  expect((await askWho()).status).toBe(200);
  // The socket was open all the time.
  expect(await agent.ask('get_connection_status', {})).toMatchObject({ success: true, connected: true });
});

function post(path: string, { body = {}, cookie = '' }: { body?: object; cookie?: string }): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
}

async function start(): Promise<void> {
  server = await spawnServer({
    DATA_DIR: join(folder, 'data'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'warn',
    NODE_OPTIONS: `--import=${new URL('testing/clock/shiftClock.ts', import.meta.url).href}`,
    CLOCK_SHIFT_FILE: join(folder, 'shift'),
  });
  await signInAnew();
  agent = await connectAs({ url: server.url }, admin);
}

/** What plays the customers goes by the server's clock, too. */
async function signInAnew(): Promise<void> {
  simulator = await createSimulator({ url: server.url, admin });
}

/** In one step, so that nobody reads half of it. */
async function shiftClock(milliseconds: number): Promise<void> {
  await writeFile(join(folder, 'next-shift'), String(milliseconds));
  await rename(join(folder, 'next-shift'), join(folder, 'shift'));
}

async function newCustomer(): Promise<string> {
  customers += 1;
  const phoneNumber = `+49151111112${String(customers).padStart(2, '0')}`;
  await simulator.addCustomer({ phoneNumber, addressing: customers % 2 === 0 ? 'pn' : 'lid' });
  return phoneNumber;
}

async function send(to: string, message: string): Promise<void> {
  const answer = await agent.ask('send_message', { to, message });
  if (!answer.success) throw new Error(`${answer.code}: ${answer.error}`);
}

async function write(from: string, text: string): Promise<void> {
  const before = (await read(from)).length;
  await simulator.write(from, business, text);
  await waitFor(`“${text}” to come`, async () => (await read(from)).length > before);
}

/** What the customer's phone shows of what we sent, in its order. */
async function shownOfOurs(customer: string): Promise<string[]> {
  const thread = await simulator.thread(customer, business);
  return thread.flatMap(({ fromMe, text, copies }) => (fromMe ? [] : Array.from({ length: copies }, () => text)));
}

async function untilDelivered(customer: string, count: number): Promise<Message[]> {
  return waitFor('all to be delivered', async () => {
    const thread = await read(customer);
    return thread.length === count && thread.every(({ status }) => status === 'delivered') && thread;
  });
}

function expectInOrder(thread: Message[]): void {
  const times = thread.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted());
}

async function read(customer: string): Promise<Message[]> {
  const page = await agent.ask('get_messages_between', { fromNumber: business, toNumber: customer, limit: 100 });
  if (!page.success) throw new Error(page.error);
  return page.data.messages;
}
