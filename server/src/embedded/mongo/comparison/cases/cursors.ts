import type { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const twelve = Array.from({ length: 12 }, (_, n) => ({ _id: n }));
const many = Array.from({ length: 150 }, (_, n) => ({ _id: n }));

const idsOf = (documents: mongo.Document[]) => documents.map(({ _id }) => _id);

/** The first batch of a find, and whether there is more. */
async function find(db: mongo.Db, options: mongo.Document) {
  const { cursor } = await db.command({ find: 'c', sort: { _id: 1 }, ...options });
  return { id: cursor.id, ids: idsOf(cursor.firstBatch), hasMore: String(cursor.id) !== '0' };
}

async function more(db: mongo.Db, id: unknown, options: mongo.Document = {}) {
  const { cursor } = await db.command({ getMore: id, collection: 'c', ...options });
  return { ids: idsOf(cursor.nextBatch), hasMore: String(cursor.id) !== '0' };
}

/** Results in batches. */
export const cursors: Group[] = [
  {
    about: 'cursors',
    source: 'manual: reference/command/find, getMore and killCursors',
    documents: twelve,
    cases: [
      {
        name: 'give a batch of the size that is asked for',
        steps: async (db) => {
          const first = await find(db, { batchSize: 5 });
          return [first.ids, first.hasMore];
        },
        gives: [[0, 1, 2, 3, 4], true],
      },
      {
        name: 'go on until the end',
        steps: async (db) => {
          const { id } = await find(db, { batchSize: 5 });
          return [await more(db, id, { batchSize: 4 }), await more(db, id)];
        },
        gives: [
          { ids: [5, 6, 7, 8], hasMore: true },
          { ids: [9, 10, 11], hasMore: false },
        ],
      },
      {
        name: 'begin with 101 documents',
        documents: many,
        steps: async (db) => {
          const first = await find(db, {});
          return [first.ids.length, (await more(db, first.id)).ids.length];
        },
        gives: [101, 49],
        source: 'manual: tutorial/iterate-a-cursor, Cursor Batches',
      },
      {
        name: 'may begin with nothing',
        steps: async (db) => {
          const first = await find(db, { batchSize: 0 });
          return [first.ids, first.hasMore, (await more(db, first.id)).ids.length];
        },
        gives: [[], true, 12],
      },
      {
        name: 'end after a single batch',
        steps: async (db) => {
          const first = await find(db, { batchSize: 3, singleBatch: true });
          return [first.ids, first.hasMore];
        },
        gives: [[0, 1, 2], false],
      },
      {
        name: 'end with the limit',
        steps: async (db) => {
          const first = await find(db, { batchSize: 2, limit: 3 });
          return [first.ids, await more(db, first.id, { batchSize: 2 })];
        },
        gives: [[0, 1], { ids: [2], hasMore: false }],
      },
      {
        name: 'skip before the first batch',
        steps: async (db) => (await find(db, { skip: 10, batchSize: 5 })).ids,
        gives: [10, 11],
      },
      {
        name: 'can be killed',
        steps: async (db) => {
          const { id } = await find(db, { batchSize: 2 });
          const { cursorsKilled, cursorsNotFound } = await db.command({ killCursors: 'c', cursors: [id] });
          return [cursorsKilled.length, cursorsNotFound.length];
        },
        gives: [1, 0],
      },
      {
        name: 'are gone then',
        steps: async (db) => {
          const { id } = await find(db, { batchSize: 2 });
          await db.command({ killCursors: 'c', cursors: [id] });
          return more(db, id);
        },
        fails: 43,
      },
      {
        name: 'are gone after the end',
        steps: async (db) => {
          const { id } = await find(db, { batchSize: 11 });
          await more(db, id);
          return more(db, id);
        },
        fails: 43,
      },
      {
        name: 'belong to their collection',
        steps: async (db) => {
          const { id } = await find(db, { batchSize: 2 });
          return db.command({ getMore: id, collection: 'd' });
        },
        fails: 13,
      },
      {
        name: 'of aggregations are the same',
        steps: async (db) => {
          const { cursor } = await db.command({
            aggregate: 'c',
            pipeline: [{ $sort: { _id: -1 } }],
            cursor: { batchSize: 2 },
          });
          return [idsOf(cursor.firstBatch), await more(db, cursor.id, { batchSize: 2 })];
        },
        gives: [[11, 10], { ids: [9, 8], hasMore: true }],
        source: 'manual: reference/command/aggregate',
      },
      {
        name: 'of aggregations have to be asked for',
        steps: (db) => db.command({ aggregate: 'c', pipeline: [] }),
        fails: 9,
        source: 'manual: reference/command/aggregate, Command Fields',
      },
      {
        name: 'of nothing are empty',
        steps: async (db) => (await db.command({ find: 'none' })).cursor.firstBatch,
        gives: [],
      },
    ],
  },
];
