import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { BSONRegExp, Double, Int32, Long } = mongo;

const regexOperands = 'server: src/mongo/db/matcher/expression_parser.cpp, parseComparison';

/** Equality, and more or less. */
export const comparisonFilters: Group[] = [
  {
    about: 'equality',
    source: 'manual: reference/operator/query/eq, Behavior and Examples',
    documents: [
      { _id: 1, place: { city: 'Bonn', code: 'b' }, tags: ['x', 'y', 'z'] },
      { _id: 2, place: { code: 'b', city: 'Bonn' }, tags: ['y'] },
      { _id: 3, place: { city: 'Bonn' }, tags: ['x', 'y'] },
      { _id: 4, place: null, tags: ['y', 'x'] },
      { _id: 5, tags: [['x', 'y'], 'z'] },
      { _id: 6, tags: 'y' },
    ],
    cases: [
      { name: 'a value is any element of an array, or the value itself', find: { tags: 'y' }, ids: [1, 2, 3, 4, 6] },
      { name: '$eq says the same', find: { tags: { $eq: 'y' } }, ids: [1, 2, 3, 4, 6] },
      { name: 'an array is the whole array in its order, or an element', find: { tags: ['x', 'y'] }, ids: [3, 5] },
      {
        name: 'a document is the same fields in the same order',
        find: { place: { city: 'Bonn', code: 'b' } },
        ids: [1],
      },
      { name: 'a field of a document is reached by a dot', find: { 'place.city': 'Bonn' }, ids: [1, 2, 3] },
      {
        name: 'a field that is not there is null',
        source: 'manual: tutorial/query-for-null-fields, Equality Filter',
        find: { place: null },
        ids: [4, 5, 6],
      },
      { name: 'an array in an array is no array of its elements', find: { tags: ['z'] }, ids: [] },
    ],
  },
  {
    about: 'patterns as values',
    source: 'manual: reference/operator/query/eq, Regex Match Behaviour',
    documents: [
      { _id: 1, name: 'Anna' },
      { _id: 2, name: 'Hanna' },
      { _id: 3, name: new BSONRegExp('nna', '') },
      { _id: 4, name: ['Otto', 'Johanna'] },
    ],
    cases: [
      { name: 'a pattern finds strings, and the same pattern', find: { name: /nna/ }, ids: [1, 2, 3, 4] },
      { name: '$eq finds the same pattern only', find: { name: { $eq: /nna/ } }, ids: [3] },
      { name: 'a string is no pattern', find: { name: 'nna' }, ids: [] },
      { name: '$ne takes no pattern', source: regexOperands, find: { name: { $ne: /nna/ } }, fails: 2 },
    ],
  },
  {
    about: 'numbers of all kinds',
    source: 'manual: reference/bson-type-comparison-order, Numeric Types',
    documents: [
      { _id: 1, n: new Int32(5) },
      { _id: 2, n: new Double(5) },
      { _id: 3, n: Long.fromNumber(5) },
      { _id: 4, n: new Double(5.5) },
      { _id: 5, n: '5' },
      { _id: 6, n: Long.fromString('9007199254740993') },
    ],
    cases: [
      { name: 'are equal by value', find: { n: 5 }, ids: [1, 2, 3] },
      {
        name: 'are compared by value',
        find: { n: { $gte: new Double(5), $lt: Long.fromNumber(6) } },
        ids: [1, 2, 3, 4],
      },
      { name: 'are exact beyond what a double holds', find: { n: Long.fromString('9007199254740992') }, ids: [] },
      { name: 'stand together in $in', find: { n: { $in: [new Double(5), 7] } }, ids: [1, 2, 3] },
      { name: 'are no strings', find: { n: { $lt: '9' } }, ids: [5] },
    ],
  },
  {
    about: 'more and less',
    source: 'manual: reference/method/db.collection.find, Type Bracketing',
    documents: [
      { _id: 1, v: 3 },
      { _id: 2, v: 7 },
      { _id: 3, v: 'seven' },
      { _id: 4, v: new Date(7) },
      { _id: 5, v: null },
      { _id: 6 },
      { _id: 7, v: [1, 9] },
      { _id: 8, v: true },
      { _id: 9, v: Number.NaN },
    ],
    cases: [
      { name: '$gt finds values of its own type', find: { v: { $gt: 5 } }, ids: [2, 7] },
      { name: '$gte with a string', find: { v: { $gte: 'a' } }, ids: [3] },
      { name: '$lt with a date', find: { v: { $lt: new Date(8) } }, ids: [4] },
      { name: '$lte with a boolean', find: { v: { $lte: true } }, ids: [8] },
      { name: 'two conditions may be met by two elements', find: { v: { $gt: 8, $lt: 2 } }, ids: [7] },
      { name: '$gt takes no pattern', source: regexOperands, find: { v: { $gt: /x/ } }, fails: 2 },
    ],
  },
  {
    about: '$ne and $nin',
    source: 'manual: reference/operator/query/ne and nin, Behavior',
    documents: [{ _id: 1, v: 1 }, { _id: 2, v: 2 }, { _id: 3 }, { _id: 4, v: [1, 2] }, { _id: 5, v: null }],
    cases: [
      { name: '$ne finds documents without the field', find: { v: { $ne: 1 } }, ids: [2, 3, 5] },
      { name: '$ne of an array asks no element', find: { v: { $ne: [1, 2] } }, ids: [1, 2, 3, 5] },
      { name: '$ne null', find: { v: { $ne: null } }, ids: [1, 2, 4] },
      { name: '$nin finds documents without the field', find: { v: { $nin: [2, 3] } }, ids: [1, 3, 5] },
      { name: '$nin with null', find: { v: { $nin: [null, 1] } }, ids: [2] },
      { name: '$nin needs an array', find: { v: { $nin: 1 } }, fails: 2 },
    ],
  },
  {
    about: '$in',
    source: 'manual: reference/operator/query/in, Behavior and Examples',
    documents: [
      { _id: 1, v: 'ant' },
      { _id: 2, v: ['bee', 'wasp'] },
      { _id: 3 },
      { _id: 4, v: 'beetle' },
      { _id: 5, v: [['ant']] },
    ],
    cases: [
      { name: 'one of several values, or an element that is', find: { v: { $in: ['ant', 'wasp'] } }, ids: [1, 2] },
      { name: 'patterns', find: { v: { $in: [/^bee/] } }, ids: [2, 4] },
      { name: 'null stands for a missing field too', find: { v: { $in: [null] } }, ids: [3] },
      { name: 'an array as a value', find: { v: { $in: [['ant']] } }, ids: [5] },
      { name: 'nothing', find: { v: { $in: [] } }, ids: [] },
      { name: 'needs an array', find: { v: { $in: 'ant' } }, fails: 2 },
      { name: 'takes no operators', find: { v: { $in: [{ $regex: 'ant' }] } }, fails: 2 },
    ],
  },
];
