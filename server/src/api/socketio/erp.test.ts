import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessTokens } from '../../security/accessTokens.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator, signIn } from '../../testing/console.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const jwtSecret = 'a secret that only this test knows about';
const business = '+4930123456';
const ana = '+4915111111111';
const bo = '+4915122222222';
const carl = '+4915133333333';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let simulator: Simulator;
let admin: Client;
let agent: Client;
let stranger: Client;

beforeAll(async () => {
  app = await startApp({ JWT_SECRET: jwtSecret });
  simulator = await createSimulator(app);
  await app.domain().workspaces.create(other);
  [admin, agent, stranger] = await Promise.all([
    connectAs(app, app.admin),
    connectAs(app, app.agent),
    connectAs(app, other),
  ]);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  await simulator.addCustomer({ phoneNumber: bo, name: 'Bo', addressing: 'lid' });
});

afterAll(async () => {
  for (const client of [admin, agent, stranger]) client?.socket.disconnect();
  await app?.close();
});

describe('signing in over a socket', () => {
  const claims = async () => {
    const { user } = await signIn(app, app.agent);
    const { id, workspaceId, role } = user;
    return { userId: id, id, workspaceId, collegeId: workspaceId, userType: 'college', role } as const;
  };
  const sign = async (lifetime: number) => createAccessTokens(jwtSecret).sign(await claims(), lifetime);

  it('refuses a bad credential of the handshake and hangs up', async () => {
    const client = await connect(app.url, { token: 'nonsense' });
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    await waitFor('the end', () => client.socket.disconnected);
  });

  it('answers nothing before', async () => {
    const client = await connect(app.url);
    await expect(client.ask('get_contacts', {})).resolves.toMatchObject({ success: false, code: 'NOT_AUTHENTICATED' });
    await expect(client.next('error')).resolves.toEqual({ message: 'Not authenticated', code: 'NOT_AUTHENTICATED' });
    client.socket.disconnect();
  });

  it('takes a token by event, and what is asked meanwhile waits', async () => {
    const client = await connect(app.url);
    const { token, user } = await signIn(app, app.agent);
    client.socket.emit('authenticate', { token, userId: user.id });
    await expect(client.ask('get_contacts', {})).resolves.toMatchObject({ success: true });
    await expect(client.next('authenticated')).resolves.toMatchObject({
      userId: user.id,
      workspaceId: user.workspaceId,
      role: 'agent',
      room: `user_${user.id}`,
      seq: expect.any(Number),
    });
    client.socket.disconnect();
  });

  it('refuses the token of somebody else', async () => {
    const client = await connect(app.url);
    const { token } = await signIn(app, app.agent);
    client.socket.emit('authenticate', { token, userId: 'another' });
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    client.socket.disconnect();
  });

  it('says that a token has expired', async () => {
    const client = await connect(app.url, { token: await sign(-1) });
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('lets an expired socket sign in again in place, and it keeps its rooms', async () => {
    const conversationId = await openConversation(ana);
    // Whole seconds are signed, so this one lives for two to three.
    const client = await connect(app.url, { token: await sign(3) });
    await expect(client.ask('join_conversation', { conversationId })).resolves.toMatchObject({ success: true });
    await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'TOKEN_EXPIRED' });
    await expect(client.ask('get_contacts', {})).resolves.toMatchObject({ success: false, code: 'TOKEN_EXPIRED' });

    const { token } = await signIn(app, app.agent);
    client.socket.emit('authenticate', { token });
    await waitFor('the second sign-in', () => client.all('authenticated').length === 2);
    await admin.ask('send_message', { conversationId, message: 'Still there?' });
    await client.next('message_sent', ({ content }) => content === 'Still there?');
    client.socket.disconnect();
  });
});

describe('a conversation', () => {
  it('goes to the customer and its ticks come back', async () => {
    const conversationId = await openConversation(ana);
    await agent.ask('join_conversation', { conversationId });
    const sent = await admin.ask('send_message', { to: ana, message: 'Hello Ana', clientMessageId: 'hello-1' });
    expect(sent).toMatchObject({ success: true, clientMessageId: 'hello-1', conversationId, status: 'pending' });
    const id = sent.success ? sent.id : '';

    await expect(admin.next('message_sent_success', (answer) => answer.id === id)).resolves.toBeDefined();
    await expect(agent.next('message_sent', (message) => message.id === id)).resolves.toMatchObject({
      to: ana,
      message: 'Hello Ana',
      content: 'Hello Ana',
      isOutgoing: true,
      sender: { name: 'Admin' },
    });
    await waitFor('the customer to see it', async () =>
      (await simulator.thread(ana, business)).some(({ text, fromMe }) => text === 'Hello Ana' && !fromMe),
    );
    await agent.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    await simulator.read(ana, business);
    await agent.next('message_status_update', (update) => update.id === id && update.status === 'read');
    const statuses = agent.all('message_status_update').flatMap((update) => (update.id === id ? [update.status] : []));
    expect(statuses).toEqual([...new Set(statuses)]);
    expect(statuses.at(-1)).toBe('read');
  });

  it('brings a customer’s message to everyone, once, and blue ticks to the customer', async () => {
    await simulator.write(ana, business, 'I have a question');
    const [atAdmin, atAgent] = await Promise.all(
      [admin, agent].map((client) => client.next('new_message', ({ content }) => content === 'I have a question')),
    );
    expect(atAgent).toEqual(atAdmin);
    expect(atAdmin).toMatchObject({ isOutgoing: false, status: 'delivered', sender: { name: 'Ana' } });
    await agent.next('conversation_updated', (update) => 'unreadCount' in update && update.unreadCount > 0);

    const { conversationId, id } = atAdmin ?? { conversationId: '', id: '' };
    const answer = await agent.ask('mark_read', { conversationId, upTo: id });
    expect(answer).toMatchObject({ success: true, conversation: { unreadCount: 0, readUpTo: id } });
    await admin.next('message_status_update', (update) => update.id === id && update.status === 'read');
  });

  it('is one with a customer who comes by a hidden number', async () => {
    const sent = await agent.ask('send_message', { to: bo, message: 'Hello Bo' });
    await simulator.write(bo, business, 'Hello from a hidden number');
    const received = await agent.next('new_message', ({ content }) => content === 'Hello from a hidden number');
    expect(sent).toMatchObject({ success: true, conversationId: received.conversationId });
  });

  it('is paged from the newest back', async () => {
    const conversationId = await openConversation(ana);
    for (const message of ['one', 'two', 'three']) await agent.ask('send_message', { conversationId, message });
    const page = await agent.ask('get_messages_between', { fromNumber: business, toNumber: ana, limit: 2 });
    const contents = page.success ? page.data.messages.map(({ content }) => content) : [];
    expect(contents).toEqual(['two', 'three']);
    const before = page.success ? page.data.messages[0]?.id : undefined;
    const older = await agent.ask('get_messages_between', { conversationId, limit: 1, before });
    expect(older).toMatchObject({ success: true, data: { messages: [{ content: 'one' }] } });
    const offset = await agent.ask('get_messages_between', { conversationId, limit: 1, offset: 2 });
    expect(offset).toMatchObject({ success: true, data: { messages: [{ content: 'one' }], currentPage: 3 } });
  });

  it('is paged on from a message, and around one', async () => {
    const { conversationId, ids } = await writeNumbers(9);
    const read = async (place: { after?: string; around?: string; before?: string; limit: number }) => {
      const answer = await agent.ask('get_messages_between', { conversationId, ...place });
      if (!answer.success) throw new Error(answer.error);
      const { messages, hasOlder, hasNewer } = answer.data;
      return [messages.map(({ content }) => content).join(' '), hasOlder, hasNewer];
    };
    expect(await read({ limit: 3 })).toEqual(['7 8 9', true, false]);
    expect(await read({ before: ids[7], limit: 3 })).toEqual(['5 6 7', true, true]);
    expect(await read({ after: ids[2], limit: 3 })).toEqual(['4 5 6', true, true]);
    expect(await read({ after: ids[5], limit: 3 })).toEqual(['7 8 9', true, false]);
    expect(await read({ after: ids[8], limit: 3 })).toEqual(['', true, false]);
    expect(await read({ around: ids[4], limit: 4 })).toEqual(['3 4 5 6', true, true]);
    expect(await read({ around: ids[4], limit: 5 })).toEqual(['3 4 5 6 7', true, true]);
    expect(await read({ around: ids[8], limit: 5 })).toEqual(['7 8 9', true, false]);
    expect(await read({ around: ids[4], limit: 1 })).toEqual(['5', true, true]);
    const whole = await agent.ask('get_messages_between', { conversationId, limit: 100 });
    expect(whole).toMatchObject({ success: true, data: { hasOlder: false, hasNewer: false } });
  });

  it('is paged from one place at a time, and only from a message of its own', async () => {
    const { conversationId, ids } = await writeNumbers(2);
    const [first = '', second = ''] = ids;
    const ask = (place: object) => agent.ask('get_messages_between', { conversationId, ...place });
    const invalid = { success: false, code: 'INVALID_INPUT' };
    expect(await ask({ after: first, before: second })).toMatchObject(invalid);
    expect(await ask({ around: first, after: second })).toMatchObject(invalid);
    expect(await ask({ around: first, offset: 1 })).toMatchObject(invalid);
    expect(await ask({ after: first, offset: 1 })).toMatchObject(invalid);
    const elsewhere = await openConversation(bo);
    for (const place of [{ after: first }, { around: first }, { around: 'unknown' }]) {
      const answer = await agent.ask('get_messages_between', { conversationId: elsewhere, ...place });
      expect(answer).toMatchObject({ success: false, code: 'NOT_FOUND' });
    }
    const foreign = await stranger.ask('get_messages_between', { conversationId, around: first });
    expect(foreign).toMatchObject({ success: false, code: 'NOT_FOUND' });
  });

  it('shows typing both ways', async () => {
    const conversationId = await openConversation(ana);
    await admin.ask('join_conversation', { conversationId });
    await agent.ask('typing', { conversationId, isTyping: true });
    await expect(
      admin.next('agent_typing', (typing) => typing.conversationId === conversationId),
    ).resolves.toMatchObject({ name: 'Agent', isTyping: true });
    await simulator.call('POST', `/customers/${ana}/typing`, { with: business, isTyping: true });
    await agent.next('customer_typing', (typing) => typing.conversationId === conversationId && typing.isTyping);
  });

  it('tells why a message did not arrive', async () => {
    const sent = await agent.ask('send_message', { to: '+4915199999999', message: 'Anybody?' });
    const id = sent.success ? sent.id : '';
    await expect(
      agent.next('message_status_update', (update) => update.id === id && update.status === 'failed'),
    ).resolves.toMatchObject({ error: { code: 'NOT_ON_WHATSAPP' } });
  });
});

describe('sending twice', () => {
  it('gives the same message, once', async () => {
    const answers = await Promise.all(
      [admin, agent, admin, agent].map((client) =>
        client.ask('send_message', { to: ana, message: 'Only once', clientMessageId: 'only-once' }),
      ),
    );
    const ids = new Set(answers.map((answer) => (answer.success ? answer.id : answer.code)));
    expect(ids.size).toBe(1);
    const thread = await waitFor('its arrival', async () => {
      const all = (await simulator.thread(ana, business)).filter(({ text }) => text === 'Only once');
      return all.length > 0 && all;
    });
    expect(thread).toHaveLength(1);
    expect(thread[0]?.copies).toBe(1);
  });

  it('refuses one id for two messages', async () => {
    await agent.ask('send_message', { to: ana, message: 'First', clientMessageId: 'twice' });
    const second = { to: ana, message: 'Second', clientMessageId: 'twice' };
    await expect(agent.ask('send_message', second)).resolves.toMatchObject({ success: false, code: 'CONFLICT' });
    await expect(
      agent.next('message_send_error', ({ clientMessageId }) => clientMessageId === 'twice'),
    ).resolves.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('trying again', () => {
  it('sends a message that WhatsApp refused once more, as the same one', async () => {
    await simulator.addCustomer({ phoneNumber: carl, name: 'Carl' });
    await simulator.addFault({ kind: 'reject-sends', number: carl, code: 463 });
    const sent = await agent.ask('send_message', { to: carl, message: 'refused at first' });
    if (!sent.success) throw new Error(sent.error);
    const { id, conversationId } = sent;
    await admin.next('message_status_update', (update) => update.id === id && update.status === 'failed');
    await simulator.clearFaults();

    const [first, second] = await Promise.all([agent.ask('retry_message', { id }), admin.ask('retry_message', { id })]);
    expect(first).toMatchObject({ success: true, id, status: 'pending' });
    expect(second).toMatchObject({ success: true, id });
    await admin.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    const shown = await simulator.thread(carl, business);
    expect(shown).toMatchObject([{ id: sent.messageId, text: 'refused at first', copies: 1 }]);
    const page = await agent.ask('get_messages_between', { conversationId });
    expect(page).toMatchObject({ data: { messages: [{ id, status: 'delivered', error: null }] } });

    // What arrived is left alone.
    expect(await agent.ask('retry_message', { id })).toMatchObject({ success: true, status: 'delivered' });
    expect(await stranger.ask('retry_message', { id })).toMatchObject({ success: false, code: 'NOT_FOUND' });
  });
});

describe('catching up', () => {
  it('begins where signing in said, and tells what happened since', async () => {
    const late = await connectAs(app, app.agent);
    const { seq: since } = await late.next('authenticated');
    late.socket.disconnect();
    const sent = await agent.ask('send_message', { to: ana, message: 'while nobody looked' });
    if (!sent.success) throw new Error(sent.error);

    const again = await connectAs(app, app.agent);
    const answer = await again.ask('sync', { since });
    expect(await again.next('sync_response')).toEqual(answer);
    if (!answer.success) throw new Error(answer.error);
    const told = answer.data.messages.find(({ id }) => id === sent.id);
    expect(told).toMatchObject({ content: 'while nobody looked', conversationId: sent.conversationId });
    expect(answer.data.conversations.map(({ id }) => id)).toContain(sent.conversationId);
    expect(answer.data.seq).toBeGreaterThanOrEqual(since);
    again.socket.disconnect();
  });

  it('tells another workspace nothing', async () => {
    const answer = await stranger.ask('sync', { since: 0 });
    expect(answer).toMatchObject({ success: true, data: { messages: [], conversations: [], more: false } });
  });
});

describe('a lost connection to WhatsApp', () => {
  it.each([
    { kind: 'drop-socket', number: business },
    { kind: 'stream-error', number: business, code: 503 },
  ])('by $kind: what was sent meanwhile arrives once, in order', async (fault) => {
    const conversationId = await openConversation(ana);
    const texts = Array.from({ length: 12 }, (_, index) => `${fault.kind} ${index}`);
    const changes = admin.all('whatsapp_status_update').length;
    for (const [index, message] of texts.entries()) {
      if (index === 4) await simulator.call('POST', '/faults', fault);
      await expect(agent.ask('send_message', { conversationId, message })).resolves.toMatchObject({ success: true });
    }
    const arrived = await waitFor('all of them', async () => {
      const thread = (await simulator.thread(ana, business)).filter(({ text }) => text.startsWith(fault.kind));
      return thread.length >= texts.length && thread;
    });
    expect(arrived.map(({ text }) => text)).toEqual(texts);
    const states = admin.all('whatsapp_status_update').slice(changes);
    expect(states.map(({ connectionState }) => connectionState)).toEqual(
      expect.arrayContaining(['connecting', 'active']),
    );
  });

  it('does not hurry: with a slow line ticks come late, but they come', async () => {
    await simulator.call('POST', '/faults', { kind: 'latency', ms: 300 });
    const sent = await agent.ask('send_message', { to: ana, message: 'Slowly' });
    const id = sent.success ? sent.id : '';
    await agent.next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    await simulator.call('DELETE', '/faults');
  });
});

describe('bad input', () => {
  const plain = () => agent.socket;

  it.each([
    [{}, 'INVALID_INPUT'],
    [{ to: ana }, 'INVALID_INPUT'],
    [{ to: ana, message: '' }, 'INVALID_INPUT'],
    [{ to: ana, message: 'x'.repeat(4097) }, 'INVALID_INPUT'],
    [{ to: ana, message: 'x'.repeat(1_000_000) }, 'PAYLOAD_TOO_LARGE'],
    [{ to: 'nobody', message: 'x' }, 'INVALID_PHONE'],
    [{ to: { $ne: null }, message: 'x' }, 'INVALID_INPUT'],
    [{ message: 'x' }, 'INVALID_INPUT'],
    [{ conversationId: 'unknown', message: 'x' }, 'NOT_FOUND'],
    [[1, 2], 'INVALID_INPUT'],
    ['text', 'INVALID_INPUT'],
    [JSON.parse('{"__proto__":{"to":"+4915111111111","message":"x"}}'), 'INVALID_INPUT'],
    [Buffer.from('binary'), 'INVALID_INPUT'],
  ])('is refused with its code: case %#', async (payload, code) => {
    const answer: unknown = await plain().timeout(5000).emitWithAck('send_message', payload);
    expect(answer).toMatchObject({ success: false, code, error: expect.any(String) });
  });

  it('an event nobody knows is answered', async () => {
    const before = agent.all('error').length;
    // The typed socket knows no such event; a stranger's client would still send it.
    plain().io.engine.write('2["drop_everything",{}]');
    await waitFor('the refusal', () => agent.all('error').length > before);
    expect(agent.all('error').at(-1)).toMatchObject({ event: 'drop_everything', code: 'INVALID_INPUT' });
  });

  it('a payload that carries nothing may be left out', async () => {
    const before = agent.all('contacts_response').length;
    plain().io.engine.write('2["get_contacts"]');
    await waitFor('the answer', () => agent.all('contacts_response').length > before);
    expect(agent.all('contacts_response').at(-1)).toMatchObject({ success: true });
  });

  it('the recipient and the conversation must agree', async () => {
    const conversationId = await openConversation(ana);
    const answer = await agent.ask('send_message', { conversationId, to: bo, message: 'x' });
    expect(answer).toMatchObject({ success: false, code: 'INVALID_INPUT' });
  });
});

describe('who may what', () => {
  it('agents get no QR', async () => {
    await expect(agent.ask('get_qr_code', {})).resolves.toMatchObject({ success: false, code: 'FORBIDDEN' });
    await expect(agent.next('qr_code_response')).resolves.toMatchObject({ success: false, code: 'FORBIDDEN' });
  });

  it('another workspace sees and reaches nothing', async () => {
    const conversationId = await openConversation(ana);
    const upTo = 'any';
    await expect(stranger.ask('join_conversation', { conversationId })).resolves.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stranger.ask('get_messages_between', { conversationId })).resolves.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(stranger.ask('mark_read', { conversationId, upTo })).resolves.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stranger.ask('typing', { conversationId, isTyping: true })).resolves.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(stranger.ask('send_message', { conversationId, message: 'x' })).resolves.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(stranger.ask('get_conversations', {})).resolves.toMatchObject({ data: [] });
    await expect(stranger.ask('get_contacts', {})).resolves.toMatchObject({ data: [] });
    const foreign = stranger.heard.filter(({ event }) =>
      ['new_message', 'message_sent', 'message_status_update', 'conversation_updated', 'customer_typing'].includes(
        event,
      ),
    );
    expect(foreign).toEqual([]);
  });

  it('one without a number is told so', async () => {
    await expect(stranger.ask('send_message', { to: ana, message: 'x' })).resolves.toMatchObject({
      success: false,
      code: 'CHANNEL_NOT_ACTIVE',
    });
    await expect(stranger.ask('get_connection_status', {})).resolves.toMatchObject({
      connected: false,
      connectionState: 'inactive',
      channelId: null,
    });
  });
});

/** A conversation of its own, in which the numbers from 1 on were written. */
async function writeNumbers(count: number): Promise<{ conversationId: string; ids: string[] }> {
  const to = `+49152${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  const ids: string[] = [];
  let conversationId = '';
  for (let number = 1; number <= count; number += 1) {
    const sent = await admin.ask('send_message', { to, message: String(number) });
    if (!sent.success) throw new Error(sent.error);
    ids.push(sent.id);
    conversationId = sent.conversationId;
  }
  return { conversationId, ids };
}

async function openConversation(phoneNumber: string): Promise<string> {
  const list = await admin.ask('get_conversations', {});
  const found = list.success ? list.data.find(({ mobileNo }) => mobileNo === phoneNumber) : undefined;
  if (found) return found.id;
  const sent = await admin.ask('send_message', { to: phoneNumber, message: 'Good morning' });
  if (!sent.success) throw new Error(sent.error);
  return sent.conversationId;
}
