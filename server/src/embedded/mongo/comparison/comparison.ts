import type { mongo } from 'mongoose';

type Document = mongo.Document;

/** The documents of a bulk: the driver takes ids for ObjectIds unless told otherwise. */
export type Numbered = { _id: number; x: number };

/** What is asked of a collection `c`. Exactly one of these. */
type Operation =
  | { find: Document; options?: Document }
  | { aggregate: Document[] }
  | { insert: Document[]; options?: Document }
  | { update: Document[]; options?: Document }
  | { delete: Document[]; options?: Document }
  | { findAndModify: Document }
  | { distinct: string; query?: Document }
  | { count: Document; options?: Document }
  | { bulkWrite: mongo.AnyBulkWriteOperation<Numbered>[]; options?: Document }
  /** Several steps, for what one alone can't show. */
  | { steps: (db: mongo.Db) => Promise<unknown> };

/** What comes of it. At least one of these; all that are given must hold. */
type Outcome = {
  /** The `_id`s that are found, in order where the operation sorts. */
  ids?: unknown[];
  /** What is found, or what a step gives, in full. */
  gives?: unknown;
  /** Fields of the answer. */
  replies?: Document;
  /** All documents of the collection afterwards, by `_id`. */
  leaves?: Document[];
  /** The code of the refusal, of a command or of its first write error. */
  fails?: number;
};

export type Case = Operation &
  Outcome & {
    name: string;
    /** In place of the group's. */
    source?: string;
    /** Instead of the group's. */
    documents?: Document[];
    indexes?: mongo.IndexDescription[];
    /** Numbers are given and compared with their kinds (Int32, Long, Double). */
    keepsKinds?: boolean;
    /** What this store gives where it knowingly does not do what MongoDB does. */
    here?: Outcome;
  };

export type Group = {
  about: string;
  /** Where MongoDB says so: a page of its manual (and its section), a test of its specifications, or its own source. */
  source: string;
  documents?: Document[];
  indexes?: mongo.IndexDescription[];
  cases: Case[];
};
