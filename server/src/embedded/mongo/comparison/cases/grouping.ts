import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Double, Int32, Long } = mongo;

const stages = 'server: src/mongo/db/pipeline/document_source_*.cpp';

/** Groups and what is gathered of them. */
export const grouping: Group[] = [
  {
    about: '$group',
    source: 'manual: reference/operator/aggregation/group, sum, avg, min, max, push, addToSet, first and last',
    documents: [
      { _id: 1, item: 'a', price: 10, qty: 2, tags: ['x'] },
      { _id: 2, item: 'b', price: 20, qty: 1 },
      { _id: 3, item: 'a', price: 'none', qty: 5 },
      { _id: 4, price: 4, qty: null },
      { _id: 5, item: null, price: 6 },
    ],
    cases: [
      {
        name: 'puts missing and null together',
        aggregate: [{ $group: { _id: '$item', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
        gives: [
          { _id: null, n: 2 },
          { _id: 'a', n: 2 },
          { _id: 'b', n: 1 },
        ],
      },
      {
        name: 'of everything',
        aggregate: [{ $group: { _id: null, sum: { $sum: '$price' }, avg: { $avg: '$price' }, count: { $count: {} } } }],
        gives: [{ _id: null, sum: 40, avg: 10, count: 5 }],
      },
      {
        name: 'of nothing is nothing',
        aggregate: [{ $match: { _id: 9 } }, { $group: { _id: null, n: { $sum: 1 } } }],
        gives: [],
      },
      {
        name: '$sum of what is no number is 0, $avg of it null',
        aggregate: [{ $group: { _id: null, sum: { $sum: '$item' }, avg: { $avg: '$item' } } }],
        gives: [{ _id: null, sum: 0, avg: null }],
      },
      {
        name: '$min and $max leave null out, and compare across types',
        aggregate: [
          {
            $group: {
              _id: null,
              min: { $min: '$price' },
              max: { $max: '$price' },
              q: { $min: '$qty' },
              none: { $max: '$none' },
            },
          },
        ],
        gives: [{ _id: null, min: 4, max: 'none', q: 1, none: null }],
      },
      {
        name: '$push keeps null, and leaves out what is missing',
        aggregate: [{ $sort: { _id: 1 } }, { $group: { _id: null, q: { $push: '$qty' }, i: { $push: '$item' } } }],
        gives: [{ _id: null, q: [2, 1, 5, null], i: ['a', 'b', 'a', null] }],
      },
      {
        name: '$addToSet takes each once',
        aggregate: [{ $group: { _id: null, i: { $addToSet: '$item' } } }, { $project: { n: { $size: '$i' } } }],
        gives: [{ _id: null, n: 3 }],
      },
      {
        name: '$first and $last, of what is missing too',
        aggregate: [
          { $sort: { _id: 1 } },
          { $group: { _id: null, f: { $first: '$item' }, l: { $last: '$qty' }, t: { $first: '$tags' } } },
        ],
        gives: [{ _id: null, f: 'a', l: null, t: ['x'] }],
      },
      {
        name: 'by a document, whose missing fields stay away',
        aggregate: [{ $group: { _id: { i: '$item', big: { $gt: ['$qty', 1] } } } }, { $sort: { _id: 1 } }],
        gives: [
          { _id: { i: null, big: false } },
          { _id: { i: 'a', big: true } },
          { _id: { i: 'b', big: false } },
          { _id: { big: false } },
        ],
      },
      {
        name: '$sum keeps the kind of numbers',
        keepsKinds: true,
        documents: [
          { _id: 1, i: new Int32(1), l: Long.fromNumber(1), d: new Double(1) },
          { _id: 2, i: new Int32(2147483647), l: new Int32(1), d: new Int32(1) },
        ],
        aggregate: [{ $group: { _id: null, i: { $sum: '$i' }, l: { $sum: '$l' }, d: { $sum: '$d' } } }],
        gives: [{ _id: null, i: Long.fromString('2147483648'), l: Long.fromNumber(2), d: new Double(2) }],
      },
      {
        name: '$mergeObjects',
        source: 'manual: reference/operator/aggregation/mergeObjects',
        documents: [{ _id: 1, o: { a: 1, b: 1 } }, { _id: 2, o: { b: 2 } }, { _id: 3 }],
        aggregate: [{ $sort: { _id: 1 } }, { $group: { _id: null, o: { $mergeObjects: '$o' } } }],
        gives: [{ _id: null, o: { a: 1, b: 2 } }],
      },
      { name: 'needs an _id', source: stages, aggregate: [{ $group: { n: { $sum: 1 } } }], fails: 15955 },
      { name: 'needs accumulators', source: stages, aggregate: [{ $group: { _id: null, n: '$qty' } }], fails: 40234 },
      {
        name: 'takes one accumulator a field',
        source: stages,
        aggregate: [{ $group: { _id: null, n: { $sum: 1, $avg: 1 } } }],
        fails: 40238,
      },
      {
        name: 'an accumulator that does not exist',
        source: stages,
        aggregate: [{ $group: { _id: null, n: { $total: 1 } } }],
        fails: 15952,
      },
    ],
  },
];
