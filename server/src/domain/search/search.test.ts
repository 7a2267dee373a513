import type { CommandRequest } from '@erp-whatsapp/shared/commands';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { matchesQuery, readQuery } from '@erp-whatsapp/shared/searchWords';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addChannel, addConversation, insert, newIncoming, noon, readPages } from '../../storage/contract/stage.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { written } from '../../testing/written.ts';
import type { Actor } from '../actor.ts';
import type { StoredConversation } from '../ports/storage/conversations.ts';
import type { Storage } from '../ports/storage/storage.ts';
import type { CustomerIdentity } from '../ports/whatsapp.ts';
import { createIndexing } from './indexing.ts';

type World = Awaited<ReturnType<typeof startDomain>>;

const noRest = async () => undefined;
let world: World;
/** How often noting what is in the index fails. */
let failures = 0;
const read = { buckets: 0, messages: 0, pages: 0 };

const wrapStorage = (storage: Storage): Storage => ({
  ...storage,
  messages: {
    ...storage.messages,
    page(query) {
      read.pages += 1;
      return storage.messages.page(query);
    },
  },
  search: {
    ...storage.search,
    async listBuckets(query) {
      const found = await storage.search.listBuckets(query);
      read.buckets += found.length;
      return found;
    },
    getMessages(workspaceId, ids) {
      read.messages += ids.length;
      return storage.search.getMessages(workspaceId, ids);
    },
    async noteIndexed(workspaceId, ids) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('The storage is away.');
      }
      await storage.search.noteIndexed(workspaceId, ids);
    },
  },
});

const open = async () => {
  failures = 0;
  world = await startDomain(wrapStorage);
};
const close = () => world.close();

describe('searching messages', () => {
  beforeAll(open);
  afterAll(close);

  it('finds words in any order and by their beginning, whatever their case and accents, the newest first', async () => {
    const [ana, ben] = [await meet('Ana'), await meet('Ben')];
    const [first, second] = await write(ana, ['Two crème brûlées, please', 'And a CREME caramel']);
    const [third] = await write(ben, ['Cream, please']);
    await index();
    expect(await find('creme')).toEqual([second, first]);
    expect(await find('cr')).toEqual([third, second, first]);
    expect(await find('please creme ')).toEqual([first]);
    expect(await find('please cre')).toEqual([third, first]);
    expect(await find('cre ')).toEqual([]);
    expect(await find('please nothing')).toEqual([]);
    const { data } = await search({ query: 'cream' });
    const { name, mobileNo, channelId, customerId } = ben;
    expect(data.hits[0]?.conversation).toEqual({ id: ben.id, name, mobileNo, channelId, customerId });
  });

  it('finds a placeholder by what it turned out to say', async () => {
    const ana = await meet('Ana');
    const { id } = await insert(world.storage, newIncoming(ana, { content: 'Waiting.', isPlaceholder: true }));
    await index();
    expect(await find('waiting')).toEqual([]);
    const replacement = { content: 'Here I am', messageType: 'text', replyTo: null, raw: null } as const;
    await world.storage.messages.replacePlaceholder(ana.workspaceId, id, { ...replacement, at: noon, seq: 9 });
    await index();
    expect(await find('here')).toEqual([id]);
  });

  it('says what is missing', async () => {
    const ana = await meet('Ana');
    const asked = (request: CommandRequest<'searchMessages'>) => search(request).catch(({ code }) => code);
    for (const query of ['', '   ', '?!', '👍']) expect(await asked({ query })).toBe('INVALID_INPUT');
    expect(await asked({ query: 'a', cursor: 'nonsense' })).toBe('INVALID_INPUT');
    expect(await asked({ query: 'a', conversationId: 'unknown' })).toBe('NOT_FOUND');
    const elsewhere = await addChannel(world.storage, ana.workspaceId);
    expect(await asked({ query: 'a', conversationId: ana.id, channelId: elsewhere.channelId })).toBe('NOT_FOUND');
  });

  it('finds nothing of another workspace', async () => {
    const ana = await meet('Ana');
    await write(ana, ['A secret']);
    await index();
    const stranger: Actor = { ...world.actor, workspaceId: 'another' };
    const { data } = await world.domain.search.messages(stranger, { query: 'secret', limit: 9 });
    expect(data.hits).toEqual([]);
    const within = { query: 'secret', conversationId: ana.id, limit: 9 };
    await expect(world.domain.search.messages(stranger, within)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('finds what a thorough look finds, page by page, in all, in one channel and in one conversation', async () => {
    const other = await addChannel(world.storage, world.channel.workspaceId);
    const conversations = [await meet('Ana'), await meet('Ben'), await meet('Cleo', other)];
    const messages = await fill(conversations, 700);
    const [ana, , cleo] = conversations;
    for (const query of ['common', 'common usual ', 'usual rare', 'com', 'u', 'rare ', 'common usual rar', 'w1']) {
      for (const scope of [{}, { conversationId: ana?.id }, { channelId: cleo?.channelId }]) {
        const wanted = readQuery(query);
        const expected = messages
          .filter((message) => wanted !== null && matchesQuery(message.content, wanted))
          .filter(({ conversationId }) => conversationId === (scope.conversationId ?? conversationId))
          .filter(({ channelId }) => channelId === (scope.channelId ?? channelId))
          .toSorted((a, b) => compareInThread(b, a))
          .map(({ id }) => id);
        const pages = await readPages(async (cursor) => {
          const { data, nextCursor } = await search({ query, ...scope, limit: 37, cursor });
          return { data: data.hits.map(({ message }) => message.id), nextCursor };
        });
        expect(pages.flat(), `${query} ${Object.keys(scope)}`).toEqual(expected);
      }
    }
  });

  it('reads little where one of the words is rare, or the thread is short', async () => {
    const [ana, ben] = [await meet('Ana'), await meet('Ben')];
    await fill([ana], 1_600);
    const [needle] = await write(ben, ['common needle']);
    await index();
    Object.assign(read, { buckets: 0, messages: 0, pages: 0 });
    expect(await find('common needle ')).toEqual([needle]);
    expect(read.buckets).toBeLessThan(6);
    expect(read.messages).toBe(1);
    Object.assign(read, { buckets: 0, messages: 0, pages: 0 });
    expect(await find('common ', { conversationId: ben.id })).toEqual([needle]);
    expect(read).toEqual({ buckets: 0, messages: 0, pages: 1 });
  });
});

describe('the index', () => {
  beforeEach(open);
  afterEach(close);

  it('takes in what was there before it, and says so until it has all', async () => {
    const ana = await meet('Ana');
    const messages = await write(ana, ['old one', 'old two', 'old three']);
    await world.storage.search.noteIndexed(ana.workspaceId, messages);
    expect((await search({ query: 'old' })).data).toEqual({ hits: [], isPartial: false, isIndexing: true });
    await index();
    expect(await find('old')).toEqual(messages.toReversed());
    expect((await search({ query: 'old' })).data.isIndexing).toBe(false);
  });

  it('that was cut off between adding and noting finds each once', async () => {
    const ana = await meet('Ana');
    const messages = await write(ana, ['blue one', 'blue two']);
    failures = 1;
    await expect(index()).rejects.toThrow('away');
    expect(await find('blue')).toEqual(messages.toReversed());
    await index();
    expect(await find('blue')).toEqual(messages.toReversed());
    expect(await world.storage.search.listUnindexed(9)).toEqual([]);
  });

  it('that two processes keep at once finds each once', async () => {
    const ana = await meet('Ana');
    const messages = await write(
      ana,
      Array.from({ length: 150 }, (_, number) => `blue ${number}`),
    );
    await Promise.all([index(), index(), index()]);
    const { data } = await search({ query: 'blue', limit: 100 });
    expect(data.hits.map(({ message }) => message.id)).toEqual(messages.toReversed().slice(0, 100));
  });

  it('finds what two customers wrote who turned out to be one, under what is left', async () => {
    const byLid: CustomerIdentity = { phoneNumber: null, lid: '111' };
    const byPhone: CustomerIdentity = { phoneNumber: '+4915111111111', lid: null };
    await receive(byLid, 'blue one');
    await receive(byPhone, 'blue two');
    await index();
    const before = await search({ query: 'blue' });
    expect(new Set(before.data.hits.map(({ conversation }) => conversation.id)).size).toBe(2);
    await receive({ ...byLid, ...{ phoneNumber: byPhone.phoneNumber } }, 'blue three');
    await index();
    const { data } = await search({ query: 'blue' });
    const [survivor] = data.hits.map(({ conversation }) => conversation.id);
    expect(data.hits.map(({ message }) => message.content)).toEqual(['blue three', 'blue two', 'blue one']);
    expect(
      data.hits.every(
        ({ message, conversation }) => message.conversationId === survivor && conversation.id === survivor,
      ),
    ).toBe(true);
    const former = before.data.hits.find(({ conversation }) => conversation.id !== survivor)?.conversation.id;
    for (const conversationId of [survivor, former]) {
      expect(await find('blue ', { conversationId })).toHaveLength(3);
      expect(await find('one ', { conversationId })).toHaveLength(1);
    }
  });
});

async function index(): Promise<void> {
  const indexing = createIndexing({ storage: world.storage, clock: { now: Date.now, elapsed: () => 0 } });
  const seen = await world.storage.search.getIndexing();
  await world.storage.search.takeIndexing('test', seen);
  while (await indexing.indexNew(noRest));
  while (await indexing.indexOlder(noRest));
}

function search(request: CommandRequest<'searchMessages'>) {
  return world.domain.search.messages(world.actor, { ...request, limit: request.limit ?? 20 });
}

async function find(query: string, scope: Partial<CommandRequest<'searchMessages'>> = {}): Promise<string[]> {
  const { data } = await search({ query, ...scope });
  return data.hits.map(({ message }) => message.id);
}

async function meet(name: string, channel = world.channel): Promise<StoredConversation> {
  const { conversation } = await addConversation(world.storage, channel, { name });
  return conversation;
}

let stored = 0;

/** @returns the ids, in order */
async function write(conversation: StoredConversation, contents: string[]): Promise<string[]> {
  return Promise.all(
    contents.map(async (content) => {
      stored += 1;
      const message = newIncoming(conversation, { content, createdAt: noon + stored });
      return (await insert(world.storage, message)).id;
    }),
  );
}

function receive(customer: CustomerIdentity, content: string): Promise<void> {
  stored += 1;
  return world.domain.messages.receive(
    world.channel,
    written(customer, content, { pushName: null, whatsappId: `W${stored}` }),
  );
}

/** Many messages of words that are more and less usual, some at one instant; half of them recent, indexed bit by bit. */
async function fill(conversations: StoredConversation[], count: number): Promise<Message[]> {
  const start = Date.now() - count * 60_000;
  const messages: Message[] = [];
  for (let at = 0; at < count; at += 500) {
    const batch = Array.from({ length: Math.min(500, count - at) }, (_, place) => {
      const number = at + place;
      const words = [
        number % 2 === 0 ? 'common' : 'comma',
        number % 3 === 0 ? 'usual' : `u${number % 7}`,
        number % 251 === 0 ? 'rare' : `w${number % 100}`,
      ];
      const conversation = conversations[(number * 7) % conversations.length];
      if (!conversation) throw new Error('There is nobody to write.');
      const createdAt = start + (number >> 2) * 120_000;
      return insert(world.storage, newIncoming(conversation, { content: words.join(' '), createdAt }));
    });
    messages.push(...(await Promise.all(batch)));
    await index();
  }
  return messages;
}
