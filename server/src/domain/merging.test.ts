import type { CommandInput } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alone } from '../peers/alone.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import type { Domain } from './createDomain.ts';
import type { Storage } from './ports/storage/storage.ts';
import type { CustomerIdentity, IncomingMessage, IncomingStatus } from './ports/whatsapp.ts';

type Test = Awaited<ReturnType<typeof startDomain>>;

const phoneNumber = '+4915111111111';
const whole: CustomerIdentity = { phoneNumber, lid: '111' };
const byLid: CustomerIdentity = { phoneNumber: null, lid: '111' };
const byPhone: CustomerIdentity = { phoneNumber, lid: null };

let test: Test;
/** Fails as often as it says, and lets some through before. */
const failing = { after: 0, times: 0 };

const wrapStorage = (storage: Storage): Storage => {
  const fail = () => {
    if (failing.after > 0) {
      failing.after -= 1;
      return;
    }
    if (failing.times === 0) return;
    failing.times -= 1;
    throw new Error('The storage is away.');
  };
  return {
    ...storage,
    messages: {
      ...storage.messages,
      async move(workspaceId, move) {
        fail();
        return storage.messages.move(workspaceId, move);
      },
    },
    conversations: {
      ...storage.conversations,
      async mergeInto(workspaceId, change) {
        fail();
        return storage.conversations.mergeInto(workspaceId, change);
      },
    },
  };
};

beforeEach(() => {
  Object.assign(failing, { after: 0, times: 0 });
});
afterEach(() => test.close());

let count = 0;
const write = (customer: CustomerIdentity, change: Partial<IncomingMessage> = {}, domain: Domain = test.domain) => {
  count += 1;
  const said = { pushName: null, whatsappId: `W${count}`, ...change };
  return domain.messages.receive(test.channel, written(customer, `written ${count}`, said));
};

const tell = (customer: CustomerIdentity, status: Partial<IncomingStatus>, domain: Domain = test.domain) =>
  domain.messages.applyStatus(test.channel, {
    ...{ customer, whatsappId: '', isOwn: true, status: 'delivered', error: null, at: Date.now(), ...status },
  });

const send = (input: Partial<CommandInput<'sendMessage'>>, domain: Domain = test.domain) =>
  domain.messages.send(test.actor, { message: 'Hello', messageType: 'text', ...input });

const list = async (): Promise<Conversation[]> =>
  (await test.domain.conversations.list(test.actor, { limit: 10 })).data;

const read = async (conversationId: string) =>
  (await test.domain.messages.between(test.actor, { conversationId, limit: 500, offset: 0 })).data;

/** One conversation of each, with what was written in both. */
async function setTwo() {
  await write(byLid, { pushName: 'Ana' });
  await write(byPhone);
  const find = async (identity: CustomerIdentity) => {
    const contact = await test.storage.contacts.find(test.channel.workspaceId, identity);
    const found = contact && (await test.storage.conversations.find(test.channel, contact.id));
    if (!found) throw new Error('There is no such conversation.');
    return found;
  };
  return { old: await find(byLid), survivor: await find(byPhone) };
}

/** Every message of the workspace is in the survivor, in order, counted, and none is there twice. */
async function checkWhole(survivorId: string, expected: { incoming: number; sent: string[] }) {
  const hasCounted = async () => {
    const data = await read(survivorId);
    return data.totalMessages === data.messages.length;
  };
  await waitFor('all to be counted in', hasCounted, 20_000);
  const { messages, conversationId } = await read(survivorId);
  expect(conversationId).toBe(survivorId);
  expect(messages.map(({ id }) => id)).toEqual(messages.toSorted(compareInThread).map(({ id }) => id));
  expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(messages.length);
  const outgoing = messages.filter(({ isOutgoing }) => isOutgoing);
  expect(outgoing.map(({ id }) => id).toSorted()).toEqual(expected.sent.toSorted());
  expect(messages.length - outgoing.length).toBe(expected.incoming);
  const [conversation, ...others] = await list();
  expect(others).toEqual([]);
  expect(conversation).toMatchObject({
    id: survivorId,
    mobileNo: phoneNumber,
    unreadCount: messages.filter(({ isOutgoing, status }) => !isOutgoing && status === 'delivered').length,
    lastMessage: { id: messages.at(-1)?.id },
  });
  for (const { customerId } of messages) expect(customerId).toBe(conversation?.customerId);
  return messages;
}

describe('a customer of whom both names come to be known', () => {
  beforeEach(async () => {
    test = await startDomain(wrapStorage);
  });

  it('with the first message is one contact', async () => {
    await write(whole);
    await write(byLid);
    await write(byPhone);
    const [conversation] = await list();
    await checkWhole(conversation?.id ?? '', { incoming: 3, sent: [] });
  });

  it('later keeps the conversation with its id, and only then shows the number', async () => {
    await write(byLid, { pushName: 'Ana' });
    const [before] = await list();
    expect(before).toMatchObject({ name: 'Ana', mobileNo: '' });
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    expect(await list()).toMatchObject([{ id: before?.id, name: 'Ana', mobileNo: phoneNumber }]);
    await write(byPhone);
    await checkWhole(before?.id ?? '', { incoming: 2, sent: [] });
  });

  it('who is a contact under the number without a conversation gets the one there is', async () => {
    await write(byLid, { pushName: 'Ana' });
    const [before] = await list();
    const { storage, channel } = test;
    const { workspaceId } = channel;
    const wanted = { workspaceId, newId: 'known', identity: byPhone, name: null, at: 1 };
    await storage.contacts.findOrCreate(wanted);
    await write(whole);
    expect(await list()).toMatchObject([{ id: before?.id, customerId: 'known', name: 'Ana' }]);
    await checkWhole(before?.id ?? '', { incoming: 2, sent: [] });
    expect(await test.domain.contacts.identityOf(workspaceId, before?.customerId ?? '')).toEqual(whole);
  });

  it('is nobody of ours as long as nobody is a contact', async () => {
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    expect((await test.domain.contacts.list(test.actor, { limit: 10 })).data).toEqual([]);
  });
});

describe('two conversations that are one customer’s', () => {
  beforeEach(async () => {
    test = await startDomain(wrapStorage);
  });

  it('are one, and the old ids lead to it', async () => {
    const { old, survivor } = await setTwo();
    const first = await send({ conversationId: old.id, clientMessageId: 'c1' });
    const second = await send({ to: phoneNumber, clientMessageId: 'c2', message: 'Hi' });
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    const messages = await checkWhole(survivor.id, { incoming: 2, sent: [first.id, second.id] });
    expect(await list()).toMatchObject([{ name: 'Ana' }]);

    expect((await read(old.id)).messages).toEqual(messages);
    expect(await test.domain.conversations.get(test.actor, old.id)).toMatchObject({ id: survivor.id });
    const around = { conversationId: old.id, around: first.id, limit: 3, offset: 0 };
    const { messages: middle } = (await test.domain.messages.between(test.actor, around)).data;
    expect(middle.map(({ id }) => id)).toEqual(messages.slice(1, 4).map(({ id }) => id));
    const again = await send({ conversationId: old.id, clientMessageId: 'c1' });
    expect(again).toMatchObject({ id: first.id, conversationId: survivor.id });
    expect(await send({ to: phoneNumber, clientMessageId: 'c2', message: 'Hi' })).toMatchObject({ id: second.id });
    await expect(send({ conversationId: old.id, clientMessageId: 'c1', message: 'Else' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const answered = await send({ conversationId: old.id, replyTo: messages[0]?.id, message: 'Yes' });
    expect(answered.conversationId).toBe(survivor.id);
    await test.domain.conversations.setTyping(test.actor, { conversationId: old.id, isTyping: true });
    expect(test.heard.at(-1)).toMatchObject({ name: 'agent:typing', payload: { conversationId: survivor.id } });
    const upTo = messages.findLast(({ isOutgoing }) => !isOutgoing)?.id ?? '';
    expect(await test.domain.conversations.markRead(test.actor, { conversationId: old.id, upTo })).toMatchObject({
      conversation: { id: survivor.id, unreadCount: 0, readUpTo: upTo },
    });
    await write(byLid);
    await checkWhole(survivor.id, { incoming: 3, sent: [first.id, second.id, answered.id] });
  });

  it('are told as one: the survivor first, then the former name, which sync tells as well', async () => {
    const { old, survivor } = await setTwo();
    const { seq: before } = (await test.domain.sync(test.actor, { since: 0, limit: 500 })).data;
    test.heard.length = 0;
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    const told = test.heard.flatMap((fact) =>
      fact.name === 'conversation:updated' ? [fact.payload.conversation] : [],
    );
    const former = told.findIndex(({ mergedInto }) => mergedInto !== undefined);
    expect(told[former]).toMatchObject({ id: old.id, mergedInto: survivor.id });
    expect(told.slice(0, former)).toContainEqual(expect.objectContaining({ id: survivor.id, unreadCount: 2 }));
    const { conversations } = (await test.domain.sync(test.actor, { since: before, limit: 500 })).data;
    expect(conversations).toContainEqual(expect.objectContaining({ id: old.id, mergedInto: survivor.id }));
    expect(conversations.filter(({ mergedInto }) => !mergedInto)).toMatchObject([{ id: survivor.id }]);
  });

  it('take the statuses along, before and after', async () => {
    const { old, survivor } = await setTwo();
    const sent = await send({ conversationId: old.id });
    await tell(byLid, { whatsappId: sent.messageId ?? '', status: 'sent' });
    // Nobody knows this one yet.
    await tell(byLid, { whatsappId: 'early', status: 'read' });
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    await tell(byPhone, { whatsappId: sent.messageId ?? '', status: 'delivered' });
    await write(byPhone, { whatsappId: 'early', isOwn: true });
    const { messages } = await read(survivor.id);
    expect(messages.filter(({ isOutgoing }) => isOutgoing).map(({ messageId, status }) => [messageId, status])).toEqual(
      [
        [sent.messageId, 'delivered'],
        ['early', 'read'],
      ],
    );
  });

  it('have a message once that WhatsApp told in both', async () => {
    const { old, survivor } = await setTwo();
    await write(byLid, { whatsappId: 'twice', content: 'Once' });
    await write(byPhone, { whatsappId: 'twice', content: 'Once' });
    const upTo = (await read(old.id)).messages.at(-1)?.id ?? '';
    await test.domain.conversations.markRead(test.actor, { conversationId: old.id, upTo });
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    const messages = await checkWhole(survivor.id, { incoming: 3, sent: [] });
    expect(messages.filter(({ content }) => content === 'Once')).toMatchObject([{ status: 'read' }]);
  });

  it('become one whatever goes on meanwhile', async () => {
    const { old, survivor } = await setTwo();
    const sent: string[] = [];
    let incoming = 2;
    const inOrder: string[][] = [];
    const talk = async (customer: CustomerIdentity) => {
      for (let round = 0; round < 25; round += 1) {
        incoming += 1;
        await write(customer);
      }
    };
    const answer = async (to: Partial<CommandInput<'sendMessage'>>) => {
      const own: string[] = [];
      inOrder.push(own);
      for (let round = 0; round < 25; round += 1) {
        const accepted = await send({ ...to, message: `answer ${round}` });
        sent.push(accepted.id);
        own.push(accepted.id);
        await tell(to.conversationId === old.id ? byLid : byPhone, {
          whatsappId: accepted.messageId ?? '',
          status: 'delivered',
        });
      }
    };
    await Promise.all([
      talk(byLid),
      talk(byPhone),
      answer({ conversationId: old.id }),
      answer({ conversationId: survivor.id }),
      answer({ to: phoneNumber }),
      waitFor('a good part of it', () => sent.length > 20).then(() =>
        Promise.all([0, 1].map(() => test.domain.contacts.learn(test.channel.workspaceId, whole))),
      ),
    ]);
    const messages = await checkWhole(survivor.id, { incoming, sent });
    for (const own of inOrder) {
      expect(messages.map(({ id }) => id).filter((id) => own.includes(id))).toEqual(own);
    }
    // Receipts that came under a name before the message did have found it, too.
    for (const { isOutgoing, status } of messages) if (isOutgoing) expect(status).toBe('delivered');
  });

  it.each([0, 1, 2, 3, 4])('are brought together in the end when storage fails at step %i', async (after) => {
    const { old, survivor } = await setTwo();
    const sent = await send({ conversationId: old.id });
    Object.assign(failing, { after, times: 1 });
    await expect(write(whole)).rejects.toThrow('The storage is away.');
    // Work goes on in both.
    const late = await send({ conversationId: old.id });
    await write(byLid);
    await checkWhole(survivor.id, { incoming: 3, sent: [sent.id, late.id] });
  });

  it('are brought together at the next start, where a crash cut it off', async () => {
    const { old, survivor } = await setTwo();
    const sent = await send({ conversationId: old.id });
    Object.assign(failing, { after: 2, times: 1 });
    await expect(write(whole)).rejects.toThrow('The storage is away.');
    expect((await list()).map(({ id }) => id).toSorted()).toEqual([old.id, survivor.id].toSorted());
    const { domain } = test.openBeside();
    await domain.mend();
    await domain.close();
    await checkWhole(survivor.id, { incoming: 2, sent: [sent.id] });
  });
});

describe('beside another process that has not heard of it', () => {
  let other: ReturnType<Test['openBeside']>;
  beforeEach(async () => {
    test = await startDomain(wrapStorage, { ...alone, isAlone: false });
    other = test.openBeside();
  });
  afterEach(() => other.domain.close());

  it('nothing is lost that it stores under the former name', async () => {
    const { old, survivor } = await setTwo();
    // It knows both by heart.
    const before = [
      await send({ conversationId: old.id }, other.domain),
      await send({ to: phoneNumber }, other.domain),
    ];
    await write(byLid, {}, other.domain);
    await test.domain.contacts.learn(test.channel.workspaceId, whole);

    const late = await send({ conversationId: old.id, clientMessageId: 'late' }, other.domain);
    await write(byLid, { whatsappId: 'late-1' }, other.domain);
    await tell(byLid, { whatsappId: before[0]?.messageId ?? '', status: 'delivered' }, other.domain);
    await tell(byLid, { whatsappId: 'later-1', status: 'read' }, other.domain);
    expect(await send({ conversationId: old.id, clientMessageId: 'late' })).toMatchObject({ id: late.id });
    await write(byPhone, { whatsappId: 'later-1', isOwn: true });
    const isWhole = async () => (await read(survivor.id)).messages.length === 8;
    await waitFor('all of them to be in one', isWhole);
    const { messages } = await read(survivor.id);
    const ours = new Map(messages.map((message): [string | null, Message] => [message.messageId, message]));
    expect(ours.get(before[0]?.messageId ?? '')).toMatchObject({ status: 'delivered' });
    expect(ours.get('later-1')).toMatchObject({ status: 'read' });
    const [, second] = before;
    await waitFor('the counts', async () => (await list())[0]?.unreadCount === 4, 20_000);
    const own = messages.filter(({ messageId }) => messageId === 'later-1').map(({ id }) => id);
    await checkWhole(survivor.id, { incoming: 4, sent: [before[0]?.id ?? '', second?.id ?? '', late.id, ...own] });
    // From now on it goes there at once.
    expect(await send({ conversationId: old.id }, other.domain)).toMatchObject({ conversationId: survivor.id });
  });

  it('a status that it keeps under the former name finds its message', async () => {
    const { old, survivor } = await setTwo();
    await send({ conversationId: old.id }, other.domain);
    await write(byLid, {}, other.domain);
    // Else it would find out while it counts them in.
    await other.domain.conversations.list(test.actor, { limit: 10 });
    await test.domain.contacts.learn(test.channel.workspaceId, whole);
    await tell(byLid, { whatsappId: 'later', status: 'read' }, other.domain);
    await write(byPhone, { whatsappId: 'later', isOwn: true });
    const { messages } = await read(survivor.id);
    expect(messages.find(({ messageId }) => messageId === 'later')).toMatchObject({ status: 'read' });
  });

  it('a conversation that it opens for the former contact is the survivor’s', async () => {
    await write(byLid, { pushName: 'Ana' });
    const { storage, channel } = test;
    await write(byLid, {}, other.domain);
    const there = { workspaceId: channel.workspaceId, channelId: 'there' };
    await write(byPhone);
    await test.domain.contacts.learn(channel.workspaceId, whole);
    await other.domain.messages.receive(there, written(byLid, 'There', { pushName: null }));
    const contact = await storage.contacts.find(channel.workspaceId, byPhone);
    const conversation = await storage.conversations.find(there, contact?.id ?? '');
    expect(conversation).toMatchObject({ customerId: contact?.id, mobileNo: phoneNumber });
    expect((await read(conversation?.id ?? '')).messages).toMatchObject([
      { content: 'There', customerId: contact?.id },
    ]);
  });

  it('both find it out at once, and it ends the same', async () => {
    const { old, survivor } = await setTwo();
    const sent: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      sent.push((await send({ conversationId: count % 2 === 0 ? old.id : survivor.id, message: `${count}` })).id);
    }
    const { workspaceId } = test.channel;
    await Promise.all(
      [test.domain, other.domain, test.domain, other.domain].map((domain) => domain.contacts.learn(workspaceId, whole)),
    );
    await waitFor('the counts', async () => (await list())[0]?.unreadCount === 2, 20_000);
    await checkWhole(survivor.id, { incoming: 2, sent });
  });
});
