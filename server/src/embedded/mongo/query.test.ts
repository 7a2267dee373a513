import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestCollection, withStore } from './testing/withStore.ts';

const { ObjectId, Long, Double, MinKey, MaxKey } = mongoose.mongo;
const store = withStore();
const id = (n: number) => new ObjectId(String(n).padStart(24, '0'));

const documents = [
  { n: 1, v: 5 },
  { n: 2, v: 'five' },
  { n: 3, v: null },
  { n: 4 },
  { n: 5, v: [1, 5, 9] },
  { n: 6, v: [] },
  { n: 7, v: { a: 1, b: 2 } },
  { n: 8, v: [{ a: 1 }, { a: 2, b: 3 }] },
  { n: 9, v: new Date(1000) },
  { n: 10, v: id(1) },
  { n: 11, v: true },
  { n: 12, v: Long.fromString('9007199254740993') },
  { n: 13, v: 5.5 },
  { n: 14, v: [[1, 2], 'x'] },
  { n: 15, v: /^f/ },
  { n: 16, v: Number.NaN },
  { n: 17, v: { a: [{ b: 1 }, { b: [2, 3] }] } },
  { n: 18, v: 'Äpfel' },
];

const cases: [string, object, number[]][] = [
  ['a number', { v: 5 }, [1, 5]],
  ['a double equal to an int', { v: new Double(5) }, [1, 5]],
  ['a string', { v: 'five' }, [2]],
  ['null: null or missing', { v: null }, [3, 4]],
  ['a whole array', { v: [1, 5, 9] }, [5]],
  ['an empty array', { v: [] }, [6]],
  ['an array in an array', { v: [1, 2] }, [14]],
  ['a document, field by field', { v: { a: 1, b: 2 } }, [7]],
  ['a document in another order', { v: { b: 2, a: 1 } }, []],
  ['a date', { v: new Date(1000) }, [9]],
  ['an ObjectId', { v: id(1) }, [10]],
  ['a boolean', { v: true }, [11]],
  ['a long beyond 2^53', { v: Long.fromString('9007199254740993') }, [12]],
  ['its neighbour', { v: Long.fromString('9007199254740992') }, []],
  ['NaN', { v: Number.NaN }, [16]],
  ['a dotted path', { 'v.a': 1 }, [7, 8]],
  ['a dotted path into arrays', { 'v.a.b': 3 }, [17]],
  ['an array position', { 'v.0': 1 }, [5, 14]],
  ['a path through a position', { 'v.1.b': 3 }, [8]],
  ['a missing dotted path', { 'v.a': null }, [1, 2, 3, 4, 9, 10, 11, 12, 13, 15, 16, 18]],
  ['$gt within the type', { v: { $gt: 5 } }, [5, 12, 13]],
  ['$gte', { v: { $gte: 5 } }, [1, 5, 12, 13]],
  ['$lt does not take NaN', { v: { $lt: 5 } }, [5]],
  ['$gt of a string', { v: { $gt: 'a' } }, [2, 14, 18]],
  ['$gte null', { v: { $gte: null } }, [3, 4]],
  ['$gt a date', { v: { $gt: new Date(0) } }, [9]],
  ['$gt MinKey', { v: { $gt: new MinKey(), $lt: new MaxKey() }, n: { $lte: 3 } }, [1, 2, 3]],
  ['two conditions met by different elements', { v: { $gt: 8, $lt: 2 } }, [5]],
  ['$ne', { v: { $ne: 5 }, n: { $lte: 6 } }, [2, 3, 4, 6]],
  ['$ne null', { v: { $ne: null }, n: { $lte: 6 } }, [1, 2, 5, 6]],
  ['$in', { v: { $in: [5, 'five', null] } }, [1, 2, 3, 4, 5]],
  ['$in with a pattern', { v: { $in: [/^fi/, true] } }, [2, 11]],
  ['$in with many values', { n: { $in: Array.from({ length: 40 }, (_, i) => i * 9) } }, [9, 18]],
  ['$nin', { v: { $nin: [5, null] }, n: { $lte: 7 } }, [2, 6, 7]],
  ['$exists', { v: { $exists: true }, n: { $lte: 5 } }, [1, 2, 3, 5]],
  ['$exists false', { v: { $exists: false } }, [4]],
  ['$exists of a path in an array', { 'v.b': { $exists: true } }, [7, 8]],
  ['$type by name', { v: { $type: 'string' } }, [2, 14, 18]],
  ['$type number', { v: { $type: 'number' } }, [1, 5, 12, 13, 16]],
  ['$type int', { v: { $type: 16 } }, [1, 5]],
  ['$type array', { v: { $type: 'array' } }, [5, 6, 8, 14]],
  ['$type list', { v: { $type: ['date', 'bool'] } }, [9, 11]],
  ['a pattern, or the same pattern stored', { v: /^f/ }, [2, 15]],
  ['$regex with options', { v: { $regex: '^FI', $options: 'i' } }, [2]],
  ['a case-insensitive pattern beyond ASCII', { v: /^ÄPF/i }, [18]],
  ['$size', { v: { $size: 3 } }, [5]],
  ['$all', { v: { $all: [1, 9] } }, [5]],
  ['$all of nothing', { v: { $all: [] } }, []],
  ['$elemMatch of documents', { v: { $elemMatch: { a: 2, b: 3 } } }, [8]],
  ['$elemMatch of documents, no single element', { v: { $elemMatch: { a: 1, b: 3 } } }, []],
  ['$elemMatch of values', { v: { $elemMatch: { $gt: 5, $lt: 10 } } }, [5]],
  ['$mod', { v: { $mod: [3, 2] } }, [1, 5, 13]],
  ['$not', { v: { $not: { $gt: 5 } }, n: { $lte: 5 } }, [1, 2, 3, 4]],
  ['$not with a pattern', { v: { $not: /^f/ }, n: { $lte: 3 } }, [1, 3]],
  ['$not of several', { v: { $not: { $gt: 0, $lt: 9 } }, n: { $in: [1, 5, 12] } }, [12]],
  ['$and', { $and: [{ v: { $gt: 4 } }, { v: { $lt: 6 } }] }, [1, 5, 13]],
  ['$or', { $or: [{ v: true }, { n: 2 }] }, [2, 11]],
  ['$nor', { $nor: [{ v: { $exists: true } }, { n: 1 }] }, [4]],
  ['$expr', { $expr: { $eq: [{ $mod: ['$n', 9] }, 0] } }, [9, 18]],
  ['$comment', { n: 1, $comment: 'why' }, [1]],
];

/** Every case must give the same with indexes as without: those find candidates only. */
describe.each([
  ['without an index', []],
  ['with indexes', [{ v: 1 }, { v: -1, n: 1 }, { 'v.a': 1, n: -1 }, { n: 1, v: 1 }] as const],
])('filters %s', (_name, indexes) => {
  let c: TestCollection;
  beforeAll(async () => {
    c = store.collection();
    for (const index of indexes) await c.createIndex(index);
    await c.insertMany(documents.map((document) => ({ ...document })));
  });

  it.each(cases)('match %s', async (_what, filter, expected) => {
    const found = await c.find(filter).toArray();
    expect(found.map(({ n }) => n).sort((a, b) => a - b)).toEqual(expected);
    expect(await c.countDocuments(filter)).toBe(expected.length);
  });

  it.each([1, -1] as const)('sort by value across types, in direction %d', async (direction) => {
    const found = await c.find({}, { sort: { v: direction, n: direction } }).toArray();
    // Of an array the smallest element counts when ascending, and the largest when descending.
    const ascending = [6, 3, 4, 16, 5, 1, 13, 12, 2, 14, 18, 8, 7, 17, 10, 11, 9, 15];
    const descending = [15, 9, 11, 10, 14, 17, 8, 7, 18, 2, 12, 5, 13, 1, 16, 4, 3, 6];
    expect(found.map(({ n }) => n)).toEqual(direction === 1 ? ascending : descending);
  });
});

describe('projections', () => {
  const document = { _id: 1, a: { b: 1, c: 2, d: { e: 3 } }, list: [{ x: 1, y: 2 }, { x: 3, y: 4 }, 5], z: 'z' };
  let c: mongoose.mongo.Collection<{ _id: number }>;
  beforeAll(async () => {
    c = store.db().collection('projections');
    await c.insertOne(document);
  });

  it.each([
    [{ z: 1 }, { _id: 1, z: 'z' }],
    [{ z: 1, _id: 0 }, { z: 'z' }],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0, a: 0, list: 0 }, { z: 'z' }],
    [
      { 'a.b': 1, 'a.d.e': 1 },
      { _id: 1, a: { b: 1, d: { e: 3 } } },
    ],
    [
      { 'a.b': 0, list: 0 },
      { _id: 1, a: { c: 2, d: { e: 3 } }, z: 'z' },
    ],
    [{ a: { c: 1 } }, { _id: 1, a: { c: 2 } }],
    [{ 'list.x': 1 }, { _id: 1, list: [{ x: 1 }, { x: 3 }] }],
    [
      { 'list.x': 0, a: 0, z: 0 },
      { _id: 1, list: [{ y: 2 }, { y: 4 }, 5] },
    ],
    [
      { list: { $slice: 1 }, a: 0, z: 0 },
      { _id: 1, list: [{ x: 1, y: 2 }] },
    ],
    [
      { list: { $slice: [-2, 1] }, z: 1 },
      { _id: 1, list: [{ x: 3, y: 4 }], z: 'z' },
    ],
    [{ list: { $elemMatch: { x: { $gt: 1 } } } }, { _id: 1, list: [{ x: 3, y: 4 }] }],
    [{ 'list.$': 1 }, { _id: 1, list: [{ x: 3, y: 4 }] }],
    [
      { z: 1, sum: { $add: ['$a.b', '$a.c'] }, copy: '$a.d' },
      { _id: 1, z: 'z', sum: 3, copy: { e: 3 } },
    ],
    [{ nothing: 1 }, { _id: 1 }],
  ])('%j', async (projection, expected) => {
    const [found] = await c.find({ 'list.x': 3 }, { projection }).toArray();
    expect(found).toEqual(expected);
    expect(Object.keys(found ?? {})).toEqual(Object.keys(expected));
  });
});

describe('distinct', () => {
  it('takes arrays apart and sorts by value', async () => {
    const c = store.collection();
    await c.insertMany([{ v: [3, 1] }, { v: 2 }, { v: 1 }, { v: 'a' }, {}, { v: null }]);
    expect(await c.distinct('v')).toEqual([null, 1, 2, 3, 'a']);
    expect(await c.distinct('v', { v: { $gt: 1 } })).toEqual([1, 2, 3]);
  });
});
