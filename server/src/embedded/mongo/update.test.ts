import mongoose, { type mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { withStore } from './testing/withStore.ts';

const { Double, Int32, Long } = mongoose.mongo;
const store = withStore();

type Document = mongo.Document;

/** document, update and result (without _id), options */
const cases: [Document, Document, Document, Document?][] = [
  [{ a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
  [{ a: 1 }, { $set: { z: 1, y: 2 } }, { a: 1, y: 2, z: 1 }],
  [{ a: [1, 2] }, { $set: { 'a.3': 4 } }, { a: [1, 2, null, 4] }],
  [{ a: 1, b: 2, c: { d: 1 } }, { $unset: { a: '', 'c.d': '', x: '', 'y.z': '' } }, { b: 2, c: {} }],
  [{ a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
  [{ a: 1, d: 1.5 }, { $inc: { a: 2, b: 3, d: 1 } }, { a: 3, d: 2.5, b: 3 }],
  [{ a: 2 }, { $mul: { a: 3, b: 3 } }, { a: 6, b: 0 }],
  [{ a: 5, b: 5, s: 's' }, { $min: { a: 3, b: 7, c: 1, s: 9 } }, { a: 3, b: 5, s: 9, c: 1 }],
  [{ a: 5, b: 5 }, { $max: { a: 3, b: 7, c: 1 } }, { a: 5, b: 7, c: 1 }],
  [{ a: { b: 1 }, x: 2 }, { $rename: { 'a.b': 'c', x: 'a.y', no: 'nothing' } }, { a: { y: 2 }, c: 1 }],
  [{ a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
  [{ a: [1] }, { $push: { a: { $each: [2, 3], $slice: -2 } } }, { a: [2, 3] }],
  [{ a: [1] }, { $push: { a: { $each: [5, 0], $sort: -1 } } }, { a: [5, 1, 0] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 9, 2] }],
  [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 }, $slice: 5 } } }, { a: [{ n: 1 }, { n: 2 }] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] }, b: 'x' } }, { a: [1, 2], b: ['x'] }],
  [{ a: [{ x: 1, y: 2 }] }, { $addToSet: { a: { x: 1, y: 2 } } }, { a: [{ x: 1, y: 2 }] }],
  [{ a: [1, 2, 3, 2] }, { $pull: { a: 2 } }, { a: [1, 3] }],
  [{ a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
  [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
  [{ a: ['ab', 'cd'] }, { $pull: { a: { $in: [/^a/] } } }, { a: ['cd'] }],
  [{ a: [1, 2, 3, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  [
    { a: [{ k: 1 }, { k: 2 }] },
    { $set: { 'a.$[].v': 0 } },
    {
      a: [
        { k: 1, v: 0 },
        { k: 2, v: 0 },
      ],
    },
  ],
  [
    { a: [{ k: 1 }, { k: 2 }, { k: 3 }] },
    { $set: { 'a.$[big].v': 0 } },
    { a: [{ k: 1 }, { k: 2, v: 0 }, { k: 3, v: 0 }] },
    { arrayFilters: [{ 'big.k': { $gt: 1 } }] },
  ],
  [
    { a: [[1, 5], [7]] },
    { $inc: { 'a.$[].$[n]': 10 } },
    { a: [[1, 15], [17]] },
    { arrayFilters: [{ n: { $gte: 5 } }] },
  ],
];

describe('update operators', () => {
  it.each(cases)('%j with %j', async (...[document, update, expected, options]) => {
    const c = store.collection();
    await c.insertOne({ ...document });
    await c.updateOne({}, update, options);
    const found = await c.findOne({}, { projection: { _id: 0 } });
    expect(found).toEqual(expected);
    expect(Object.keys(found ?? {})).toEqual(Object.keys(expected));
  });

  it('keep the kind of a number', async () => {
    const c = store.collection();
    await c.insertOne({ i: new Int32(1), l: Long.fromNumber(1), d: new Double(1), max: new Int32(2 ** 31 - 1) });
    await c.updateOne({}, { $inc: { i: 1, l: 1, d: 1, max: 1, fresh: Long.fromNumber(7) } });
    expect(await c.findOne({}, { promoteValues: false })).toMatchObject({
      i: new Int32(2),
      l: Long.fromNumber(2),
      d: new Double(2),
      max: Long.fromNumber(2 ** 31),
      fresh: Long.fromNumber(7),
    });
  });

  it('change the element that the query matched', async () => {
    const c = store.collection();
    await c.insertOne({
      items: [
        { id: 1, n: 1 },
        { id: 2, n: 2 },
        { id: 3, n: 3 },
      ],
      tags: ['x', 'y'],
    });
    await c.updateOne({ 'items.id': 2 }, { $inc: { 'items.$.n': 10 } });
    await c.updateOne({ items: { $elemMatch: { id: 3, n: 3 } } }, { $set: { 'items.$.hit': true } });
    await c.updateOne({ tags: 'y' }, { $set: { 'tags.$': 'z' } });
    expect(await c.findOne({}, { projection: { _id: 0 } })).toEqual({
      items: [
        { id: 1, n: 1 },
        { id: 2, n: 12 },
        { id: 3, n: 3, hit: true },
      ],
      tags: ['x', 'z'],
    });
  });

  it('set the current date', async () => {
    const c = store.collection();
    const before = Date.now();
    await c.insertOne({ n: 1 });
    const change: Document = { $currentDate: { at: true, other: { $type: 'date' }, stamp: { $type: 'timestamp' } } };
    await c.updateOne({}, change);
    const found = await c.findOne({});
    expect(found?.['at'].getTime()).toBeGreaterThanOrEqual(before);
    expect(found?.['other']).toBeInstanceOf(Date);
    expect(found?.['stamp']).toMatchObject({ _bsontype: 'Timestamp' });
  });

  it.each<[Document, Document, number]>([
    [{ s: 'text' }, { $inc: { s: 1 } }, 14],
    [{ a: 1 }, { $inc: { a: 'x' } }, 14],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
    [{ a: [1] }, { $set: { 'a.b': 1 } }, 28],
    [{ a: 1 }, { $set: { a: 1, 'a.b': 2 } }, 40],
    [{ a: 1 }, { $set: { a: 1 }, $inc: { a: 2 } }, 40],
    [{ a: 1 }, { $push: { a: 1 } }, 2],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
    [{ a: 1 }, { $pull: { a: 1 } }, 2],
    [{ a: 1 }, { $pop: { a: 1 } }, 14],
    [{ a: [1] }, { $set: { 'a.$': 1 } }, 2],
    [{ a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
    [{ a: 1 }, { $set: { '': 1 } }, 56],
    [{ a: 1 }, { $set: { 'a.$b': 1 } }, 52],
    [{ a: 1 }, { $rename: { a: 'a' } }, 2],
    [{ a: 1 }, { $bit: { a: { and: 1 } } }, 9],
    [{ a: 1 }, { $foo: { a: 1 } }, 9],
    [{ a: [1] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
    [{ a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
  ])('%j refuses %j with code %d and leaves the document alone', async (document, update, code) => {
    const c = store.collection();
    await c.insertOne({ ...document });
    const before = await c.findOne({}, { promoteValues: false });
    await expect(c.updateOne({}, update)).rejects.toMatchObject({ code });
    expect(await c.findOne({}, { promoteValues: false })).toEqual(before);
  });
});

describe('pipeline updates', () => {
  // Written like this because the linter takes an object with `then` for a promise.
  const branch = (test: object, result: unknown) =>
    Object.fromEntries([
      ['case', test],
      ['then', result],
    ]);

  const rank = { $indexOfArray: [['pending', 'sent', 'delivered', 'read'], '$status'] };
  const forwardTo = (status: string, at: number) => [
    {
      $set: {
        status: { $cond: [{ $lt: [rank, at] }, status, '$status'] },
        history: { $concatArrays: [{ $ifNull: ['$history', []] }, [status]] },
      },
    },
  ];

  it('move a status forward only', async () => {
    const c = store.collection();
    await c.insertOne({ k: 1, status: 'pending' });
    const step = (status: string, at: number) =>
      c.findOneAndUpdate({ k: 1 }, forwardTo(status, at), { returnDocument: 'after' });
    expect(await step('delivered', 2)).toMatchObject({ status: 'delivered' });
    expect(await step('sent', 1)).toMatchObject({ status: 'delivered' });
    expect(await step('read', 3)).toMatchObject({ status: 'read', history: ['delivered', 'sent', 'read'] });
  });

  it.each([
    [{ a: 1 }, [{ $set: { b: { $max: ['$a', 5] }, c: { $literal: '$a' } } }], { a: 1, b: 5, c: '$a' }],
    [{ a: { b: 1 } }, [{ $set: { 'a.c': 2, a: { d: 3 } } }], { a: { b: 1, c: 2, d: 3 } }],
    [{ a: 1, b: 2 }, [{ $unset: 'a' }, { $set: { c: '$b' } }], { b: 2, c: 2 }],
    [{ a: 1, b: 2 }, [{ $project: { _id: 1, a: 1 } }], { a: 1 }],
    [{ a: 1 }, [{ $replaceWith: { $mergeObjects: ['$$ROOT', { b: 2 }] } }], { a: 1, b: 2 }],
    [{ a: 1 }, [{ $set: { a: '$$REMOVE', b: '$missing' } }], {}],
    [
      { n: 7 },
      [{ $set: { size: { $switch: { branches: [branch({ $gt: ['$n', 5] }, 'big')], default: 'small' } } } }],
      { n: 7, size: 'big' },
    ],
    [
      { at: null },
      [{ $set: { at: { $cond: [{ $gt: ['$at', new Date(5)] }, '$at', new Date(5)] } } }],
      { at: new Date(5) },
    ],
    [{ at: new Date(9) }, [{ $set: { late: { $gt: ['$at', null] } } }], { at: new Date(9), late: true }],
    [{ ids: [1, 2] }, [{ $set: { ids: { $setUnion: ['$ids', [2, 3]] } } }], { ids: [1, 2, 3] }],
    [
      {
        r: [
          { by: 'a', e: 1 },
          { by: 'b', e: 2 },
        ],
      },
      [
        {
          $set: {
            r: {
              $concatArrays: [
                { $filter: { input: '$r', as: 'x', cond: { $ne: ['$$x.by', 'a'] } } },
                [{ by: 'a', e: 9 }],
              ],
            },
          },
        },
      ],
      {
        r: [
          { by: 'b', e: 2 },
          { by: 'a', e: 9 },
        ],
      },
    ],
    [{ l: [{ v: 1 }] }, [{ $set: { 'l.w': 2 } }], { l: [{ v: 1, w: 2 }] }],
  ])('%j with %j', async (document, pipeline, expected) => {
    const c = store.collection();
    await c.insertOne({ ...document });
    await c.updateOne({}, pipeline);
    expect(await c.findOne({}, { projection: { _id: 0 } })).toEqual(expected);
  });

  it('leave the kinds of the other numbers alone, and upsert', async () => {
    const c = store.collection();
    await c.insertOne({ d: new Double(1), l: Long.MAX_VALUE, n: 1 });
    await c.updateOne({}, [{ $set: { n: { $add: ['$n', 1] } } }]);
    expect(await c.findOne({}, { promoteValues: false })).toMatchObject({
      d: new Double(1),
      l: Long.MAX_VALUE,
      n: new Int32(2),
    });
    await c.updateOne({ k: 5 }, [{ $set: { made: { $ifNull: ['$made', true] } } }], { upsert: true });
    expect(await c.findOne({ k: 5 })).toMatchObject({ made: true });
  });
});
