import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { BSONRegExp } = mongo;

const fields = 'server: jstests/core/write/update/upsert_fields.js';

/** What an update makes of nothing. */
export const upserts: Group[] = [
  {
    about: 'what an upsert takes from its filter',
    source: fields,
    cases: [
      {
        name: 'equalities',
        update: [{ q: { _id: 1, a: 1, b: { $eq: 2 } }, u: { $set: { c: 3 } }, upsert: true }],
        replies: { n: 1, nModified: 0, upserted: [{ index: 0, _id: 1 }] },
        leaves: [{ _id: 1, a: 1, b: 2, c: 3 }],
      },
      {
        name: 'a list of one value',
        update: [{ q: { _id: { $in: [1] }, a: { $in: [5] }, b: { $all: [6] } }, u: { $set: { c: 3 } }, upsert: true }],
        leaves: [{ _id: 1, a: 5, b: 6, c: 3 }],
      },
      {
        name: 'what is in $and, and in an $or of one',
        update: [
          { q: { $and: [{ _id: 1 }, { a: { $eq: 1 } }], $or: [{ b: 2 }] }, u: { $set: { c: 3 } }, upsert: true },
        ],
        leaves: [{ _id: 1, a: 1, b: 2, c: 3 }],
      },
      {
        name: 'paths',
        update: [{ q: { _id: 1, 'x.y': 1, 'x.z': 2 }, u: { $set: { 'x.w': 3 } }, upsert: true }],
        leaves: [{ _id: 1, x: { y: 1, z: 2, w: 3 } }],
      },
      {
        name: 'arrays and documents as they are',
        update: [{ q: { _id: 1, a: [1, 2], d: { 'x.x': 1 } }, u: { $set: { c: 3 } }, upsert: true }],
        leaves: [{ _id: 1, a: [1, 2], d: { 'x.x': 1 }, c: 3 }],
      },
      {
        name: 'a pattern only as a value',
        update: [{ q: { _id: 1, a: /x/, b: { $eq: new BSONRegExp('y', '') } }, u: { $set: { c: 3 } }, upsert: true }],
        leaves: [{ _id: 1, b: new BSONRegExp('y', ''), c: 3 }],
      },
      {
        name: 'nothing else',
        update: [
          {
            q: {
              _id: 1,
              a: { $gt: 1 },
              b: { $ne: 1 },
              c: { $in: [1, 2] },
              d: { $exists: true },
              e: { $not: { $eq: 1 } },
              f: { $elemMatch: { $eq: 1 } },
              $or: [{ g: 1 }, { h: 1 }],
              $nor: [{ i: 1 }],
            },
            u: { $set: { z: 1 } },
            upsert: true,
          },
        ],
        leaves: [{ _id: 1, z: 1 }],
      },
      {
        name: 'no more than _id for a replacement',
        update: [{ q: { _id: 1, a: 1, 'b.c': 2 }, u: { d: 1 }, upsert: true }],
        leaves: [{ _id: 1, d: 1 }],
      },
      {
        name: '_id by its parts',
        update: [{ q: { '_id.x': 1, '_id.y': 2 }, u: { $set: { a: 1 } }, upsert: true }],
        leaves: [{ _id: { x: 1, y: 2 }, a: 1 }],
      },
      {
        name: '_id by its parts, for a replacement',
        update: [{ q: { '_id.x': 1, '_id.y': 2 }, u: { a: 1 }, upsert: true }],
        fails: 111,
      },
      {
        name: 'two values for one field',
        update: [{ q: { $and: [{ a: 1 }, { a: 2 }] }, u: { $set: { c: 1 } }, upsert: true }],
        fails: 54,
      },
      {
        name: 'two values in $all',
        update: [{ q: { a: { $all: [1, 2] } }, u: { $set: { c: 1 } }, upsert: true }],
        fails: 54,
      },
      {
        name: 'a document and what is in it',
        update: [{ q: { a: {}, 'a.b': 1 }, u: { $set: { c: 1 } }, upsert: true }],
        fails: 54,
      },
      {
        name: 'a number and what is in it',
        update: [{ q: { a: 1, 'a.b': 1 }, u: { $set: { c: 1 } }, upsert: true }],
        fails: 54,
      },
      {
        name: 'an array as _id',
        update: [{ q: { _id: { $eq: [1, 2] } }, u: { $set: { c: 1 } }, upsert: true }],
        fails: 53,
      },
      { name: 'two _ids', update: [{ q: { $and: [{ _id: 1 }, { _id: 2 }] }, u: { c: 1 }, upsert: true }], fails: 54 },
    ],
  },
  {
    about: 'upserts',
    source: 'manual: reference/command/update, Upsert',
    documents: [{ _id: 1, a: 1 }],
    cases: [
      {
        name: 'change what is there',
        update: [{ q: { a: 1 }, u: { $set: { b: 1 }, $setOnInsert: { c: 1 } }, upsert: true }],
        replies: { n: 1, nModified: 1 },
        leaves: [{ _id: 1, a: 1, b: 1 }],
        source: 'manual: reference/operator/update/setOnInsert',
      },
      {
        name: '$setOnInsert sets only what is made',
        update: [{ q: { _id: 2 }, u: { $set: { b: 1 }, $setOnInsert: { c: 1 } }, upsert: true }],
        leaves: [
          { _id: 1, a: 1 },
          { _id: 2, b: 1, c: 1 },
        ],
        source: 'manual: reference/operator/update/setOnInsert',
      },
      {
        name: 'operators work on nothing',
        update: [{ q: { _id: 2 }, u: { $inc: { n: 2 }, $push: { l: 1 }, $min: { m: 5 } }, upsert: true }],
        leaves: [
          { _id: 1, a: 1 },
          { _id: 2, n: 2, l: [1], m: 5 },
        ],
      },
      {
        name: 'operators work on what the filter gives',
        update: [{ q: { _id: 2, n: 5 }, u: { $inc: { n: 2 } }, upsert: true }],
        leaves: [
          { _id: 1, a: 1 },
          { _id: 2, n: 7 },
        ],
      },
      {
        name: '_id from the update',
        update: [{ q: { a: 9 }, u: { $set: { _id: 7 } }, upsert: true }],
        replies: { upserted: [{ index: 0, _id: 7 }] },
        leaves: [
          { _id: 1, a: 1 },
          { _id: 7, a: 9 },
        ],
        source: fields,
      },
      {
        name: '_id from both, and different',
        source: 'server: src/mongo/base/error_codes.yml',
        update: [{ q: { _id: 2 }, u: { $set: { _id: 7 } }, upsert: true }],
        fails: 66,
      },
      {
        name: 'with a pipeline',
        source: 'manual: reference/command/update, Update with an Aggregation Pipeline',
        update: [{ q: { _id: 2, a: 5 }, u: [{ $set: { b: { $add: ['$a', 1] } } }], upsert: true }],
        leaves: [
          { _id: 1, a: 1 },
          { _id: 2, a: 5, b: 6 },
        ],
      },
      {
        name: 'of many make one',
        update: [{ q: { a: 5, _id: 3 }, u: { $set: { b: 1 } }, upsert: true, multi: true }],
        replies: { n: 1, nModified: 0 },
        leaves: [
          { _id: 1, a: 1 },
          { _id: 3, a: 5, b: 1 },
        ],
      },
      {
        name: 'that run into a unique index',
        indexes: [{ key: { a: 1 }, unique: true }],
        update: [{ q: { _id: 2 }, u: { $set: { a: 1 } }, upsert: true }],
        fails: 11000,
        source: 'manual: core/index-unique',
      },
    ],
  },
  {
    about: 'findAndModify',
    source: 'manual: reference/command/findAndModify, Output',
    documents: [
      { _id: 1, n: 1, s: 'a' },
      { _id: 2, n: 2, s: 'b' },
    ],
    cases: [
      {
        name: 'gives what was there',
        findAndModify: { query: { n: 1 }, update: { $inc: { n: 10 } } },
        gives: { _id: 1, n: 1, s: 'a' },
        replies: { lastErrorObject: { n: 1, updatedExisting: true } },
      },
      {
        name: 'gives what is there now',
        findAndModify: { query: { n: 1 }, update: { $inc: { n: 10 } }, new: true },
        gives: { _id: 1, n: 11, s: 'a' },
      },
      {
        name: 'takes the first of an order',
        findAndModify: { sort: { n: -1 }, update: { $set: { s: 'z' } }, fields: { n: 1 } },
        gives: { _id: 2, n: 2 },
      },
      {
        name: 'removes',
        findAndModify: { query: { n: 1 }, remove: true },
        gives: { _id: 1, n: 1, s: 'a' },
        replies: { lastErrorObject: { n: 1 } },
        leaves: [{ _id: 2, n: 2, s: 'b' }],
      },
      {
        name: 'finds nothing',
        findAndModify: { query: { n: 9 }, update: { $set: { s: 'z' } } },
        gives: null,
        replies: { lastErrorObject: { n: 0, updatedExisting: false } },
      },
      {
        name: 'upserts, and gives nothing',
        findAndModify: { query: { _id: 3 }, update: { $set: { s: 'z' } }, upsert: true },
        gives: null,
        replies: { lastErrorObject: { n: 1, updatedExisting: false, upserted: 3 } },
      },
      {
        name: 'upserts, and gives that',
        findAndModify: { query: { _id: 3 }, update: { $set: { s: 'z' } }, upsert: true, new: true },
        gives: { _id: 3, s: 'z' },
      },
      { name: 'replaces', findAndModify: { query: { _id: 1 }, update: { t: 1 }, new: true }, gives: { _id: 1, t: 1 } },
      {
        name: 'replaces nothing by an upsert',
        source: 'specifications: crud/tests/v1/write/findOneAndReplace-upsert',
        findAndModify: {
          query: { _id: 4 },
          update: { x: 44 },
          upsert: true,
          new: true,
          sort: { x: 1 },
          fields: { x: 1, _id: 0 },
        },
        gives: { x: 44 },
      },
      {
        name: 'with a pipeline',
        source: 'specifications: crud/tests/unified/updateWithPipelines',
        findAndModify: { query: { _id: 1 }, update: [{ $project: { n: 1 } }, { $addFields: { foo: 1 } }], new: true },
        gives: { _id: 1, n: 1, foo: 1 },
      },
      { name: 'updating and removing', findAndModify: { query: {}, remove: true, update: { a: 1 } }, fails: 9 },
      { name: 'neither', findAndModify: { query: {} }, fails: 9 },
      { name: 'removing and giving what is new', findAndModify: { query: {}, remove: true, new: true }, fails: 9 },
    ],
  },
];
