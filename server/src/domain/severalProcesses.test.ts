import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unconnected } from '../peers/unconnected.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import type { Domain } from './createDomain.ts';

/** Two domains on one storage, as two processes have them. */
let test: Awaited<ReturnType<typeof startDomain>>;
let here: Domain;
let there: Domain;
/** What holds up messages that begin with "slow", and the number of the last of these. */
let inserts: Promise<void> = Promise.resolve();
let slowSeq = 0;
/** What holds up counting messages in, and how often that is lost. */
let counting: Promise<void> = Promise.resolve();
let lostCounts = 0;
/** What holds up changes of users. */
let userChanges: Promise<void> = Promise.resolve();

beforeAll(async () => {
  test = await startDomain(
    (storage) => ({
      ...storage,
      users: {
        ...storage.users,
        async update(workspaceId, id, change) {
          await userChanges;
          return storage.users.update(workspaceId, id, change);
        },
      },
      messages: {
        ...storage.messages,
        async insert(message) {
          if (message.content.startsWith('slow')) {
            slowSeq = message.seq;
            await inserts;
          }
          return storage.messages.insert(message);
        },
      },
      conversations: {
        ...storage.conversations,
        async addMessages(workspaceId, added) {
          await counting;
          if (lostCounts === 0) return storage.conversations.addMessages(workspaceId, added);
          lostCounts -= 1;
          // As a process leaves it that ends here: nobody will come back to it.
          return storage.conversations.get(workspaceId, added.conversationId);
        },
      },
    }),
    unconnected,
  );
  here = test.domain;
  there = test.openBeside().domain;
});

afterAll(async () => {
  await there?.close();
  await test?.close();
});

const send = (domain: Domain, to: string, message: string) =>
  domain.messages.send(test.actor, { to, message, messageType: 'text' });
const sync = async (domain: Domain, since: number) => (await domain.sync(test.actor, { since, limit: 500 })).data;

const receive = (domain: Domain, phoneNumber: string, whatsappId: string) =>
  domain.messages.receive(test.channel, written({ phoneNumber, lid: null }, whatsappId, { pushName: null }));

const find = async (domain: Domain, phoneNumber: string) =>
  waitFor('the conversation', async () => {
    const { data } = await domain.conversations.list(test.actor, { limit: 200 });
    return data.find(({ mobileNo }) => mobileNo === phoneNumber);
  });

describe('the numbers of changes', () => {
  it('never let a client skip a writer elsewhere that is slower than anybody waits', async () => {
    await send(here, '+4915111111201', 'before');
    const opened = Promise.withResolvers<void>();
    inserts = opened.promise;
    const slow = send(here, '+4915111111201', 'slow one');
    await waitFor('the slow one to have its number', () => slowSeq > 0);
    let since = 0;
    let quick = 0;
    const told: string[] = [];
    const catchUp = async () => {
      const { messages, seq } = await sync(there, since);
      told.push(...messages.map(({ content }) => content));
      since = seq;
    };
    // Others go on meanwhile, until it is taken for settled that nothing smaller comes.
    await waitFor(
      'the client to be past it',
      async () => {
        quick += 1;
        await send(there, '+4915111111202', `quick ${quick}`);
        await catchUp();
        return since > slowSeq;
      },
      25_000,
    );
    expect(told).toContain('quick 1');
    expect(told).not.toContain('slow one');
    opened.resolve();
    await slow;
    await catchUp();
    expect(told).toContain('slow one');
    expect(told).toContain(`quick ${quick}`);
  }, 40_000);

  it('hold back nothing that others wrote a moment ago', async () => {
    const { seq } = await sync(there, 0);
    await send(here, '+4915111111203', 'just now');
    const { messages } = await sync(there, seq);
    expect(messages.map(({ content }) => content)).toContain('just now');
  });

  it('grow with each change of a document, whoever makes it', async () => {
    const customer = '+4915111111204';
    const numberOf = async () => (await find(here, customer)).seq;
    await receive(here, customer, 'grow-0');
    const seqs = [await numberOf()];
    // All that the second one has ready are larger than those of the first one, which writes last.
    await send(here, '+4915111111208', 'numbers for here');
    await send(there, '+4915111111209', 'numbers for there');
    for (const [index, writer] of [there, here].entries()) {
      await receive(writer, customer, `grow-${index + 1}`);
      await waitFor('it to be counted', async () => {
        const { lastMessage } = await find(writer, customer);
        return lastMessage?.content === `grow-${index + 1}`;
      });
      seqs.push(await numberOf());
    }
    for (const reader of [there, here]) {
      const { id, lastMessage } = await find(here, customer);
      const upTo = lastMessage?.id ?? '';
      const read = await reader.conversations.markRead(test.actor, { conversationId: id, upTo });
      seqs.push(read.conversation.seq);
      await receive(here, customer, `grow-${seqs.length}`);
      await waitFor('it to be counted', async () => (await find(here, customer)).unreadCount === 1);
      seqs.push(await numberOf());
    }
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  });
});

describe('what is unread', () => {
  it('is right when it is read elsewhere before it is counted in', async () => {
    const customer = '+4915111111205';
    await receive(here, customer, 'counted');
    const { id } = await find(here, customer);
    const opened = Promise.withResolvers<void>();
    counting = opened.promise;
    await receive(here, customer, 'not counted yet');
    const newest = await test.storage.messages.newestUnread(test.actor.workspaceId, id);
    const read = await there.conversations.markRead(test.actor, { conversationId: id, upTo: newest?.id ?? '' });
    expect(read.conversation.unreadCount).toBe(0);
    counting = Promise.resolve();
    opened.resolve();
    await receive(here, customer, 'after that');
    await waitFor('one unread', async () => (await find(here, customer)).unreadCount === 1);
    const { data } = await here.messages.between(test.actor, { conversationId: id, limit: 10, offset: 0 });
    expect(data.totalMessages).toBe(3);
  });
});

describe('making summaries anew', () => {
  it('mends what a process left that ended before it counted', async () => {
    const customer = '+4915111111206';
    await receive(here, customer, 'first');
    await find(here, customer);
    lostCounts = 1;
    await receive(here, customer, 'second');
    await waitFor('it to be lost', () => lostCounts === 0);
    expect(await find(there, customer)).toMatchObject({ unreadCount: 1, lastMessage: { content: 'first' } });
    await there.mend();
    expect(await find(there, customer)).toMatchObject({ unreadCount: 2, lastMessage: { content: 'second' } });
  });

  it('does not count twice what another process is about to count in', async () => {
    const customer = '+4915111111207';
    await receive(here, customer, 'first');
    await find(here, customer);
    const opened = Promise.withResolvers<void>();
    counting = opened.promise;
    await receive(here, customer, 'second');
    const mending = there.mend();
    await pause(500);
    counting = Promise.resolve();
    opened.resolve();
    await mending;
    await waitFor('both', async () => (await find(here, customer)).lastMessage?.content === 'second');
    const { id, unreadCount } = await find(here, customer);
    expect(unreadCount).toBe(2);
    const { data } = await here.messages.between(test.actor, { conversationId: id, limit: 10, offset: 0 });
    expect(data.totalMessages).toBe(2);
  });
});

it('keeps an admin when two take away each other', async () => {
  const { workspaceId } = test.actor;
  const [first] = await here.users.list(workspaceId);
  const second = await here.users.create(workspaceId, {
    email: 'second@example.com',
    name: 'Second',
    role: 'admin',
    password: 'password-2',
  });
  const opened = Promise.withResolvers<void>();
  userChanges = opened.promise;
  const changes = Promise.allSettled([
    here.users.change(workspaceId, first?.id ?? '', { active: false }),
    there.users.change(workspaceId, second.id, { role: 'agent' }),
  ]);
  // Both have seen that the other one is there.
  await pause(500);
  opened.resolve();
  const outcomes = await changes;
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  const left = (await here.users.list(workspaceId)).filter(({ role, active }) => role === 'admin' && active);
  expect(left).toHaveLength(refused.length);
});
