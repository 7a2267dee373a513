import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Binary, BSONRegExp, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } = mongo;

/** The order of values, within a type and across all of them. */
export const sorting: Group[] = [
  {
    about: 'the order across types',
    source: 'manual: reference/bson-type-comparison-order',
    documents: [
      { _id: 1, v: new MaxKey() },
      { _id: 2, v: new BSONRegExp('a', '') },
      { _id: 3, v: new Timestamp({ t: 1, i: 1 }) },
      { _id: 4, v: new Date(0) },
      { _id: 5, v: false },
      { _id: 6, v: new ObjectId('000000000000000000000000') },
      { _id: 7, v: new Binary(Buffer.from('a')) },
      { _id: 8, v: { a: 1 } },
      { _id: 9, v: 'a' },
      { _id: 10, v: -5 },
      { _id: 11, v: null },
      { _id: 12, v: new MinKey() },
    ],
    cases: [
      { name: 'upwards', find: {}, options: { sort: { v: 1 } }, ids: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1] },
      { name: 'downwards', find: {}, options: { sort: { v: -1 } }, ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
      {
        name: 'is the order of an index',
        indexes: [{ key: { v: 1 } }],
        find: {},
        options: { sort: { v: 1 }, hint: 'v_1' },
        ids: [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      },
      {
        name: 'is the order of $sort',
        source: 'manual: reference/operator/aggregation/sort',
        aggregate: [{ $sort: { v: -1 } }],
        ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      },
    ],
  },
  {
    about: 'the order within a type',
    source: 'manual: reference/bson-type-comparison-order',
    cases: [
      {
        name: 'numbers of all kinds by value',
        documents: [
          { _id: 1, v: new Double(2.5) },
          { _id: 2, v: Long.fromNumber(2) },
          { _id: 3, v: new Int32(3) },
          { _id: 4, v: Number.NEGATIVE_INFINITY },
          { _id: 5, v: Long.MAX_VALUE },
          { _id: 6, v: Number.NaN },
        ],
        find: {},
        options: { sort: { v: 1 } },
        ids: [6, 4, 2, 1, 3, 5],
      },
      {
        name: 'strings by their bytes',
        documents: [
          { _id: 1, v: 'a' },
          { _id: 2, v: 'B' },
          { _id: 3, v: 'ä' },
          { _id: 4, v: 'aa' },
          { _id: 5, v: '' },
          { _id: 6, v: '10' },
          { _id: 7, v: '9' },
        ],
        find: {},
        options: { sort: { v: 1 } },
        ids: [5, 6, 7, 2, 1, 4, 3],
      },
      {
        name: 'documents by the types, names and values of their fields',
        documents: [
          { _id: 1, v: { b: 1 } },
          { _id: 2, v: { a: 'x' } },
          { _id: 3, v: { a: 2 } },
          { _id: 4, v: {} },
          { _id: 5, v: { a: 1, b: 1 } },
          { _id: 6, v: { a: 1 } },
        ],
        find: {},
        options: { sort: { v: 1 } },
        ids: [4, 6, 5, 3, 1, 2],
      },
      {
        name: 'bytes by their number, kind and content',
        documents: [
          { _id: 1, v: new Binary(Buffer.from('zz')) },
          { _id: 2, v: new Binary(Buffer.from('abc')) },
          { _id: 3, v: new Binary(Buffer.from('ab')) },
          { _id: 4, v: new Binary(Buffer.from('aa'), 128) },
        ],
        find: {},
        options: { sort: { v: 1 } },
        ids: [3, 1, 4, 2],
      },
      {
        name: 'false before true',
        documents: [
          { _id: 1, v: true },
          { _id: 2, v: false },
        ],
        find: {},
        options: { sort: { v: 1 } },
        ids: [2, 1],
      },
    ],
  },
  {
    about: 'sorting by arrays and missing fields',
    source: 'manual: reference/bson-type-comparison-order, Arrays and Non-existent Fields',
    documents: [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
      { _id: 3, v: [2, 9] },
      { _id: 4 },
      { _id: 5, v: [] },
      { _id: 6, v: null },
    ],
    cases: [
      {
        name: 'upwards the smallest element counts, and an empty array is less than null',
        find: {},
        options: { sort: { v: 1, _id: 1 } },
        ids: [5, 4, 6, 1, 3, 2],
      },
      {
        name: 'downwards the largest',
        find: {},
        options: { sort: { v: -1, _id: 1 } },
        ids: [3, 1, 2, 4, 6, 5],
      },
      {
        name: 'along an index',
        indexes: [{ key: { v: 1, _id: 1 } }],
        find: {},
        options: { sort: { v: 1, _id: 1 } },
        ids: [5, 4, 6, 1, 3, 2],
      },
      {
        name: 'by a field of documents in an array',
        documents: [
          { _id: 1, a: [{ n: 5 }, { n: 0 }] },
          { _id: 2, a: { n: 2 } },
          { _id: 3, a: [{ m: 1 }] },
        ],
        find: {},
        options: { sort: { 'a.n': 1 } },
        ids: [3, 1, 2],
      },
    ],
  },
  {
    about: 'sort, skip and limit',
    source: 'manual: reference/method/cursor.sort, cursor.skip and cursor.limit',
    documents: [
      { _id: 1, a: 2, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 2, b: 3 },
      { _id: 4, a: 1, b: 4 },
    ],
    cases: [
      { name: 'two fields, each in its direction', find: {}, options: { sort: { a: 1, b: -1 } }, ids: [4, 2, 3, 1] },
      { name: 'skips before it limits', find: {}, options: { sort: { b: 1 }, skip: 1, limit: 2 }, ids: [2, 3] },
      { name: 'a limit of 0 is none', find: {}, options: { sort: { b: 1 }, limit: 0 }, ids: [1, 2, 3, 4] },
      { name: 'skips more than there are', find: {}, options: { sort: { b: 1 }, skip: 9 }, ids: [] },
      {
        name: '$natural backwards',
        source: 'manual: reference/operator/meta/natural',
        find: {},
        options: { sort: { $natural: -1 } },
        ids: [4, 3, 2, 1],
      },
      {
        name: 'count takes skip and limit',
        source: 'manual: reference/command/count',
        count: { a: 1 },
        options: { skip: 1, limit: 5 },
        replies: { n: 1 },
      },
      {
        name: 'a direction of 2',
        source: 'server: src/mongo/db/query/sort_pattern.cpp',
        find: {},
        options: { sort: { a: 2 } },
        fails: 15975,
      },
      {
        name: 'a negative skip',
        source: 'server: src/mongo/idl/idl_parser.cpp',
        find: {},
        options: { skip: -1 },
        fails: 51024,
      },
    ],
  },
  {
    about: 'distinct',
    source: 'manual: reference/command/distinct',
    documents: [
      { _id: 1, v: [1, 'a'] },
      { _id: 2, v: 1 },
      { _id: 3, v: { x: 1 } },
      { _id: 4 },
      { _id: 5, v: [[2], 1] },
    ],
    cases: [
      { name: 'takes arrays apart', distinct: 'v', gives: [1, 'a', { x: 1 }, [2]] },
      { name: 'of what a filter finds', distinct: 'v', query: { _id: { $lte: 2 } }, gives: [1, 'a'] },
      { name: 'behind a dot', distinct: 'v.x', gives: [1] },
      { name: 'of nothing', distinct: 'w', gives: [] },
    ],
  },
];
