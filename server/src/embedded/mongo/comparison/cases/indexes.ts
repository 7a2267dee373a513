import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Long } = mongo;

const codes = 'server: src/mongo/base/error_codes.yml';

/** What indexes forbid, and what is forbidden of indexes. */
export const indexes: Group[] = [
  {
    about: 'unique indexes',
    source: 'manual: core/index-unique',
    documents: [{ _id: 1, k: 1, t: ['a', 'b'], w: 'w' }],
    cases: [
      {
        name: 'say which key, and of which index',
        indexes: [{ key: { w: 1, k: -1 }, unique: true }],
        insert: [{ _id: 2, k: 1, w: 'w' }],
        fails: 11000,
        replies: { writeErrors: [{ index: 0, keyPattern: { w: 1, k: -1 }, keyValue: { w: 'w', k: 1 } }] },
      },
      {
        name: 'take numbers of two kinds for one',
        indexes: [{ key: { k: 1 }, unique: true }],
        insert: [{ _id: 2, k: Long.fromNumber(1) }],
        fails: 11000,
      },
      {
        name: 'take a part of the key twice',
        indexes: [{ key: { w: 1, k: 1 }, unique: true }],
        insert: [{ _id: 2, k: 2, w: 'w' }],
        replies: { n: 1 },
      },
      {
        name: 'hold for each element of an array',
        indexes: [{ key: { t: 1 }, unique: true }],
        insert: [{ _id: 2, t: ['c', 'b'] }],
        fails: 11000,
      },
      {
        name: 'let one document have an element twice',
        indexes: [{ key: { t: 1 }, unique: true }],
        insert: [{ _id: 2, t: ['c', 'c'] }],
        replies: { n: 1 },
      },
      {
        name: 'take one document without the field',
        indexes: [{ key: { m: 1 }, unique: true }],
        insert: [{ _id: 2, m: null }],
        fails: 11000,
      },
      {
        name: 'hold for updates',
        documents: [
          { _id: 1, k: 1 },
          { _id: 2, k: 2 },
        ],
        indexes: [{ key: { k: 1 }, unique: true }],
        update: [{ q: { k: 2 }, u: { $inc: { k: -1 } } }],
        fails: 11000,
      },
      {
        name: 'let a document keep its own key',
        indexes: [{ key: { k: 1 }, unique: true }],
        update: [{ q: { k: 1 }, u: { $set: { k: 1, x: 2 } } }],
        replies: { n: 1, nModified: 1 },
      },
      {
        name: 'stop an update of many where it is',
        documents: [
          { _id: 1, k: 1 },
          { _id: 2, k: 3 },
          { _id: 3, k: 4 },
        ],
        indexes: [{ key: { k: 1 }, unique: true }],
        update: [{ q: {}, u: { $inc: { k: 1 } }, multi: true, hint: { _id: 1 } }],
        fails: 11000,
        leaves: [
          { _id: 1, k: 2 },
          { _id: 2, k: 3 },
          { _id: 3, k: 4 },
        ],
      },
    ],
  },
  {
    about: 'sparse and partial indexes',
    source: 'manual: core/index-sparse and core/index-partial',
    documents: [{ _id: 1 }, { _id: 2, s: 1, active: true }, { _id: 3, s: 2, active: false }],
    cases: [
      {
        name: 'a sparse one takes many without the field',
        indexes: [{ key: { s: 1 }, unique: true, sparse: true }],
        insert: [{ _id: 4 }, { _id: 5 }],
        replies: { n: 2 },
      },
      {
        name: 'a sparse one takes null once',
        indexes: [{ key: { s: 1 }, unique: true, sparse: true }],
        insert: [
          { _id: 4, s: null },
          { _id: 5, s: null },
        ],
        fails: 11000,
      },
      {
        name: 'a sparse one is not used where it would miss something',
        indexes: [{ key: { s: 1 }, sparse: true }],
        find: {},
        options: { sort: { s: 1 } },
        ids: [1, 2, 3],
      },
      {
        name: 'a sparse one finds less when told to be used',
        indexes: [{ key: { s: 1 }, sparse: true }],
        find: {},
        options: { sort: { s: 1 }, hint: 's_1' },
        ids: [2, 3],
      },
      {
        name: 'a partial one holds for what it takes in',
        indexes: [{ key: { s: 1 }, unique: true, partialFilterExpression: { active: true } }],
        insert: [
          { _id: 4, s: 2, active: false },
          { _id: 5, s: 1, active: true },
        ],
        fails: 11000,
        replies: { n: 1 },
      },
      {
        name: 'a partial one is left and entered by updates',
        indexes: [{ key: { s: 1 }, unique: true, partialFilterExpression: { active: true } }],
        update: [
          { q: { _id: 2 }, u: { $set: { active: false } } },
          { q: { _id: 3 }, u: { $set: { s: 1, active: true } } },
          { q: { _id: 2 }, u: { $set: { active: true } } },
        ],
        fails: 11000,
        replies: { n: 2, writeErrors: [{ index: 2 }] },
      },
    ],
  },
  {
    about: 'making indexes',
    source: 'manual: reference/command/createIndexes',
    documents: [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
    ],
    cases: [
      {
        name: 'says how many there are',
        steps: async (db) => {
          const { numIndexesBefore, numIndexesAfter } = await db.command({
            createIndexes: 'c',
            indexes: [
              { key: { a: 1 }, name: 'a' },
              { key: { b: -1 }, name: 'b' },
            ],
          });
          return { numIndexesBefore, numIndexesAfter };
        },
        gives: { numIndexesBefore: 1, numIndexesAfter: 3 },
      },
      {
        name: 'twice is once',
        indexes: [{ key: { a: 1 } }],
        steps: async (db) =>
          (await db.command({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1' }] }))['numIndexesAfter'],
        gives: 2,
      },
      {
        name: 'lists what was asked for',
        steps: async (db) => {
          await db.collection('c').createIndex({ a: 1, b: -1 }, { unique: false, sparse: true });
          return db.collection('c').indexes();
        },
        gives: [
          { v: 2, key: { _id: 1 }, name: '_id_' },
          { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1', sparse: true },
        ],
        source: 'manual: reference/command/listIndexes',
      },
      {
        name: 'over duplicates',
        steps: (db) => db.collection('c').createIndex({ a: 1 }, { unique: true }),
        fails: 11000,
        source: 'manual: core/index-unique, Restrictions',
      },
      {
        name: 'by the same name for another key',
        indexes: [{ key: { a: 1 }, name: 'x' }],
        steps: (db) => db.collection('c').createIndex({ b: 1 }, { name: 'x' }),
        fails: 86,
        source: codes,
      },
      {
        name: 'by another name for the same key',
        indexes: [{ key: { a: 1 } }],
        steps: (db) => db.collection('c').createIndex({ a: 1 }, { name: 'x' }),
        fails: 85,
        source: codes,
      },
      {
        name: 'with other options for the same key',
        indexes: [{ key: { b: 1 } }],
        steps: (db) => db.collection('c').createIndex({ b: 1 }, { unique: true }),
        fails: 85,
        source: codes,
      },
      {
        name: 'with an option that does not exist',
        steps: (db) => db.command({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', fast: true }] }),
        fails: 197,
        source: codes,
      },
      {
        name: 'without a name',
        steps: (db) => db.command({ createIndexes: 'c', indexes: [{ key: { a: 1 } }] }),
        fails: 40414,
        source: codes,
      },
      {
        name: 'of no field',
        steps: (db) => db.command({ createIndexes: 'c', indexes: [{ key: {}, name: 'x' }] }),
        fails: 67,
        source: codes,
      },
      {
        name: 'in the direction 0',
        steps: (db) => db.command({ createIndexes: 'c', indexes: [{ key: { a: 0 }, name: 'x' }] }),
        fails: 67,
        source: codes,
      },
      {
        name: 'sparse and partial',
        steps: (db) => db.collection('c').createIndex({ a: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }),
        fails: 67,
        source: 'manual: core/index-partial, Restrictions',
      },
      {
        name: 'partial by what a partial one cannot be',
        steps: (db) => db.collection('c').createIndex({ a: 1 }, { partialFilterExpression: { a: { $ne: 1 } } }),
        fails: 67,
        source: 'manual: core/index-partial, Create a Partial Index',
      },
      {
        name: 'with a time to live of two fields',
        steps: (db) => db.collection('c').createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 1 }),
        fails: 67,
        source: 'manual: core/index-ttl, Restrictions',
      },
      {
        name: 'with a time to live below 0',
        steps: (db) => db.collection('c').createIndex({ a: 1 }, { expireAfterSeconds: -1 }),
        fails: 67,
        source: 'manual: core/index-ttl',
      },
      {
        name: 'over two arrays',
        documents: [{ _id: 1, a: [1], b: [2] }],
        steps: (db) => db.collection('c').createIndex({ a: 1, b: 1 }),
        fails: 171,
        source: 'manual: core/indexes/index-types/index-multikey, Compound Multikey Indexes',
      },
      {
        name: 'and then a document with two arrays',
        indexes: [{ key: { a: 1, b: 1 } }],
        insert: [{ _id: 3, a: [1], b: [2] }],
        fails: 171,
        source: 'manual: core/indexes/index-types/index-multikey, Compound Multikey Indexes',
      },
    ],
  },
];
