import { mongo } from 'mongoose';
import type { Case, Group, Numbered } from './comparison.ts';

/** What a server made of a case: everything that an outcome may speak of. */
export type Result = {
  ids?: unknown[] | undefined;
  gives?: unknown;
  replies?: mongo.Document | undefined;
  leaves: mongo.Document[];
  fails?: number | undefined;
};

/** Runs one case in a database of its own, which has to be empty. */
export async function runCase(db: mongo.Db, group: Group, test: Case): Promise<Result> {
  const documents = test.documents ?? group.documents ?? [];
  if (documents.length > 0) await db.command({ insert: 'c', documents });
  const indexes = test.indexes ?? group.indexes ?? [];
  if (indexes.length > 0) await db.collection('c').createIndexes(indexes);
  const outcome = await attempt(() => perform(db, test));
  const leaves = await db
    .collection('c')
    .find({}, { sort: { _id: 1 }, promoteValues: test.keepsKinds !== true, bsonRegExp: true })
    .toArray();
  return { ...outcome, leaves };
}

type Answer = Omit<Result, 'leaves'>;

async function attempt(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof mongo.MongoBulkWriteError) return { fails: codeOf(error), replies: readBulk(error.result) };
    if (error instanceof mongo.MongoServerError) return { fails: codeOf(error), replies: error.errorResponse };
    throw error;
  }
}

function codeOf({ code }: mongo.MongoServerError): number | undefined {
  return typeof code === 'number' ? code : undefined;
}

async function perform(db: mongo.Db, test: Case): Promise<Answer> {
  if ('steps' in test) return { gives: await test.steps(db) };
  if ('bulkWrite' in test) {
    return { replies: readBulk(await db.collection<Numbered>('c').bulkWrite(test.bulkWrite, test.options)) };
  }
  const command = toCommand(test);
  const reply = await db.command(command, { promoteValues: test.keepsKinds !== true, bsonRegExp: true });
  const found = reply['cursor']?.firstBatch ?? reply['values'] ?? reply['value'];
  const [failed] = reply['writeErrors'] ?? [];
  return {
    gives: found,
    ids: Array.isArray(found) ? found.map((document) => document?._id) : undefined,
    replies: reply,
    fails: failed === undefined ? undefined : Number(failed.code),
  };
}

function toCommand(test: Exclude<Case, { steps: unknown } | { bulkWrite: unknown }>): mongo.Document {
  if ('find' in test) return { find: 'c', filter: test.find, ...test.options };
  if ('aggregate' in test) return { aggregate: 'c', pipeline: test.aggregate, cursor: {} };
  if ('insert' in test) return { insert: 'c', documents: test.insert, ...test.options };
  if ('update' in test) return { update: 'c', updates: test.update, ...test.options };
  if ('delete' in test) return { delete: 'c', deletes: test.delete, ...test.options };
  if ('findAndModify' in test) return { findAndModify: 'c', ...test.findAndModify };
  if ('distinct' in test) return { distinct: 'c', key: test.distinct, query: test.query ?? {} };
  return { count: 'c', query: test.count, ...test.options };
}

function readBulk(result: mongo.BulkWriteResult): mongo.Document {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds } = result;
  return { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds };
}

/** Whether the order in which documents are found is part of what is compared. */
export function isOrdered(test: Case): boolean {
  return ('find' in test && test.options?.['sort'] !== undefined) || 'aggregate' in test || 'distinct' in test;
}
