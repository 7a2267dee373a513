import type { CommandInput } from '@erp-whatsapp/shared/commands';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';
import { written } from '../testing/written.ts';
import type { Actor } from './actor.ts';
import type { CustomerIdentity } from './ports/whatsapp.ts';

type Test = Awaited<ReturnType<typeof startDomain>>;

const phoneNumber = '+4915111111111';
const ana: CustomerIdentity = { phoneNumber, lid: null };

let test: Test;
let count: number;

beforeEach(async () => {
  test = await startDomain();
  count = 0;
});
afterEach(() => test.close());

const write = (customer: CustomerIdentity, pushName: string | null = null) => {
  count += 1;
  return test.domain.messages.receive(test.channel, written(customer, `written ${count}`, { pushName }));
};

const conversation = async () => {
  const { data } = await test.domain.conversations.list(test.actor, { limit: 10 });
  const [first] = data;
  if (!first) throw new Error('There is no conversation.');
  return first;
};

const change = async (input: Omit<CommandInput<'updateContact'>, 'contactId'>, actor: Actor = test.actor) => {
  const { customerId: contactId } = await conversation();
  return (await test.domain.contactCards.update(actor, { contactId, ...input })).contact;
};

const read = async () => {
  const { customerId: contactId } = await conversation();
  return (await test.domain.contactCards.get(test.actor, { contactId })).contact;
};

const told = () => test.heard.flatMap((fact) => (fact.name === 'contact:updated' ? [fact.payload.contact] : []));

describe('a contact', () => {
  it('says who it is, since when, and in which conversations', async () => {
    await write(ana, 'Ana');
    await write(ana);
    const { id, channelId, customerId } = await conversation();
    const { messages } = (await test.domain.messages.between(test.actor, { conversationId: id, limit: 10, offset: 0 }))
      .data;
    expect(await read()).toEqual({
      id: customerId,
      name: 'Ana',
      givenName: null,
      whatsappName: 'Ana',
      mobileNo: phoneNumber,
      notes: '',
      notesUpdatedAt: null,
      notesUpdatedBy: null,
      notesRevision: 0,
      createdAt: expect.any(String),
      firstMessageAt: messages[0]?.createdAt,
      lastMessageAt: messages[1]?.createdAt,
      conversations: [
        {
          ...{ id, channelId, channelName: 'WhatsApp', channelPhoneNumber: '+4930123456' },
          ...{ lastMessageAt: messages[1]?.createdAt, totalMessages: 2 },
        },
      ],
    });
  });

  it('has one conversation a channel, the liveliest first', async () => {
    await write(ana);
    const other = { workspaceId: test.channel.workspaceId, channelId: 'other' };
    await test.storage.channels.create(
      { id: 'other', workspaceId: other.workspaceId, name: 'Sales', type: 'whatsapp_automated', isDefault: false },
      Date.now(),
    );
    const first = await read();
    await test.domain.messages.receive(other, written(ana, 'elsewhere', { pushName: null }));
    const { firstMessageAt, conversations } = await read();
    expect(firstMessageAt).toBe(first.firstMessageAt);
    expect(conversations.map(({ channelName }) => channelName)).toEqual(['Sales', 'WhatsApp']);
  });

  it('that does not exist, or is another workspace’s, is not found', async () => {
    await write(ana);
    const { customerId: contactId } = await conversation();
    const stranger = { ...test.actor, workspaceId: 'another' };
    for (const [actor, id] of [
      [test.actor, 'unknown'],
      [stranger, contactId],
    ] as const) {
      const refusal = { code: 'NOT_FOUND' };
      await expect(test.domain.contactCards.get(actor, { contactId: id })).rejects.toMatchObject(refusal);
      const renaming = test.domain.contactCards.update(actor, { contactId: id, name: 'Eve' });
      await expect(renaming).rejects.toMatchObject(refusal);
    }
    expect(told()).toEqual([]);
  });
});

describe('the name that the team gives', () => {
  it('goes over WhatsApp’s, and to the conversations and whoever looks', async () => {
    await write(ana, 'Ana');
    expect(await change({ name: 'Ms. Lima' })).toMatchObject({ name: 'Ms. Lima', whatsappName: 'Ana' });
    expect(await conversation()).toMatchObject({ name: 'Ms. Lima' });
    await write(ana, 'Another name');
    expect(await conversation()).toMatchObject({ name: 'Ms. Lima' });
    const { customerId: id } = await conversation();
    expect(told()).toEqual([{ id, name: 'Ms. Lima', mobileNo: phoneNumber }]);
    const isRenaming = test.heard.some(
      (fact) => fact.name === 'conversation:updated' && fact.payload.conversation.name === 'Ms. Lima',
    );
    expect(isRenaming).toBe(true);
  });

  it('gives way to WhatsApp’s when it is taken away, and that to the number', async () => {
    await write(ana);
    await change({ name: 'Ms. Lima' });
    expect(await change({ name: '' })).toMatchObject({ name: phoneNumber, givenName: null });
    await change({ name: 'Ms. Lima' });
    await write(ana, 'Ana');
    expect(await read()).toMatchObject({ name: 'Ms. Lima', whatsappName: 'Ana' });
    await change({ name: '' });
    expect(await conversation()).toMatchObject({ name: 'Ana' });
  });

  it('is what the next conversation of the contact begins with', async () => {
    await write(ana, 'Ana');
    await change({ name: 'Ms. Lima' });
    const { domain } = test.openBeside();
    await test.storage.channels.create(
      { id: 'other', workspaceId: test.actor.workspaceId, name: 'Sales', type: 'whatsapp_automated', isDefault: false },
      Date.now(),
    );
    await domain.messages.receive(
      { workspaceId: test.actor.workspaceId, channelId: 'other' },
      written(ana, 'elsewhere'),
    );
    const { data } = await domain.conversations.list(test.actor, { limit: 10 });
    expect(data.map(({ name }) => name)).toEqual(['Ms. Lima', 'Ms. Lima']);
    await domain.close();
  });
});

describe('notes', () => {
  it('say who wrote last and when, and are told', async () => {
    await write(ana);
    const card = await change({ notes: 'Likes tea', notesRevision: 0 });
    const { userId: id, name } = test.actor;
    expect(card).toMatchObject({ notes: 'Likes tea', notesRevision: 1, notesUpdatedBy: { id, name } });
    expect(Date.parse(card.notesUpdatedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(await read()).toEqual(card);
    expect(told()).toHaveLength(1);
  });

  it('of two people: the later one is told, and the earlier one’s stay', async () => {
    await write(ana);
    await change({ notes: 'Mine', notesRevision: 0 });
    const theirs = change({ notes: 'Theirs', notesRevision: 0 }, { ...test.actor, userId: 'other', name: 'Noor' });
    await expect(theirs).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await read()).toMatchObject({ notes: 'Mine', notesRevision: 1 });
  });

  it('need the revision that they were made from, and something has to be given at all', async () => {
    await write(ana);
    await expect(change({ notes: 'Mine' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(change({})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('of two customers who turn out to be one are joined, and that is told', async () => {
    await write(ana);
    await change({ notes: 'Pays late', notesRevision: 0 });
    const byLid: CustomerIdentity = { phoneNumber: null, lid: '111' };
    await write(byLid, 'Ana');
    await change({ name: 'Ms. Lima', notes: 'Likes tea', notesRevision: 0 });
    const before = told().length;
    await write({ phoneNumber, lid: '111' });
    expect(await read()).toMatchObject({
      name: 'Ms. Lima',
      mobileNo: phoneNumber,
      notes: 'Pays late\n\n———\n\nLikes tea',
      conversations: [{ totalMessages: 3 }],
    });
    const { customerId: id, name } = await conversation();
    expect(name).toBe('Ms. Lima');
    expect(told().slice(before)).toContainEqual({ id, name: 'Ms. Lima', mobileNo: phoneNumber });
  });
});
