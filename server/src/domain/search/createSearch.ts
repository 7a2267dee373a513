import type { CommandInput, CommandResults, SearchHit } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Message } from '@erp-whatsapp/shared/message';
import { matchesQuery, readQuery, type SearchQuery } from '@erp-whatsapp/shared/searchWords';
import type { Actor } from '../actor.ts';
import type { DomainParts } from '../parts.ts';
import type { KnownWord } from '../ports/search.ts';
import { joinStreams } from './joinStreams.ts';
import { afterAll, channelMarkOf, conversationMarkOf, idOf, markChannel, markConversation } from './posting.ts';
import { createPostingStream, type SearchBudget, type SearchPlace } from './postingStream.ts';
import { fromCursor, toCursor } from './searchCursor.ts';
import { searchThread } from './searchThread.ts';

/** The index is asked for the rarest words alone. All are looked for in what it finds. */
const mostWords = 6;
/** The words with the same beginning that are looked for: the most usual ones of so many. */
const mostBeginnings = 32;
const mostListed = 1_000;
/** With so few of them, it is worth going by them beside a whole word. */
const fewBeginnings = 16;
/** A bucket takes about as long to read as so many messages of a thread. */
const bucketWorth = 8;
const mostBuckets = 400;
const mostMessages = 3_000;

type Scope = { workspaceId: string; channelId: string | null; thread: Thread | null };
type Thread = { id: string; formerIds: readonly string[]; totalMessages: number };
type Page = { hits: Message[]; place: SearchPlace | null; isPartial: boolean };
type Words = { words: readonly KnownWord[]; beginnings: readonly KnownWord[] | null; isCut: boolean };

/** Finding messages by their words; see `docs/decisions/012-search.md`. */
export function createSearch({ storage }: Pick<DomainParts, 'storage'>) {
  let isComplete = false;

  return {
    /** @throws CommandError `INVALID_INPUT` when there is no word to search for */
    async messages(actor: Actor, input: CommandInput<'searchMessages'>): Promise<CommandResults['searchMessages']> {
      const query = readQuery(input.query);
      if (!query) throw new CommandError('INVALID_INPUT', 'Write a word or a number to search for.');
      const scope = await readScope(actor.workspaceId, input);
      const place = input.cursor === undefined ? null : fromCursor(input.cursor);
      const page = await find(query, scope, { place, limit: input.limit });
      return {
        data: {
          hits: await withConversations(actor.workspaceId, page.hits),
          isPartial: page.isPartial,
          isIndexing: !(await hasReadAll()),
        },
        nextCursor: page.place && toCursor(page.place),
      };
    },
  };

  async function readScope(
    workspaceId: string,
    { conversationId, channelId }: CommandInput<'searchMessages'>,
  ): Promise<Scope> {
    if (conversationId === undefined) return { workspaceId, channelId: channelId ?? null, thread: null };
    const conversation = await storage.conversations.get(workspaceId, conversationId);
    const isThere = conversation && (channelId === undefined || conversation.channelId === channelId);
    if (!isThere) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
    const formerIds = await storage.conversations.listFormerIds(workspaceId, conversation.id);
    const { id, totalMessages } = conversation;
    return { workspaceId, channelId: null, thread: { id, formerIds, totalMessages } };
  }

  async function find(
    query: SearchQuery,
    scope: Scope,
    { place, limit }: { place: SearchPlace | null; limit: number },
  ): Promise<Page> {
    const words = await readWords(query, scope.workspaceId);
    if (words === null) return { hits: [], place: null, isPartial: false };
    const isHit = (message: Message) => isInScope(message, scope) && matchesQuery(message.content, query);
    if (scope.thread && isShort(scope.thread, words)) {
      const { workspaceId, thread } = scope;
      const before = place?.before ?? null;
      const most = mostMessages;
      const found = await searchThread(storage, { workspaceId, conversationId: thread.id, before, limit, most, isHit });
      const next = found.next === null ? null : { before: found.next, upTo: afterAll };
      return { hits: found.hits, place: next, isPartial: found.isCut };
    }
    return findByIndex(words, scope, { place, limit, isHit });
  }

  async function findByIndex(
    { words, beginnings, isCut }: Words,
    scope: Scope,
    { place, limit, isHit }: { place: SearchPlace | null; limit: number; isHit: (message: Message) => boolean },
  ): Promise<Page> {
    const { workspaceId } = scope;
    const budget: SearchBudget = { buckets: mostBuckets, messages: mostMessages };
    const isWanted = readMarks(scope);
    const open = (any: readonly KnownWord[]) =>
      createPostingStream(storage.search, { workspaceId, words: any.map(({ word }) => word), place, isWanted, budget });
    const goesByBeginnings = beginnings !== null && (words.length === 0 || beginnings.length <= fewBeginnings);
    const streams = [...words.map((word) => open([word])), ...(goesByBeginnings ? [open(beginnings)] : [])];
    const check = async (keys: string[]) => {
      const found = await storage.search.getMessages(workspaceId, keys.map(idOf));
      const byId = new Map(found.map((message) => [message.id, message]));
      return keys.flatMap((key) => {
        const message = byId.get(idOf(key));
        return message && isHit(message) ? [{ key, message }] : [];
      });
    };
    const found = await joinStreams(streams, { limit, budget, check });
    return {
      hits: found.hits.map(({ message }) => message),
      place: found.place,
      isPartial: found.isCut || (isCut && words.length === 0),
    };
  }

  /** The rarest first; of those with the same beginning the most usual. @returns `null` where no message has one of them */
  async function readWords({ words, prefix }: SearchQuery, workspaceId: string): Promise<Words | null> {
    const [known, listed] = await Promise.all([
      storage.search.getWords(workspaceId, words),
      prefix === null ? null : storage.search.listWords({ workspaceId, prefix, limit: mostListed }),
    ]);
    if (known.length < words.length || listed?.length === 0) return null;
    const rarest = known.toSorted((a, b) => a.buckets - b.buckets).slice(0, mostWords);
    if (listed === null) return { words: rarest, beginnings: null, isCut: false };
    // One that is written out is looked for in any case.
    const isWhole = ({ word }: KnownWord) => Number(word === prefix);
    const usual = listed.toSorted(
      (a, b) => isWhole(b) - isWhole(a) || b.buckets - a.buckets || a.word.length - b.word.length,
    );
    return { words: rarest, beginnings: usual.slice(0, mostBeginnings), isCut: usual.length > mostBeginnings };
  }

  /** Messages bear the current id of their conversation, but for those that a merge has not come to yet. */
  function isInScope({ conversationId, channelId, isPlaceholder }: Message, scope: Scope): boolean {
    if (isPlaceholder || (scope.channelId !== null && scope.channelId !== channelId)) return false;
    const { thread } = scope;
    return thread === null || thread.id === conversationId || thread.formerIds.includes(conversationId);
  }

  /** One query, however many there are. */
  async function withConversations(workspaceId: string, messages: Message[]): Promise<SearchHit[]> {
    const ids = [...new Set(messages.map(({ conversationId }) => conversationId))];
    const current = await storage.conversations.followAll(workspaceId, ids);
    const { data } = await storage.conversations.list({ workspaceId, ids: [...current.values()], limit: ids.length });
    const byId = new Map(data.map((conversation) => [conversation.id, conversation]));
    return messages.flatMap((message) => {
      const conversation = byId.get(current.get(message.conversationId) ?? message.conversationId);
      if (!conversation) return [];
      const { id, name, mobileNo, channelId, customerId } = conversation;
      return [
        { message: { ...message, conversationId: id }, conversation: { id, name, mobileNo, channelId, customerId } },
      ];
    });
  }

  async function hasReadAll(): Promise<boolean> {
    isComplete ||= (await storage.search.getIndexing()).isComplete;
    return isComplete;
  }
}

/** Whether looking at the thread itself is less than looking through all that has the word elsewhere. */
function isShort({ totalMessages }: Thread, { words: [rarest], beginnings }: Words): boolean {
  const buckets = rarest?.buckets ?? beginnings?.reduce((sum, word) => sum + word.buckets, 0) ?? 0;
  return totalMessages <= buckets * bucketWorth;
}

/** Keeps most postings of other conversations or channels away, without reading their messages. */
function readMarks({ channelId, thread }: Scope): (posting: string) => boolean {
  if (thread) {
    // It may have been indexed under a name that the conversation had then.
    const marks = new Set([thread.id, ...thread.formerIds].map(markConversation));
    return (posting) => marks.has(conversationMarkOf(posting));
  }
  if (channelId !== null) {
    const mark = markChannel(channelId);
    return (posting) => channelMarkOf(posting) === mark;
  }
  return () => true;
}
