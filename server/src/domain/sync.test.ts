import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';

let test: Awaited<ReturnType<typeof startDomain>>;
/** What holds the next inserts up. */
let gate: Promise<void> = Promise.resolve();

beforeAll(async () => {
  test = await startDomain((storage) => ({
    ...storage,
    messages: {
      ...storage.messages,
      async insert(message) {
        if (message.content.startsWith('slow')) await gate;
        return storage.messages.insert(message);
      },
    },
  }));
});

afterAll(() => test?.close());

const send = (to: string, message: string) =>
  test.domain.messages.send(test.actor, { to, message, messageType: 'text' });
const sync = async (since: number, limit = 200) => (await test.domain.sync(test.actor, { since, limit })).data;
const current = async () => (await sync(0)).seq;

it('tells what changed, in order, and nothing that did not', async () => {
  await send('+4915111111131', 'before');
  const since = await current();
  await send('+4915111111132', 'one');
  await send('+4915111111132', 'two');
  const { messages, conversations, seq, more } = await sync(since);
  expect(messages.map(({ content }) => content)).toEqual(['one', 'two']);
  expect(conversations).toMatchObject([{ mobileNo: '+4915111111132', lastMessage: { content: 'two' } }]);
  expect(more).toBe(false);
  expect(await sync(seq)).toEqual({ messages: [], conversations: [], seq, more: false });
});

it('tells a changed message again', async () => {
  const { id } = await send('+4915111111133', 'to be sent');
  const since = await current();
  const [message] = (await sync(0)).messages.filter((one) => one.id === id);
  if (!message) throw new Error('not told');
  await test.domain.messages.settle(test.actor.workspaceId, message, { status: 'sent', error: null, at: Date.now() });
  expect((await sync(since)).messages).toMatchObject([{ id, status: 'sent' }]);
});

it('goes through pages of any size without loss or repetition', async () => {
  const since = await current();
  const texts = Array.from({ length: 25 }, (_, index) => `page ${index}`);
  for (const text of texts) await send('+4915111111134', text);
  const whole = await sync(since);
  for (const limit of [1, 7, 24, 25, 500]) {
    const told: string[] = [];
    const changed = new Set<string>();
    let page = await sync(since, limit);
    for (; ; page = await sync(page.seq, limit)) {
      expect(page.messages.length + page.conversations.length).toBeLessThanOrEqual(limit);
      told.push(...page.messages.map(({ content }) => content));
      for (const { id } of page.conversations) changed.add(id);
      if (!page.more) break;
    }
    expect(told).toEqual(texts);
    expect([...changed]).toEqual(whole.conversations.map(({ id }) => id));
    expect(page.seq).toBe(whole.seq);
  }
});

it('does not skip a slow writer, and holds nothing back meanwhile', async () => {
  const since = await current();
  const opened = Promise.withResolvers<void>();
  gate = opened.promise;
  const slow = send('+4915111111135', 'slow one');
  await send('+4915111111136', 'quick one');
  const meanwhile = await sync(since);
  expect(meanwhile.messages.map(({ content }) => content)).toEqual(['quick one']);
  opened.resolve();
  await slow;
  const afterwards = await sync(meanwhile.seq);
  expect(afterwards.messages.map(({ content }) => content)).toContain('slow one');
  const end = await sync(afterwards.seq);
  expect(end.messages).toEqual([]);
});

it('says so when it knows less than the client', async () => {
  const known = await current();
  expect(await sync(known + 1_000_000)).toEqual({ messages: [], conversations: [], seq: known, more: false });
});
