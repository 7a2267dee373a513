import { signInSessionSchema } from '@erp-whatsapp/shared/auth';
import { commandRoles } from '@erp-whatsapp/shared/commands';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from '../console.ts';
import { startApp, type TestApp } from '../startApp.ts';
import { askAny, connectAny, outcomeOf } from './ask.ts';
import { type EventShape, listEvents } from './fields.ts';
import { fillIn, type Route, readRoutes } from './routes.ts';
import { type Received, send, sendJson } from './send.ts';

const business = '+4930123456';
const ana = '+4915111111111';
const bo = '+4915122222222';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };
const commands = listEvents().filter(({ command }) => command !== null);

let app: TestApp;
let simulator: Simulator;
let admin: Client;
let agent: Client;
let stranger: Socket;
let token: string;
let ownWorkspaceId: string;
let ownUserId: string;
let routes: Route[];
/** All that is known of the first workspace, by the field that it would be given in. */
let known: Record<string, string>;
const heard: string[] = [];

beforeAll(async () => {
  routes = await readRoutes();
  app = await startApp();
  simulator = await createSimulator(app);
  await app.domain().workspaces.create(other);
  admin = await connectAs(app, app.admin);
  agent = await connectAs(app, app.agent);
  await linkNumber({ admin, simulator }, business);
  for (const [phoneNumber, name] of [
    [ana, 'Ana'],
    [bo, 'Bo'],
  ] as const) {
    await simulator.addCustomer({ phoneNumber, name });
    await simulator.write(phoneNumber, business, `the secret of ${name}`);
    await admin.next('new_message', ({ content }) => content === `the secret of ${name}`);
  }
  const key = await call({ method: 'POST', path: '/api/api-keys' }, { body: { name: 'first', role: 'agent' } });
  const sessions = await call({ method: 'GET', path: '/api/auth/sessions' });
  known = await collect(key, sessions);
  const signedIn = await signIn(app, other);
  token = signedIn.token;
  ownWorkspaceId = signedIn.user.workspaceId;
  ownUserId = signedIn.user.id;
  stranger = await connectAny(app.url, token);
  stranger.onAny((...event: unknown[]) => heard.push(JSON.stringify(event)));
});

afterAll(async () => {
  for (const socket of [admin?.socket, agent?.socket, stranger]) socket?.disconnect();
  await app?.close();
});

describe('another workspace', () => {
  it('gets nothing by any event, whatever it knows', async () => {
    for (const shape of commands) {
      for (const { name, payload } of listGuesses(shape)) {
        const answer = await askAny(stranger, shape.event, payload);
        const context = `${shape.event} with ${name}`;
        expect(outcomes, context).toContain(outcomeOf(answer));
        expectNothingOf(answer, payload, context);
      }
      await askWithIds(shape);
    }
  });

  it('gets nothing and changes nothing over HTTP, whatever it knows', async () => {
    const accounts: Route[] = ['/api/users', '/api/api-keys'].map((path) => ({ method: 'GET', path }));
    const look = () => Promise.all(accounts.map(async (route) => withoutLastSeen((await call(route)).text)));
    const before = await look();
    expect(before[0]).toContain(known['userId']);
    expect(before[1]).toContain(known['keyId']);
    for (const route of routes.filter(({ path }) => path.startsWith('/api/') && !path.startsWith('/api/simulator'))) {
      for (const value of new Set(Object.values(known))) {
        const fields = Object.fromEntries(Object.keys(known).map((field) => [field, value]));
        for (const body of [known, fields, { ...known, conversationId: value, id: value }]) {
          if (makesOwn(route)) continue;
          const answer = await askRoute(route, value, body);
          const context = `${route.method} ${fillIn(route, value)}`;
          expect([200, 400, 401, 403, 404, 409], `${context}: ${answer.text}`).toContain(answer.status);
          if (route.path.includes(':')) expect(answer.status, `${context}: ${answer.text}`).toBeGreaterThanOrEqual(400);
          expectNothingOf(readAnswer(answer), { value, ...body }, context);
        }
      }
    }
    expect(await look()).toEqual(before);
  }, 90_000);

  it('hears nothing, whatever rooms it tries, while the first one is busy', async () => {
    const names = Object.values(known).flatMap((id) => [id, ...prefixes.map((prefix) => `${prefix}${id}`)]);
    for (const name of names) {
      const named = { conversationId: name, channelId: name, room: name, id: name };
      await Promise.all(joining.flatMap((event) => [askAny(stranger, event, named), askAny(stranger, event, name)]));
    }
    heard.length = 0;
    await beBusy();
    await askAny(stranger, 'get_connection_status');
    // Only its own answer, which shows that it does hear.
    expect(heard.map((event) => event.slice(0, 20))).toEqual(['["connection_status"']);
  });
});

describe('the roles of commandRoles', () => {
  it('hold: an agent is FORBIDDEN exactly what the table says', async () => {
    const { token: agentToken } = await signIn(app, app.agent);
    const socket = await connectAny(app.url, agentToken);
    for (const { event, command, schema, example } of commands) {
      if (command === null) continue;
      const payload = schema.safeParse({}).success ? {} : example;
      const isForbidden = outcomeOf(await askAny(socket, event, payload)) === 'FORBIDDEN';
      expect(isForbidden, event).toBe(!commandRoles[command].includes('agent'));
    }
    socket.disconnect();
  });

  it('hold over HTTP, where accounts, keys and the simulator are for admins too', async () => {
    const { token: agentToken } = await signIn(app, app.agent);
    for (const route of routes.filter(({ path }) => path.startsWith('/api/') && !path.startsWith('/api/auth/'))) {
      const answer = await sendJson(app.url, fillIn(route, 'x'), {
        method: route.method,
        headers: { authorization: `Bearer ${agentToken}` },
        body: '{}',
      });
      expect(answer.status === 403, `${route.method} ${route.path}: ${answer.text}`).toBe(isForAdmins(route));
    }
  });
});

function isForAdmins({ method, path }: Route): boolean {
  if (!path.startsWith(channelsPath)) {
    return /^\/api\/(?:users|api-keys|connected-clients|workspace|simulator|qr)\b/.test(path);
  }
  return !channelsForAgents.includes(`${method} ${path.slice(channelsPath.length)}`);
}

const channelsPath = '/api/whatsapp/channels';
/** Looking at the channels, and sending from them. */
const channelsForAgents = [
  'GET ',
  'GET /:channelId',
  'GET /:channelId/status',
  'POST /:channelId/send',
  'POST /:channelId/send-media',
];
const outcomes = ['NOT_FOUND', 'FORBIDDEN', 'INVALID_INPUT', 'INVALID_PHONE', 'CHANNEL_NOT_ACTIVE', 'success'];
const joining = [
  'join_conversation',
  'leave_conversation',
  'join',
  'subscribe',
  'subscribe_channel',
  'room',
  'joinWhatsAppGeneral',
  'joinWhatsAppCustomer',
];
const prefixes = [
  'workspace:',
  'workspace_',
  'user_',
  'user:',
  'qr:',
  'qr_',
  'conversation_',
  'conversation:',
  'channel:',
  'codes:',
  'member:',
  'general:',
  'customer:',
  'listeners:',
  'whatsapp:customer:',
];
/** Fields that take the id of something that has to be there. */
const idFields = ['id', 'contactId', 'conversationId', 'channelId', 'replyTo', 'before', 'upTo'];

type Guess = { name: string; payload: Record<string, unknown> };

/** Every id in every field that takes a text, alone and among all that is known. */
function listGuesses({ fields, example }: EventShape): Guess[] {
  const texts = fields.filter((field) => typeof example[field] === 'string');
  const required = { ...('since' in example ? { since: 0 } : {}), ...('message' in example ? { message: 'x' } : {}) };
  const rest = { ...required, ...('isTyping' in example ? { isTyping: true } : {}) };
  const whole = Object.fromEntries(texts.flatMap((field) => (known[field] ? [[field, known[field]]] : [])));
  // Without a channel named, a QR would be of the asker's own number.
  const isQr = fields.includes('forceNew');
  return [
    { name: 'all that is known', payload: { ...rest, ...whole } },
    ...(isQr || fields.length === 0 ? [] : [{ name: 'nothing', payload: rest }]),
    ...texts
      .filter((field) => field !== 'message' && field !== 'messageType' && field !== 'clientMessageId')
      .flatMap((field) =>
        Object.values(known).flatMap((value) => [
          { name: `${value} as ${field}`, payload: { ...rest, [field]: value } },
          { name: `${value} as ${field} among others`, payload: { ...rest, ...whole, [field]: value } },
        ]),
      ),
  ];
}

/** With ids that are right, and of the right kind, the answer has to be that there is no such thing, or nothing at all. */
async function askWithIds({ event, fields, example }: EventShape): Promise<void> {
  const ids = fields.filter((field) => idFields.includes(field));
  // Whoever leaves what it never joined has left it.
  if (ids.length === 0 || ['leave_conversation', 'unsubscribe_channel'].includes(event)) return;
  const rest = Object.fromEntries(
    ['message', 'name', 'query', 'archived', 'isTyping', 'upTo'].flatMap((field) =>
      field in example ? [[field, { query: known['search'], ...known }[field] ?? example[field]]] : [],
    ),
  );
  for (const field of ids.filter((name) => !['replyTo', 'before', 'upTo'].includes(name))) {
    // A number that is named instead of a conversation: nobody's customer yet.
    const to = field === 'channelId' && fields.includes('to') ? { to: '+4915177777777' } : {};
    const answer = await askAny(stranger, event, { ...rest, ...to, [field]: known[field] });
    if (answer.success) expect([[], { hits: [] }], event).toContainEqual(readFound(answer['data']));
    else expect(['NOT_FOUND', 'FORBIDDEN'], `${event} by ${field}`).toContain(answer.code);
  }
}

/** What is listed, without what is said of the list. */
function readFound(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'hits' in data ? { hits: data.hits } : data;
}

/** The API's description has a page for people. */
function readAnswer({ headers, text }: Received): unknown {
  return String(headers['content-type']).includes('json') ? JSON.parse(text) : text;
}

/** Nothing of the first workspace is in an answer but what was in the question. */
function expectNothingOf(answer: unknown, asked: object, context: string): void {
  const said = JSON.stringify(asked);
  const text = JSON.stringify(answer);
  const secrets = [...Object.values(known), 'the secret of', app.admin.email, app.agent.email, 'My business'];
  for (const secret of secrets) if (!said.includes(secret)) expect(text, context).not.toContain(secret);
  if (typeof answer === 'object' && answer !== null && 'data' in answer && Array.isArray(answer.data)) {
    // A list of its own accounts, keys, sign-ins and admins is its own; the last two do not name their workspace.
    const isOwn = (entry: unknown) => {
      const text = JSON.stringify(entry);
      const own = [ownWorkspaceId, ownUserId, other.email];
      return /"isCurrent":/.test(text) || own.some((name) => text.includes(name));
    };
    expect(answer.data.filter((entry) => !isOwn(entry))).toEqual([]);
  }
}

/** Looking is a visit of its own. */
function withoutLastSeen(text: string): string {
  return text.replaceAll(/"lastSeenAt":"[^"]*"/g, '');
}

/** What it may well do, for itself: that is no guess. */
function makesOwn({ method, path }: Route): boolean {
  return method === 'POST' && ['/api/users', '/api/api-keys'].includes(path);
}

async function askRoute(route: Route, value: string, body: Record<string, string>): Promise<Received> {
  const headers = { authorization: `Bearer ${token}` };
  const query = new URLSearchParams({ ...body, limit: '100', since: '0' });
  const path = `${fillIn(route, value)}?${route.method === 'GET' ? query.toString() : ''}`;
  if (route.method === 'GET') return send(app.url, path, { headers });
  return sendJson(app.url, path, { method: route.method, headers, body: JSON.stringify({ message: 'x', ...body }) });
}

/** Asks over HTTP as the first workspace's admin. */
async function call(route: Route, { body }: { body?: object } = {}): Promise<Received> {
  const { token: adminToken } = await signIn(app, app.admin);
  const headers = { authorization: `Bearer ${adminToken}` };
  if (!body) return send(app.url, route.path, { method: route.method, headers });
  return sendJson(app.url, route.path, { method: route.method, headers, body: JSON.stringify(body) });
}

async function collect(key: Received, sessions: Received): Promise<Record<string, string>> {
  const made = z.object({ id: z.string() }).parse(JSON.parse(key.text));
  const [session] = z.object({ data: z.array(signInSessionSchema).min(1) }).parse(JSON.parse(sessions.text)).data;
  const { userId, workspaceId } = await admin.next('authenticated');
  const conversations = await admin.ask('get_conversations', { limit: 1 });
  const contacts = await admin.ask('get_contacts', { limit: 1 });
  const message = admin.all('new_message')[0];
  const conversation = conversations.success ? conversations.data[0] : undefined;
  if (!message || !conversation || !contacts.success) throw new Error('the first workspace is not as it should be');
  return {
    id: message.id,
    replyTo: message.id,
    before: message.id,
    upTo: message.id,
    messageId: message.messageId ?? '',
    conversationId: message.conversationId,
    channelId: message.channelId,
    customerId: message.customerId,
    contactId: conversation.customerId,
    userId,
    workspaceId,
    keyId: made.id,
    sessionId: session?.id ?? '',
    cursor: contacts.nextCursor ?? '',
    search: 'Ana',
    to: ana,
    fromNumber: business,
    toNumber: ana,
  };
}

/** All that a workspace can be told of happens once, and is heard by its own. */
async function beBusy(): Promise<void> {
  const { conversationId = '', id = '' } = known;
  await admin.ask('join_conversation', { conversationId });
  const sent = await agent.ask('send_message', { conversationId, message: 'busy' });
  if (!sent.success) throw new Error(sent.error);
  await admin.next('message_sent', (message) => message.id === sent.id);
  await admin.next('message_status_update', (update) => update.id === sent.id && update.status === 'delivered');
  await agent.ask('typing', { conversationId, isTyping: true });
  await admin.next('agent_typing');
  await simulator.call('POST', `/customers/${ana}/typing`, { with: business, isTyping: true });
  await admin.next('customer_typing');
  await simulator.write(ana, business, 'busy too');
  await admin.next('new_message', ({ content }) => content === 'busy too');
  await agent.ask('mark_read', { conversationId, upTo: id });
  await admin.next('conversation_updated', (update) => update.id === conversationId);
  const states = admin.all('whatsapp_status_update').length;
  await simulator.addFault({ kind: 'drop-socket', number: business });
  await admin.next('whatsapp_status_update', () => admin.all('whatsapp_status_update').length > states);
}
