import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Double, MaxKey, MinKey, ObjectId } = mongo;

const codes = 'server: src/mongo/base/error_codes.yml';

/** Inserts, replacements, deletes and bulks. */
export const writes: Group[] = [
  {
    about: 'names with dots and dollars',
    source: 'specifications: crud/tests/unified/insertOne-dots_and_dollars',
    cases: [
      { name: 'a dollar at the top', insert: [{ _id: 1, $a: 1 }], leaves: [{ _id: 1, $a: 1 }] },
      { name: 'a dot at the top', insert: [{ _id: 1, 'a.b': 1 }], leaves: [{ _id: 1, 'a.b': 1 }] },
      { name: 'a dollar inside', insert: [{ _id: 1, a: { $b: 1 } }], leaves: [{ _id: 1, a: { $b: 1 } }] },
      { name: 'a dot inside', insert: [{ _id: 1, a: { 'b.c': 1 } }], leaves: [{ _id: 1, a: { 'b.c': 1 } }] },
      { name: 'a dollar in _id', insert: [{ _id: { $a: 1 } }], fails: 52, leaves: [] },
      { name: 'a dot in _id', insert: [{ _id: { 'a.b': 1 } }], leaves: [{ _id: { 'a.b': 1 } }] },
      {
        name: 'a dot is no way to it',
        documents: [
          { _id: 1, 'a.b': 1 },
          { _id: 2, a: { b: 1 } },
        ],
        find: { 'a.b': 1 },
        ids: [2],
        source: 'manual: core/dot-dollar-considerations',
      },
    ],
  },
  {
    about: 'inserts',
    source: 'manual: reference/command/insert',
    documents: [{ _id: 1, x: 11 }],
    cases: [
      {
        name: 'say how many',
        insert: [{ _id: 2 }, { _id: 3 }],
        replies: { n: 2, ok: 1 },
        leaves: [{ _id: 1, x: 11 }, { _id: 2 }, { _id: 3 }],
      },
      {
        name: 'in order stop at the first error',
        insert: [{ _id: 2 }, { _id: 1 }, { _id: 3 }],
        replies: { n: 1, writeErrors: [{ index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }] },
        fails: 11000,
        leaves: [{ _id: 1, x: 11 }, { _id: 2 }],
      },
      {
        name: 'without order go on',
        insert: [{ _id: 2 }, { _id: 1 }, { _id: 2 }, { _id: 3 }],
        options: { ordered: false },
        replies: { n: 2, writeErrors: [{ index: 1 }, { index: 2 }] },
        fails: 11000,
        leaves: [{ _id: 1, x: 11 }, { _id: 2 }, { _id: 3 }],
      },
      { name: 'of nothing', source: 'manual: reference/limits, Write Command Batch Limit Size', insert: [], fails: 16 },
      { name: 'an array as _id', source: codes, insert: [{ _id: [1] }], fails: 53 },
      { name: 'a pattern as _id', source: codes, insert: [{ _id: /a/ }], fails: 53 },
      {
        name: 'an option that does not exist',
        source: 'server: src/mongo/idl/idl_parser.cpp',
        insert: [{ _id: 2 }],
        options: { fast: true },
        fails: 40415,
      },
    ],
  },
  {
    about: 'kinds of _id',
    source: 'specifications: crud/tests/unified/create-id-types and create-null-ids',
    cases: [
      { name: 'null', insert: [{ _id: null, x: 1 }], leaves: [{ _id: null, x: 1 }] },
      { name: 'null twice', documents: [{ _id: null }], insert: [{ _id: null }], fails: 11000 },
      {
        name: 'the smallest and largest key',
        insert: [{ _id: new MinKey() }, { _id: new MaxKey() }],
        replies: { n: 2 },
      },
      { name: 'a document', insert: [{ _id: { a: 1, b: 2 } }, { _id: { b: 2, a: 1 } }], replies: { n: 2 } },
      { name: 'numbers of two kinds are one', documents: [{ _id: 5 }], insert: [{ _id: new Double(5) }], fails: 11000 },
      {
        name: 'a date, a text and a boolean',
        insert: [{ _id: new Date(0) }, { _id: '' }, { _id: false }, { _id: new ObjectId() }],
        replies: { n: 4 },
      },
      {
        name: 'none gets one, as the first field',
        steps: async (db) => {
          await db.command({ insert: 'c', documents: [{ x: 1 }] });
          const stored = await db.collection('c').findOne({ x: 1 });
          return [Object.keys(stored ?? {}), stored?._id instanceof ObjectId];
        },
        gives: [['_id', 'x'], true],
        source: 'manual: core/document, The _id Field',
      },
    ],
  },
  {
    about: 'replacements and deletes',
    source: 'manual: reference/command/update and delete',
    documents: [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ],
    cases: [
      {
        name: 'a replacement keeps _id',
        update: [{ q: { _id: 1 }, u: { b: 1 } }],
        replies: { n: 1, nModified: 1 },
        leaves: [
          { _id: 1, b: 1 },
          { _id: 2, a: 1 },
          { _id: 3, a: 2 },
        ],
      },
      {
        name: 'a replacement by the same',
        update: [{ q: { _id: 1 }, u: { _id: 1, a: 1 } }],
        replies: { n: 1, nModified: 0 },
      },
      { name: 'a replacement with another _id', source: codes, update: [{ q: { _id: 1 }, u: { _id: 9 } }], fails: 66 },
      { name: 'a replacement of many', source: codes, update: [{ q: {}, u: { b: 1 }, multi: true }], fails: 9 },
      {
        name: 'a replacement with an operator',
        source: codes,
        update: [{ q: { _id: 1 }, u: { b: 1, $set: { c: 1 } } }],
        fails: 52,
      },
      {
        name: 'one of several that match',
        update: [{ q: { a: 1 }, u: { $set: { b: 1 } } }],
        replies: { n: 1, nModified: 1 },
      },
      {
        name: 'all that match',
        update: [{ q: { a: 1 }, u: { $set: { b: 1 } }, multi: true }],
        replies: { n: 2, nModified: 2 },
      },
      {
        name: 'several statements, the second refused',
        update: [
          { q: { _id: 1 }, u: { $set: { b: 1 } } },
          { q: { _id: 2 }, u: { $foo: { b: 1 } } },
          { q: { _id: 3 }, u: { $set: { b: 1 } } },
        ],
        replies: { n: 1, nModified: 1, writeErrors: [{ index: 1, code: 9 }] },
        fails: 9,
        leaves: [
          { _id: 1, a: 1, b: 1 },
          { _id: 2, a: 1 },
          { _id: 3, a: 2 },
        ],
      },
      {
        name: 'delete one',
        delete: [{ q: { a: 1 }, limit: 1 }],
        replies: { n: 1 },
        leaves: [
          { _id: 2, a: 1 },
          { _id: 3, a: 2 },
        ],
      },
      { name: 'delete all', delete: [{ q: { a: 1 }, limit: 0 }], replies: { n: 2 }, leaves: [{ _id: 3, a: 2 }] },
      { name: 'delete none', delete: [{ q: { a: 9 }, limit: 0 }], replies: { n: 0 } },
      { name: 'delete two', delete: [{ q: {}, limit: 2 }], fails: 9, source: codes },
    ],
  },
  {
    about: 'bulks',
    source: 'specifications: crud/tests/v1/write/bulkWrite',
    documents: [
      { _id: 1, x: 11 },
      { _id: 2, x: 22 },
    ],
    cases: [
      {
        name: 'of deletes',
        bulkWrite: [{ deleteOne: { filter: { _id: 3 } } }, { deleteOne: { filter: { _id: 2 } } }],
        replies: { deletedCount: 1 },
        leaves: [{ _id: 1, x: 11 }],
      },
      {
        name: 'of replacements',
        bulkWrite: [
          { replaceOne: { filter: { _id: 3 }, replacement: { x: 33 } } },
          { replaceOne: { filter: { _id: 1 }, replacement: { x: 12 } } },
          { replaceOne: { filter: { _id: 3 }, replacement: { x: 33 }, upsert: true } },
        ],
        replies: { matchedCount: 1, modifiedCount: 1, upsertedCount: 1, upsertedIds: { 2: 3 } },
        leaves: [
          { _id: 1, x: 12 },
          { _id: 2, x: 22 },
          { _id: 3, x: 33 },
        ],
      },
      {
        name: 'of updates',
        bulkWrite: [
          { updateOne: { filter: { _id: 0 }, update: { $set: { x: 0 } } } },
          { updateOne: { filter: { _id: 1 }, update: { $set: { x: 11 } } } },
          { updateOne: { filter: { _id: 2 }, update: { $inc: { x: 1 } } } },
          { updateOne: { filter: { _id: 3 }, update: { $set: { x: 33 } }, upsert: true } },
        ],
        replies: { matchedCount: 2, modifiedCount: 1, upsertedCount: 1, upsertedIds: { 3: 3 } },
        leaves: [
          { _id: 1, x: 11 },
          { _id: 2, x: 23 },
          { _id: 3, x: 33 },
        ],
      },
      {
        name: 'of all kinds, in order',
        bulkWrite: [
          { insertOne: { document: { _id: 3, x: 33 } } },
          { updateOne: { filter: { _id: 2 }, update: { $inc: { x: 1 } } } },
          { updateMany: { filter: { _id: { $gt: 1 } }, update: { $inc: { x: 1 } } } },
          { insertOne: { document: { _id: 4, x: 44 } } },
          { deleteMany: { filter: { x: { $nin: [24, 34] } } } },
          { replaceOne: { filter: { _id: 4 }, replacement: { x: 44 }, upsert: true } },
        ],
        replies: {
          insertedCount: 2,
          matchedCount: 3,
          modifiedCount: 3,
          deletedCount: 2,
          upsertedCount: 1,
          upsertedIds: { 5: 4 },
        },
        leaves: [
          { _id: 2, x: 24 },
          { _id: 3, x: 34 },
          { _id: 4, x: 44 },
        ],
      },
      {
        name: 'without order go on after an error',
        bulkWrite: [
          { insertOne: { document: { _id: 2, x: 22 } } },
          { insertOne: { document: { _id: 3, x: 33 } } },
          { insertOne: { document: { _id: 4, x: 44 } } },
        ],
        options: { ordered: false },
        fails: 11000,
        replies: { insertedCount: 2 },
        leaves: [
          { _id: 1, x: 11 },
          { _id: 2, x: 22 },
          { _id: 3, x: 33 },
          { _id: 4, x: 44 },
        ],
      },
    ],
  },
  {
    about: 'pipelines as updates',
    source: 'specifications: crud/tests/unified/updateWithPipelines',
    documents: [
      { _id: 1, x: 1, y: 1, t: { u: { v: 1 } } },
      { _id: 2, x: 2, y: 1 },
    ],
    cases: [
      {
        name: 'of one document',
        update: [{ q: { _id: 1 }, u: [{ $replaceRoot: { newRoot: '$t' } }, { $addFields: { foo: 1 } }] }],
        replies: { n: 1, nModified: 1 },
        leaves: [
          { _id: 1, u: { v: 1 }, foo: 1 },
          { _id: 2, x: 2, y: 1 },
        ],
      },
      {
        name: 'of many',
        update: [{ q: {}, u: [{ $project: { x: 1 } }, { $addFields: { foo: 1 } }], multi: true }],
        replies: { n: 2, nModified: 2 },
        leaves: [
          { _id: 1, x: 1, foo: 1 },
          { _id: 2, x: 2, foo: 1 },
        ],
      },
      {
        name: '$unset',
        source: 'manual: reference/command/update, Update with an Aggregation Pipeline',
        update: [{ q: {}, u: [{ $unset: ['x', 't.u'] }], multi: true }],
        leaves: [
          { _id: 1, y: 1, t: {} },
          { _id: 2, y: 1 },
        ],
      },
      { name: 'a stage that only reads', source: codes, update: [{ q: {}, u: [{ $match: { x: 1 } }] }], fails: 72 },
      { name: 'another _id', source: codes, update: [{ q: { _id: 1 }, u: [{ $set: { _id: 5 } }] }], fails: 66 },
    ],
  },
];
