import type { Model } from 'mongoose';
import type { IndexedMessage, Indexing, KnownWord, SearchStorage } from '../../../domain/ports/search.ts';
import { retryLostUpsert } from '../duplicateKey.ts';
import { type MessageDocument, toMessage, unindexed } from '../messages/messageModel.ts';
import { acrossWorkspaces } from '../workspaceBound.ts';
import { createAddPostings } from './addPostings.ts';
import {
  type IndexingDocument,
  indexVersion,
  nameCollections,
  type SearchModels,
  type WordDocument,
} from './searchModels.ts';
import { beginsWith, fromWordId, toWordId } from './wordIds.ts';

/** What of a message is read to index it. */
const indexedFields = { workspaceId: 1, conversationId: 1, channelId: 1, content: 1, createdAt: 1 } as const;
/** Sorts after every id. */
const aboveAll = '\u{10FFFF}';

/** The ordinary collections of the index; see `docs/decisions/012-search.md`. */
export function createSearchStorage(
  models: SearchModels & { messages: Model<MessageDocument> },
  version = indexVersion,
): SearchStorage {
  const { buckets, words, indexing, messages } = models;
  const _id = String(version);

  return {
    async listUnindexed(limit) {
      const found = await messages.find(unindexed, indexedFields, acrossWorkspaces).limit(limit).lean();
      return found.map(toIndexed);
    },
    async noteIndexed(workspaceId, ids) {
      if (ids.length === 0) return;
      await messages.updateMany({ _id: { $in: ids }, workspaceId }, { $unset: { isUnindexed: 1 } });
    },
    async listBelow(id, limit) {
      const found = await messages
        .find(
          { _id: { $lt: id ?? aboveAll } },
          { ...indexedFields, isUnindexed: 1, isPlaceholder: 1 },
          acrossWorkspaces,
        )
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      const due = found.filter(({ isUnindexed, isPlaceholder }) => !isUnindexed && !isPlaceholder);
      return { messages: due.map(toIndexed), last: found.at(-1)?._id ?? null };
    },
    addPostings: createAddPostings(models),
    async listBuckets({ workspaceId, word, upTo, limit }) {
      const found = await buckets
        .find({ workspaceId, word, last: { $lte: upTo } }, { last: 1, postings: 1 })
        .sort({ last: -1 })
        .limit(limit)
        .lean();
      return found.map(({ _id: id, last, postings }) => ({ id: id.toHexString(), last, postings }));
    },
    async getWords(workspaceId, wanted) {
      const ids = wanted.map((word) => toWordId(workspaceId, word));
      const found = await words.find({ _id: { $in: ids }, workspaceId }).lean();
      return found.map((word) => toWord(workspaceId, word));
    },
    async listWords({ workspaceId, prefix, limit }) {
      const found = await words
        .find({ _id: beginsWith(workspaceId, prefix), workspaceId })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return found.map((word) => toWord(workspaceId, word));
    },
    async getMessages(workspaceId, ids) {
      if (ids.length === 0) return [];
      const found = await messages.find({ _id: { $in: ids }, workspaceId }).lean();
      return found.map(toMessage);
    },
    async getIndexing() {
      const found = await indexing.findOne({ _id }).lean();
      return found ? toIndexing(found) : { readDownTo: null, isComplete: false, owner: null, renewals: 0 };
    },
    async takeIndexing(owner, { owner: other, renewals }) {
      await retryLostUpsert(() =>
        indexing.updateOne(
          { _id },
          { $setOnInsert: { readDownTo: null, isComplete: false, owner: null, renewals: 0 } },
          { upsert: true },
        ),
      );
      const { matchedCount } = await indexing.updateOne(
        { _id, owner: other, renewals },
        { $set: { owner }, $inc: { renewals: 1 } },
      );
      return matchedCount === 1;
    },
    async renewIndexing(owner) {
      const { matchedCount } = await indexing.updateOne({ _id, owner }, { $inc: { renewals: 1 } });
      return matchedCount === 1;
    },
    async releaseIndexing(owner) {
      await indexing.updateOne({ _id, owner }, { $set: { owner: null } });
    },
    async noteReadDown(readDownTo) {
      const isComplete = readDownTo === null;
      await indexing.updateOne({ _id }, { $set: { isComplete, ...(isComplete ? {} : { readDownTo }) } });
      if (isComplete) await dropFormer();
    },
  };

  /** What an earlier version left. */
  async function dropFormer(): Promise<void> {
    for (let former = version - 1; former > 0; former -= 1) {
      for (const name of nameCollections(former)) await indexing.db.dropCollection(name);
      await indexing.deleteOne({ _id: String(former) });
    }
  }
}

type Indexable = Pick<MessageDocument, '_id' | keyof typeof indexedFields>;

function toIndexed({ _id: id, workspaceId, conversationId, channelId, ...message }: Indexable): IndexedMessage {
  const { content, createdAt } = message;
  return { id, workspaceId, conversationId, channelId, content, createdAt: createdAt.getTime() };
}

function toWord(workspaceId: string, { _id, buckets }: WordDocument): KnownWord {
  return { word: fromWordId(workspaceId, _id), buckets };
}

function toIndexing({ readDownTo, isComplete, owner, renewals }: IndexingDocument): Indexing {
  return { readDownTo, isComplete, owner, renewals };
}
