import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { withStore } from './testing/withStore.ts';

const { Double, Int32, ObjectId } = mongoose.mongo;
const store = withStore();

describe('aggregate', () => {
  const alice = new ObjectId();
  const bob = new ObjectId();
  beforeAll(async () => {
    await store
      .db()
      .collection('people')
      .insertMany([
        { _id: alice, name: 'Alice' },
        { _id: bob, name: 'Bob' },
      ]);
    await store
      .db()
      .collection('sales')
      .insertMany([
        { by: alice, amount: 5, tags: ['a', 'b'], at: new Date('2026-01-01T10:00:00Z') },
        { by: bob, amount: 7, tags: [], at: new Date('2026-01-02T10:00:00Z') },
        { by: alice, amount: 1, at: new Date('2026-01-02T11:00:00Z') },
        { by: null, amount: 'unknown', tags: ['b'] },
      ]);
  });
  const run = (pipeline: object[]) => store.db().collection('sales').aggregate(pipeline).toArray();

  it('groups by value, ObjectIds included', async () => {
    const groups = await run([
      {
        $group: {
          _id: '$by',
          sum: { $sum: '$amount' },
          avg: { $avg: '$amount' },
          min: { $min: '$amount' },
          max: { $max: '$amount' },
          count: { $sum: 1 },
          also: { $count: {} },
          first: { $first: '$amount' },
          last: { $last: '$amount' },
          all: { $push: '$amount' },
          days: { $addToSet: { $dayOfMonth: '$at' } },
        },
      },
      { $sort: { sum: -1, _id: 1 } },
    ]);
    expect(groups).toMatchObject([
      { _id: bob, sum: 7 },
      { _id: alice, sum: 6, avg: 3, min: 1, max: 5, count: 2, also: 2, first: 5, last: 1, all: [5, 1], days: [1, 2] },
      { _id: null, sum: 0, avg: null, min: 'unknown', max: 'unknown' },
    ]);
  });

  it.each<[string, object[], object[]]>([
    [
      '$match, $sort, $skip, $limit, $project',
      [
        { $match: { amount: { $gt: 0 } } },
        { $sort: { amount: 1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { _id: 0, double: { $multiply: ['$amount', 2] }, amount: 1 } },
      ],
      [{ amount: 5, double: 10 }],
    ],
    [
      '$limit before $sort',
      [{ $limit: 2 }, { $sort: { amount: -1 } }, { $project: { _id: 0, amount: 1 } }],
      [{ amount: 7 }, { amount: 5 }],
    ],
    [
      '$unwind',
      [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
      [
        { _id: 'a', n: 1 },
        { _id: 'b', n: 2 },
      ],
    ],
    [
      '$unwind that keeps empty ones',
      [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $match: { i: null } },
        { $count: 'n' },
      ],
      [{ n: 2 }],
    ],
    ['$count', [{ $match: { amount: 7 } }, { $count: 'n' }], [{ n: 1 }]],
    ['$count of nothing', [{ $match: { amount: 99 } }, { $count: 'n' }], []],
    [
      '$lookup',
      [
        { $match: { amount: 7 } },
        { $lookup: { from: 'people', localField: 'by', foreignField: '_id', as: 'seller' } },
        { $project: { _id: 0, 'seller.name': 1 } },
      ],
      [{ seller: [{ name: 'Bob' }] }],
    ],
    [
      '$lookup of nothing',
      [
        { $match: { amount: 'unknown' } },
        { $lookup: { from: 'people', localField: 'by', foreignField: '_id', as: 'seller' } },
        { $project: { _id: 0, seller: 1 } },
      ],
      [{ seller: [] }],
    ],
    [
      '$addFields, $unset',
      [
        { $match: { amount: 7 } },
        { $addFields: { 'x.y': '$amount' } },
        { $unset: ['_id', 'by', 'tags', 'at', 'amount'] },
      ],
      [{ x: { y: 7 } }],
    ],
    [
      '$replaceRoot',
      [{ $match: { amount: 7 } }, { $replaceRoot: { newRoot: { a: '$amount', gone: '$missing' } } }],
      [{ a: 7 }],
    ],
    [
      '$facet',
      [{ $facet: { n: [{ $count: 'n' }], top: [{ $match: { amount: 7 } }, { $project: { _id: 0, amount: 1 } }] } }],
      [{ n: [{ n: 4 }], top: [{ amount: 7 }] }],
    ],
    [
      '$group by day',
      [
        { $match: { at: { $exists: true } } },
        { $group: { _id: { $dateToString: { date: '$at', format: '%Y-%m-%d' } }, n: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: '2026-01-01', n: 1 },
        { _id: '2026-01-02', n: 2 },
      ],
    ],
  ])('does %s', async (_name, pipeline, expected) => {
    expect(await run(pipeline)).toEqual(expected);
  });

  it('keeps the order of fields in $project', async () => {
    const [first] = await run([{ $limit: 1 }, { $project: { zeta: '$amount', alpha: { $literal: 1 }, tags: 1 } }]);
    expect(Object.keys(first ?? {})).toEqual(['_id', 'tags', 'zeta', 'alpha']);
  });

  it('adds integers to an integer and doubles to a double', async () => {
    const c = store.collection();
    await c.insertMany([
      { i: 1, d: new Double(1) },
      { i: 2, d: new Double(2) },
    ]);
    const sums = await c
      .aggregate([{ $group: { _id: null, i: { $sum: '$i' }, d: { $sum: '$d' } } }], { promoteValues: false })
      .toArray();
    expect(sums).toEqual([{ _id: null, i: new Int32(3), d: new Double(3) }]);
  });

  it('counts through countDocuments with skip and limit', async () => {
    const c = store.collection();
    await c.insertMany(Array.from({ length: 10 }, (_, n) => ({ n })));
    expect(await c.countDocuments({ n: { $gte: 2 } }, { skip: 3, limit: 4 })).toBe(4);
    expect(await c.estimatedDocumentCount()).toBe(10);
    expect(await store.db().collection('nowhere').countDocuments()).toBe(0);
  });
});

describe('expressions', () => {
  const document = {
    _id: 1,
    n: 5,
    s: 'Hello',
    nil: null,
    list: [3, 1, 2],
    docs: [
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
    ],
    o: { x: 1 },
    date: new Date('2026-03-01T12:34:56.789Z'),
    id: new ObjectId('000000000000000000000001'),
  };
  const other = new ObjectId('000000000000000000000002');
  beforeAll(async () => {
    await store.db().collection<{ _id: number }>('one').insertOne(document);
  });

  it.each<[unknown, unknown]>([
    [{ $add: ['$n', 1, 2] }, 8],
    [{ $add: ['$date', 1000] }, new Date('2026-03-01T12:34:57.789Z')],
    [{ $subtract: ['$date', new Date('2026-03-01T12:34:56.000Z')] }, 789],
    [{ $add: ['$n', '$nil'] }, null],
    [{ $divide: ['$n', 2] }, 2.5],
    [{ $eq: ['$nothing', null] }, false],
    [{ $eq: ['$nil', null] }, true],
    [{ $eq: ['$id', new ObjectId('000000000000000000000001')] }, true],
    [{ $lt: ['$id', other] }, true],
    [{ $gt: ['$s', '$n'] }, true],
    [{ $gt: ['$n', '$nil'] }, true],
    [
      {
        $eq: [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      },
      false,
    ],
    [
      {
        $cmp: [
          [1, 2],
          [1, 3],
        ],
      },
      -1,
    ],
    [{ $in: ['$n', [1, 5]] }, true],
    [{ $in: ['$id', [other]] }, false],
    [{ $and: [true, '$n', ''] }, true],
    [{ $or: [0, null, '$nothing'] }, false],
    [{ $not: ['$nil'] }, true],
    [{ $cond: [{ $gte: ['$n', 5] }, 'yes', 'no'] }, 'yes'],
    [
      {
        $cond: Object.fromEntries([
          ['if', '$nil'],
          ['then', 1],
          ['else', '$n'],
        ]),
      },
      5,
    ],
    [{ $hour: '$nothing' }, null],
    [{ $dateToString: { date: '$nil', onNull: 'never' } }, 'never'],
    [{ $dateDiff: { startDate: '$nothing', endDate: '$date', unit: 'day' } }, null],
    [{ $ifNull: ['$nothing', '$nil', 'x'] }, 'x'],
    [{ $size: '$list' }, 3],
    [{ $arrayElemAt: ['$list', -1] }, 2],
    [{ $slice: ['$list', 2] }, [3, 1]],
    [{ $reverseArray: '$list' }, [2, 1, 3]],
    [{ $max: '$list' }, 3],
    [{ $min: ['$n', '$nil', 9] }, 5],
    [{ $sum: '$list' }, 6],
    [{ $avg: ['$n', 7, 'x'] }, 6],
    ['$docs.v', [1, 2]],
    [{ $map: { input: '$docs', as: 'd', in: { $add: ['$$d.v', '$n'] } } }, [6, 7]],
    [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
    [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    [{ $let: { vars: { a: 1, b: '$n' }, in: { $add: ['$$a', '$$b'] } } }, 6],
    [{ $mergeObjects: ['$o', { y: 2 }, '$nothing'] }, { x: 1, y: 2 }],
    [{ $objectToArray: '$o' }, [{ k: 'x', v: 1 }]],
    [{ $concat: ['$s', ' ', 'World'] }, 'Hello World'],
    [{ $concat: ['$s', '$nil'] }, null],
    [{ $toLower: '$s' }, 'hello'],
    [{ $strLenCP: '$s' }, 5],
    [{ $substrCP: ['$s', 1, 3] }, 'ell'],
    [{ $split: ['$s', 'l'] }, ['He', '', 'o']],
    [{ $regexMatch: { input: '$s', regex: /^he/i } }, true],
    [{ $toString: '$id' }, '000000000000000000000001'],
    [{ $type: '$nothing' }, 'missing'],
    [{ $type: '$id' }, 'objectId'],
    [{ $dateTrunc: { date: '$date', unit: 'hour' } }, new Date('2026-03-01T12:00:00Z')],
    [{ $dateToString: { date: '$date', format: '%Y-%m-%dT%H:%M' } }, '2026-03-01T12:34'],
    [{ $hour: '$date' }, 12],
    [{ $literal: { $add: ['$n', 1] } }, { $add: ['$n', 1] }],
    [{ $setDifference: ['$list', [1]] }, [3, 2]],
    [{ $setUnion: [['$id'], [other, '$id']] }, [new ObjectId('000000000000000000000001'), other]],
    [{ $isArray: '$list' }, true],
    [
      { a: '$n', b: ['$s', '$nothing'] },
      { a: 5, b: ['Hello', null] },
    ],
  ])('%j', async (expression, expected) => {
    const [found] = await store
      .db()
      .collection('one')
      .aggregate([{ $replaceWith: { value: expression } }])
      .toArray();
    expect(found).toEqual({ value: expected });
  });
});
