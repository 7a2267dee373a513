import type { Message } from '@erp-whatsapp/shared/message';

/** What of a message the index is made from. `createdAt` in milliseconds. */
export type IndexedMessage = {
  id: string;
  workspaceId: string;
  conversationId: string;
  channelId: string;
  content: string;
  createdAt: number;
};

/**
 * Messages of one word, in no order. A posting is a text that stands for a message; postings sort as their messages do by time,
 * and `last` is the newest one's. Of two buckets with the same word either may have the newer ones; they may overlap, and one
 * message may be in both.
 */
export type SearchBucket = { id: string; last: string; postings: string[] };

/** A word of the index, with about how many buckets it has. */
export type KnownWord = { word: string; buckets: number };

/**
 * `recent` for what is told as it happens, `old` for what was there long before: apart, so that a bucket of recent messages holds
 * no old ones, and finding the newest messages takes few buckets.
 */
export type PostingAge = 'recent' | 'old';

/**
 * How far the messages that were there before the index are in it: all whose ids sort after `readDownTo`; `null`: none yet.
 * `owner` is the process that does it, `null` when it was given up; `renewals`: how often that one said that it lives.
 */
export type Indexing = { readDownTo: string | null; isComplete: boolean; owner: string | null; renewals: number };

/**
 * The index of words. It only derives from the messages: what a crash cuts off is done again, and what is in it twice is found
 * once. Nothing is ever taken out, so what is found has to be checked against the message.
 */
export type SearchStorage = {
  /** Across workspaces: messages that came since there is an index and are not in it, oldest first. */
  listUnindexed: (limit: number) => Promise<IndexedMessage[]>;
  noteIndexed: (workspaceId: string, ids: readonly string[]) => Promise<void>;
  /**
   * Across workspaces: the next messages by their ids, from the largest down, without those that {@link SearchStorage.listUnindexed}
   * tells. @returns `last`: the id to go on from; `null` when there are no more
   */
  listBelow: (id: string | null, limit: number) => Promise<{ messages: IndexedMessage[]; last: string | null }>;
  /** Adds to each word its postings. */
  addPostings: (
    workspaceId: string,
    age: PostingAge,
    postings: ReadonlyMap<string, readonly string[]>,
  ) => Promise<void>;
  /** A word's buckets with a `last` of `upTo` at most, the largest first. */
  listBuckets: (query: { workspaceId: string; word: string; upTo: string; limit: number }) => Promise<SearchBucket[]>;
  /** In no order; words that no message has are left out. */
  getWords: (workspaceId: string, words: readonly string[]) => Promise<KnownWord[]>;
  /** Words that begin so, in their order. */
  listWords: (query: { workspaceId: string; prefix: string; limit: number }) => Promise<KnownWord[]>;
  /** In no order; those that are not there are left out. */
  getMessages: (workspaceId: string, ids: readonly string[]) => Promise<Message[]>;
  getIndexing: () => Promise<Indexing>;
  /** Makes `owner` the one that does it, if the other one's word is still as it was `seen`. @returns whether it is */
  takeIndexing: (owner: string, seen: Pick<Indexing, 'owner' | 'renewals'>) => Promise<boolean>;
  /** Says that the owner lives. @returns whether it still is the owner */
  renewIndexing: (owner: string) => Promise<boolean>;
  releaseIndexing: (owner: string) => Promise<void>;
  /** `null`: all of them are in it. */
  noteReadDown: (readDownTo: string | null) => Promise<void>;
};
