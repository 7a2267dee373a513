import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
/** How many times counting in is to fail; and what storage answers then. */
const failing = { times: 0, isWritten: false };

beforeAll(async () => {
  test = await startDomain((storage) => ({
    ...storage,
    conversations: {
      ...storage.conversations,
      async addMessages(workspaceId, added) {
        if (failing.times === 0) return storage.conversations.addMessages(workspaceId, added);
        failing.times -= 1;
        if (failing.isWritten) await storage.conversations.addMessages(workspaceId, added);
        throw new Error('the database is away');
      },
    },
  }));
});

afterAll(() => test?.close());

const send = (to: string, message: string) =>
  test.domain.messages.send(test.actor, { to, message, messageType: 'text' });

const countUpdates = (conversationId: string) =>
  test.heard.filter((fact) => fact.name === 'conversation:updated' && fact.payload.conversation.id === conversationId)
    .length;

it('counts the first message at once, and many in a short time together', async () => {
  const to = '+4915111111121';
  const { conversationId } = await send(to, 'first');
  await waitFor('the first one to be counted', async () => countUpdates(conversationId) === 1);
  await Promise.all(Array.from({ length: 50 }, (_, index) => send(to, `${index}`)));
  const conversation = await test.domain.conversations.get(test.actor, conversationId);
  const { data } = await test.domain.messages.between(test.actor, { conversationId, limit: 100, offset: 0 });
  expect(data.totalMessages).toBe(51);
  expect(data.messages).toHaveLength(51);
  await waitFor('the last one to be shown', async () => {
    const { lastMessage } = await test.domain.conversations.get(test.actor, conversationId);
    return lastMessage?.id === data.messages.at(-1)?.id;
  });
  expect(conversation.id).toBe(conversationId);
  expect(countUpdates(conversationId)).toBeLessThan(10);
});

describe('when storage fails', () => {
  it.each([
    { what: 'and nothing was counted', to: '+4915111111122', isWritten: false },
    { what: 'and only its answer was lost', to: '+4915111111123', isWritten: true },
  ])('$what: the message is accepted, and the summary made anew', async ({ to, isWritten }) => {
    Object.assign(failing, { times: 1, isWritten });
    const { conversationId } = await send(to, 'accepted all the same');
    await waitFor('the summary', async () => countUpdates(conversationId) > 0);
    await send(to, 'one more');
    const { data } = await test.domain.messages.between(test.actor, { conversationId, limit: 10, offset: 0 });
    expect(data.totalMessages).toBe(2);
    const { data: list } = await test.domain.conversations.list(test.actor, { limit: 100 });
    const listed = list.find(({ id }) => id === conversationId);
    expect(listed?.lastMessage).toMatchObject({ content: 'one more' });
  });
});

it('does not count unread twice what is read a moment after it came', async () => {
  const customer = { phoneNumber: '+4915111111124', lid: null };
  const receive = (content: string) => test.domain.messages.receive(test.channel, written(customer, content));
  for (let index = 0; index < 5; index += 1) await receive(`unread-${index}`);
  const conversation = await waitFor('the conversation', async () => {
    const { data } = await test.domain.conversations.list(test.actor, { limit: 100, search: 'Ana' });
    return data[0];
  });
  expect(conversation.unreadCount).toBe(5);
  await receive('unread-5');
  const upTo = conversation.lastMessage?.id ?? '';
  const read = await test.domain.conversations.markRead(test.actor, { conversationId: conversation.id, upTo });
  expect(read.conversation.unreadCount).toBe(1);
  const { data } = await test.domain.conversations.list(test.actor, { limit: 100, search: 'Ana' });
  const last = { content: 'unread-5', status: 'delivered' };
  expect(data[0]).toMatchObject({ unreadCount: 1, lastMessage: last });

  const newest = data[0]?.lastMessage?.id ?? '';
  await test.domain.conversations.markRead(test.actor, { conversationId: conversation.id, upTo: newest });
  const { data: seen } = await test.domain.conversations.list(test.actor, { limit: 100, search: 'Ana' });
  expect(seen[0]).toMatchObject({ unreadCount: 0, lastMessage: { ...last, status: 'read' } });
});
