import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Double, Int32, Long, MaxKey, MinKey, ObjectId } = mongo;

const parser = 'server: src/mongo/db/matcher/expression_parser.cpp';

/** Whether a field is there, and of which type. */
export const elementFilters: Group[] = [
  {
    about: 'null and missing fields',
    source: 'manual: tutorial/query-for-null-fields',
    documents: [
      { _id: 1, item: null },
      { _id: 2 },
      { _id: 3, item: 5 },
      { _id: 4, item: [null] },
      { _id: 5, item: [] },
    ],
    cases: [
      { name: 'null finds both', find: { item: null }, ids: [1, 2, 4] },
      { name: 'not null finds neither', find: { item: { $ne: null } }, ids: [3, 5] },
      { name: '$type finds null', find: { item: { $type: 10 } }, ids: [1, 4] },
      { name: '$exists finds missing', find: { item: { $exists: false } }, ids: [2] },
      {
        name: '$exists finds null',
        source: 'manual: reference/operator/query/exists, Exists and Not Equal To',
        find: { item: { $exists: true } },
        ids: [1, 3, 4, 5],
      },
      {
        name: '$exists beside $nin',
        source: 'manual: reference/operator/query/exists, Exists and Not Equal To',
        find: { item: { $exists: true, $nin: [5, null] } },
        ids: [5],
      },
    ],
  },
  {
    about: 'null behind a dot',
    source: 'server: jstests/core/query/null_query_semantics.js',
    documents: [
      { _id: 1, a: { b: null } },
      { _id: 2, a: { c: 1 } },
      { _id: 3, a: [{ b: 1 }, { c: 1 }] },
      { _id: 4, a: [1, 2] },
      { _id: 5, a: [] },
      { _id: 6, a: [{ b: null }] },
      { _id: 7, a: 7 },
      { _id: 8 },
    ],
    cases: [
      { name: 'is missing in one document of an array', find: { 'a.b': null }, ids: [1, 2, 3, 6, 7, 8] },
      { name: '$exists is asked of every document of an array', find: { 'a.b': { $exists: true } }, ids: [1, 3, 6] },
      { name: '$exists false is all the others', find: { 'a.b': { $exists: false } }, ids: [2, 4, 5, 7, 8] },
    ],
  },
  {
    about: '$type',
    source: 'manual: reference/operator/query/type, Behavior and Examples',
    documents: [
      { _id: 1, v: new Int32(1) },
      { _id: 2, v: new Double(1) },
      { _id: 3, v: Long.fromNumber(1) },
      { _id: 4, v: 'one' },
      { _id: 5, v: ['one', 1] },
      { _id: 6, v: [] },
      { _id: 7, v: { one: 1 } },
      { _id: 8, v: new MinKey() },
      { _id: 9, v: new MaxKey() },
      { _id: 10, v: new ObjectId() },
      { _id: 11, v: [[1]] },
      { _id: 12, v: true },
      { _id: 13, v: new Date() },
    ],
    cases: [
      { name: 'asks the elements of an array', find: { v: { $type: 'string' } }, ids: [4, 5] },
      { name: 'takes a number', find: { v: { $type: 2 } }, ids: [4, 5] },
      { name: 'array means the field itself', find: { v: { $type: 'array' } }, ids: [5, 6, 11] },
      { name: 'number is every kind of number', find: { v: { $type: 'number' } }, ids: [1, 2, 3, 5] },
      { name: 'double is one of them', find: { v: { $type: 'double' } }, ids: [2] },
      { name: 'long is one of them', find: { v: { $type: 18 } }, ids: [3] },
      { name: 'several types', find: { v: { $type: ['object', 'objectId', 8] } }, ids: [7, 10, 12] },
      { name: 'the smallest and largest key', find: { v: { $type: ['minKey', 'maxKey'] } }, ids: [8, 9] },
      { name: 'the smallest key by number', find: { v: { $type: -1 } }, ids: [8] },
      { name: 'date', find: { v: { $type: 'date' } }, ids: [13] },
      { name: 'a name that is none', source: parser, find: { v: { $type: 'text' } }, fails: 2 },
      { name: 'a number that is none', source: parser, find: { v: { $type: 42 } }, fails: 2 },
    ],
  },
];
