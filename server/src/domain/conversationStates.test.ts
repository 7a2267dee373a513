import { mostPinned } from '@erp-whatsapp/shared/preferences';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import type { Actor } from './actor.ts';
import { countMessages, saysSo } from './countMessages.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
let person: Actor;
let count = 0;

beforeAll(async () => {
  test = await startDomain();
  const user = await test.domain.users.create(test.actor.workspaceId, {
    email: 'noor@example.com',
    name: 'Noor',
    role: 'agent',
    password: 'password-2',
  });
  person = { ...test.actor, userId: user.id };
});
afterAll(() => test?.close());

type Writing = { isOwn?: boolean; minutesAgo?: number };

async function write(phoneNumber: string, { isOwn = false, minutesAgo }: Writing = {}): Promise<void> {
  count += 1;
  await test.domain.messages.receive(
    test.channel,
    written({ phoneNumber, lid: null }, `${count}`, {
      ...{ pushName: phoneNumber, isOwn },
      ...{ sentAt: Date.now() - (minutesAgo ?? 0) * 60_000, isLive: minutesAgo === undefined },
    }),
  );
}

const list = async (query: { archived?: boolean; unread?: boolean; search: string }) =>
  (await test.domain.conversations.list(test.actor, { limit: 50, ...query })).data;

/** The one conversation with a number, whatever it is. */
async function find(phoneNumber: string) {
  const [conversation] = await list({ search: phoneNumber.slice(1) });
  if (!conversation) throw new Error('There is no such conversation.');
  return conversation;
}

describe('how long a customer waits', () => {
  it('counts from the first message that nobody answered', async () => {
    const to = '+4915100000001';
    await write(to);
    const first = await find(to);
    expect(first.waitingSince).toBe(first.lastMessage?.createdAt);
    await write(to);
    expect((await find(to)).waitingSince).toBe(first.waitingSince);
    await test.domain.messages.send(test.actor, { to, message: 'Hello', messageType: 'text' });
    expect((await find(to)).waitingSince).toBeNull();
    await write(to);
    const again = await find(to);
    expect(again.waitingSince).toBe(again.lastMessage?.createdAt);
  });

  it('is made anew from the messages where what is imported late leaves it open', async () => {
    const to = '+4915100000002';
    await write(to, { minutesAgo: 50 });
    await write(to, { minutesAgo: 10 });
    await find(to);
    // Typed on the phone between the two, and told only now.
    await write(to, { isOwn: true, minutesAgo: 30 });
    const conversation = await waitFor('the right time', async () => {
      const found = await find(to);
      return found.waitingSince === found.lastMessage?.createdAt && found;
    });
    const stored = await test.storage.conversations.get(test.actor.workspaceId, conversation.id);
    const ref = { workspaceId: test.actor.workspaceId, conversationId: conversation.id };
    expect(stored && saysSo(stored, await countMessages(test.storage, ref))).toBe(true);
    expect(
      stored &&
        saysSo({ ...stored, turn: { ...stored.turn, waitingFrom: null } }, await countMessages(test.storage, ref)),
    ).toBe(false);
  });
});

describe('changing a conversation', () => {
  it('archives it until the customer writes, and tells everybody', async () => {
    const to = '+4915100000003';
    await write(to);
    const { id: conversationId, seq } = await find(to);
    const { conversation } = await test.domain.conversations.update(test.actor, { conversationId, archived: true });
    expect(conversation).toMatchObject({ archived: true, unreadCount: 1 });
    expect(conversation.seq).toBeGreaterThan(seq);
    const told = () =>
      test.heard.flatMap(({ name, payload }) => (name === 'conversation:updated' ? [payload.conversation] : []));
    await waitFor('the fact', async () => told().some((one) => one.id === conversationId && one.archived));
    expect(await list({ search: to.slice(1), archived: false })).toEqual([]);
    expect(await list({ search: to.slice(1), archived: true })).toMatchObject([{ id: conversationId }]);
    const changed = await test.domain.sync(test.actor, { since: conversation.seq - 1, limit: 50 });
    expect(changed.data.conversations).toContainEqual(conversation);

    const again = await test.domain.conversations.update(test.actor, { conversationId, archived: true });
    expect(again.conversation.seq).toBe(conversation.seq);
    await write(to);
    expect(await find(to)).toMatchObject({ archived: false, unreadCount: 2 });
  });

  it('marks it as unread until it is read or answered', async () => {
    const to = '+4915100000004';
    await write(to);
    const { id: conversationId, lastMessage } = await find(to);
    const upTo = lastMessage?.id ?? '';
    await test.domain.conversations.markRead(test.actor, { conversationId, upTo });
    const mark = () => test.domain.conversations.update(test.actor, { conversationId, unread: true });
    expect((await mark()).conversation).toMatchObject({ isMarkedUnread: true, unreadCount: 0 });
    expect(await list({ search: to.slice(1), unread: true })).toMatchObject([{ id: conversationId }]);
    const read = await test.domain.conversations.markRead(test.actor, { conversationId, upTo });
    expect(read.conversation.isMarkedUnread).toBe(false);
    await mark();
    await test.domain.messages.send(test.actor, { to, message: 'Hello', messageType: 'text' });
    expect((await find(to)).isMarkedUnread).toBe(false);
    await write(to);
    await mark();
    const { conversation } = await test.domain.conversations.update(test.actor, { conversationId, unread: false });
    expect(conversation).toMatchObject({ isMarkedUnread: false, unreadCount: 0 });
  });

  it('refuses what changes nothing, and what is not there', async () => {
    const update = (conversationId: string) => test.domain.conversations.update(test.actor, { conversationId });
    await expect(update('c')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const missing = test.domain.conversations.update(test.actor, { conversationId: 'c', archived: true });
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('pinning and muting', () => {
  it('is each user’s own, in order, bounded, and told to that user alone', async () => {
    const ids: string[] = [];
    for (let index = 0; index <= mostPinned; index += 1) {
      const to = `+49151100000${10 + index}`;
      const sent = await test.domain.messages.send(test.actor, { to, message: 'Hello', messageType: 'text' });
      ids.push(sent.conversationId);
    }
    const pin = (conversationId: string, pinned: boolean) =>
      test.domain.conversations.update(person, { conversationId, pinned });
    for (const id of ids.slice(0, mostPinned)) await pin(id, true);
    const [first = '', second = ''] = ids;
    const last = ids.at(-1) ?? '';
    const refused = test.domain.conversations.update(person, { conversationId: last, pinned: true, archived: true });
    await expect(refused).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Unpin one first'),
    });
    expect(await test.domain.conversations.get(person, last)).toMatchObject({ archived: false });
    await pin(first, false);
    const { preferences } = await pin(first, true);
    expect(preferences?.pinned).toEqual([...ids.slice(1, mostPinned), first]);
    await test.domain.conversations.update(person, { conversationId: second, muted: true });
    expect(await test.domain.preferences.get(person)).toEqual({
      data: { pinned: preferences?.pinned, muted: [second] },
    });
    const told = test.heard.flatMap((fact) => (fact.name === 'preferences:updated' ? [fact.payload] : []));
    expect(told.length).toBe(mostPinned + 3);
    expect(new Set(told.map(({ userId }) => userId))).toEqual(new Set([person.userId]));
    expect(told.at(-1)?.preferences.muted).toEqual([second]);
  });

  it('is nothing for an API key', async () => {
    const key = { ...test.actor, userId: 'key_1' };
    await expect(test.domain.preferences.get(key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const to = '+4915100000005';
    await write(to);
    const { id: conversationId } = await find(to);
    const pinning = test.domain.conversations.update(key, { conversationId, pinned: true });
    await expect(pinning).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const archived = await test.domain.conversations.update(key, { conversationId, archived: true });
    expect(archived).toEqual({ conversation: expect.objectContaining({ archived: true }) });
  });

  it('follows conversations that turn out to be others', async () => {
    const { workspaceId } = test.actor;
    const [one, two] = ['+4915100000006', '+4915100000007'];
    await write(one);
    await write(two);
    const [former, survivor] = [(await find(one)).id, (await find(two)).id];
    await test.domain.conversations.update(person, { conversationId: former, muted: true });
    await test.storage.conversations.mergeInto(workspaceId, {
      ...{ conversationId: former, mergedInto: survivor, seq: 10_001, survivorSeq: 10_000 },
    });
    expect((await test.domain.preferences.get(person)).data.muted).toContain(survivor);
    const { preferences } = await test.domain.conversations.update(person, { conversationId: survivor, muted: false });
    expect(preferences?.muted).not.toContain(survivor);
    expect((await test.storage.users.getPreferences(workspaceId, person.userId))?.muted).not.toContain(former);
  });
});
