import type { Failure } from '@erp-whatsapp/shared/errors';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { type Client, connect, type Heard } from '../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, type Simulator } from '../testing/console.ts';
import { startApp, type TestApp } from '../testing/startApp.ts';
import { describeVocabulary, findPlaces, type Places, type Said, type Scene, type Vocabulary } from './api.contract.ts';

const business = '+4930123456';
const otherBusiness = '+4930123457';
const customer = '+4915111111111';
const hiddenCustomer = '+4915122222222';
const nobody = '+4915199999999';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let scene: Scene;
const consoles: Client[] = [];
const opened: Client[] = [];

beforeAll(async () => {
  app = await startApp();
  const simulator = await createSimulator(app);
  await app.domain().workspaces.create(other);
  const [admin, stranger] = [await connectAs(app, app.admin), await connectAs(app, other)];
  consoles.push(admin, stranger);
  await linkNumber({ admin, simulator }, business);
  await linkNumber({ admin: stranger, simulator }, otherBusiness);
  await simulator.addCustomer({ phoneNumber: customer, name: 'Ana' });
  await simulator.addCustomer({ phoneNumber: hiddenCustomer, name: 'Bo', addressing: 'lid' });
  const keys = {
    here: await makeKey(admin),
    there: await makeKey(stranger),
  };
  scene = {
    business,
    customer,
    hiddenCustomer,
    nobody,
    simulator,
    console: admin,
    places: await open({ simulator, from: customer, to: business, console: admin }),
    hiddenPlaces: await open({ simulator, from: hiddenCustomer, to: business, console: admin }),
    foreignPlaces: await open({ simulator, from: customer, to: otherBusiness, console: stranger }),
    async connect(where) {
      const client = await connect(app.url, { apiKey: where === 'there' ? keys.there : keys.here });
      opened.push(client);
      await client.next('authenticated');
      return client;
    },
  };
});

afterEach(() => {
  for (const client of opened.splice(0)) client.socket.disconnect();
});

afterAll(async () => {
  for (const client of consoles) client.socket.disconnect();
  await app?.close();
});

async function makeKey(console: Client): Promise<string> {
  const { workspaceId } = await console.next('authenticated');
  const { key } = await app.domain().apiKeys.create(workspaceId, { name: 'Program', role: 'agent' });
  return key;
}

async function open(chat: { simulator: Simulator; from: string; to: string; console: Client }): Promise<Places> {
  const text = `the first word of ${chat.from}`;
  await chat.simulator.write(chat.from, chat.to, text);
  const { conversationId } = await chat.console.next('new_message', ({ content }) => content === text);
  return findPlaces(chat.console, conversationId);
}

/** In milliseconds. */
const answerWait = 10_000;
const nothing: Said = { about: 'something else' };

const erp: Vocabulary = {
  name: 'erp',
  events: [
    'joined_conversation',
    'left_conversation',
    'new_message',
    'message_sent',
    'message_status_update',
    'conversation_updated',
    'customer_typing',
  ],
  hears: { sentHere: true, ownPhone: true },
  async listen(client, { conversationId }) {
    check(await client.ask('join_conversation', { conversationId }));
  },
  async leave(client, { conversationId }) {
    await client.ask('leave_conversation', { conversationId });
  },
  askNonsense: ({ socket }) => void socket.emit('join_conversation', JSON.parse('{"conversationId":7}')),
  read: (heard) => readHeard(heard, { messages: ['new_message', 'message_sent'], status: 'message_status_update' }),
};

const rooms: Vocabulary = {
  name: 'rooms',
  events: [
    'whatsappGeneralJoined',
    'whatsappCustomerJoined',
    'whatsappCustomerLeft',
    'clientJoined',
    'clientLeft',
    'whatsappMessage',
    'whatsappMessageStatus',
  ],
  hears: { sentHere: true, ownPhone: true },
  async listen(client, { customerId }) {
    check(await client.socket.timeout(answerWait).emitWithAck('joinWhatsAppCustomer', customerId));
  },
  async leave(client, { customerId }) {
    client.socket.emit('leaveWhatsAppCustomer', customerId);
    await client.next('whatsappCustomerLeft', (left) => left.customerId === customerId);
  },
  askNonsense: ({ socket }) => void socket.emit('joinWhatsAppCustomer', ''),
  read: (heard) => readHeard(heard, { messages: ['whatsappMessage'], status: 'whatsappMessageStatus' }),
};

const channels: Vocabulary = {
  name: 'channels',
  events: ['channel_subscribed', 'connection_update', 'incoming_message', 'message_status_update'],
  hears: { sentHere: false, ownPhone: false },
  async listen(client, { channelId }) {
    check(await client.socket.timeout(answerWait).emitWithAck('subscribe_channel', { channelId }));
  },
  async leave({ socket }, { channelId }) {
    await socket.timeout(answerWait).emitWithAck('unsubscribe_channel', { channelId });
  },
  askNonsense: ({ socket }) => void socket.emit('subscribe_channel', JSON.parse('{"channelId":7}')),
  read: (heard) => readHeard(heard, { messages: ['incoming_message'], status: 'message_status_update' }),
};

describe.each([erp, rooms, channels])('the $name vocabulary', (vocabulary) => {
  describeVocabulary(vocabulary, () => scene);
});

function check(answer: { success: true } | Failure): void {
  if (!answer.success) throw new Error(answer.error);
}

function readHeard({ event, payload }: Heard, words: { messages: string[]; status: string }): Said {
  if (typeof payload !== 'object' || payload === null || !('id' in payload && typeof payload.id === 'string')) {
    return nothing;
  }
  const { id } = payload;
  const fields: Record<string, unknown> = { ...payload };
  if (words.messages.includes(event)) {
    const isOutgoing = fields['senderType'] === 'agent';
    expect(fields['isOutgoing']).toBe(isOutgoing);
    const { content, timestamp } = { content: String(fields['content']), timestamp: String(fields['timestamp']) };
    return { about: 'message', id, content, isOutgoing, timestamp };
  }
  return event === words.status ? readStatus(id, fields) : nothing;
}

function readStatus(id: string, { status, error }: Record<string, unknown>): Said {
  const known = (['pending', 'sent', 'delivered', 'read', 'failed'] as const).find((one) => one === status);
  if (!known) throw new Error(`${String(status)} is no status`);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  return { about: 'status', id, status: known, error: code };
}
