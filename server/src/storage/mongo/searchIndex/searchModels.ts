import { type Connection, type Model, Schema, type Types } from 'mongoose';
import type { PostingAge } from '../../../domain/ports/search.ts';
import { ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

/** What the index looks like, and how words are cut. With another number it is made anew, beside the one that there is. */
export const indexVersion = 1;

/** `open`: it takes more of that age. Left out when it is full. */
export type BucketDocument = {
  _id: Types.ObjectId;
  workspaceId: string;
  word: string;
  open?: PostingAge;
  count: number;
  last: string;
  postings: string[];
};

/** One for each word of a workspace, under both: so words are found by how they begin. */
export type WordDocument = { _id: string; workspaceId: string; buckets: number };

/** One for each version, under its number. */
export type IndexingDocument = {
  _id: string;
  readDownTo: string | null;
  isComplete: boolean;
  owner: string | null;
  renewals: number;
};

export type SearchModels = {
  buckets: Model<BucketDocument>;
  words: Model<WordDocument>;
  indexing: Model<IndexingDocument>;
};

export function createSearchModels(connection: Connection, version = indexVersion): SearchModels {
  const bucket = new Schema<BucketDocument>(
    {
      workspaceId: ownerWorkspace,
      word: requiredString,
      open: { type: String, enum: ['recent', 'old'] },
      count: { type: Number, required: true },
      last: requiredString,
      postings: { type: [String], required: true },
    },
    schemaOptions,
  );
  bucket.plugin(workspaceBound);
  bucket.index({ workspaceId: 1, word: 1, last: -1 });
  // One or two a word, however many messages have it.
  bucket.index({ workspaceId: 1, open: 1, word: 1 }, { partialFilterExpression: { open: { $gt: '' } } });
  const word = new Schema<WordDocument>(
    { _id: requiredString, workspaceId: ownerWorkspace, buckets: { type: Number, required: true } },
    schemaOptions,
  );
  word.plugin(workspaceBound);
  const indexing = new Schema<IndexingDocument>(
    {
      _id: requiredString,
      readDownTo: { type: String, default: null },
      isComplete: { type: Boolean, default: false },
      owner: { type: String, default: null },
      renewals: { type: Number, default: 0 },
    },
    schemaOptions,
  );
  const [buckets, words] = nameCollections(version);
  return {
    buckets: connection.model<BucketDocument>('SearchBucket', bucket, buckets),
    words: connection.model<WordDocument>('SearchWord', word, words),
    indexing: connection.model<IndexingDocument>('SearchIndexing', indexing, 'searchIndexing'),
  };
}

/** Of the buckets and the words. */
export function nameCollections(version: number): [string, string] {
  return [`searchBuckets${version}`, `searchWords${version}`];
}
