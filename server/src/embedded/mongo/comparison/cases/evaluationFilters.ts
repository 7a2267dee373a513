import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { BSONRegExp } = mongo;

/** Conditions that compute. */
export const evaluationFilters: Group[] = [
  {
    about: '$mod',
    source: 'manual: reference/operator/query/mod, Behavior and Examples',
    documents: [
      { _id: 1, n: 0 },
      { _id: 2, n: 5 },
      { _id: 3, n: 12 },
      { _id: 4, n: -5 },
      { _id: 5, n: 12.9 },
      { _id: 6, n: Number.NaN },
      { _id: 7, n: Number.POSITIVE_INFINITY },
      { _id: 8, n: '12' },
      { _id: 9, n: [3, 8] },
    ],
    cases: [
      { name: 'a remainder', find: { n: { $mod: [4, 0] } }, ids: [1, 3, 5, 9] },
      { name: 'divisors are cut to whole numbers', find: { n: { $mod: [4.99, 0] } }, ids: [1, 3, 5, 9] },
      { name: 'a remainder has the sign of what is divided', find: { n: { $mod: [4, -1] } }, ids: [4] },
      { name: 'a negative divisor', find: { n: { $mod: [-4, 1] } }, ids: [2] },
      { name: 'one number is too few', find: { n: { $mod: [4] } }, fails: 2 },
      { name: 'four are too many', find: { n: { $mod: [4, 1, 2, 3] } }, fails: 2 },
      { name: 'NaN is no divisor', find: { n: { $mod: [Number.NaN, 0] } }, fails: 2 },
      { name: 'infinity is no divisor', find: { n: { $mod: [Number.POSITIVE_INFINITY, 0] } }, fails: 2 },
      { name: 'infinity is no remainder', find: { n: { $mod: [4, Number.POSITIVE_INFINITY] } }, fails: 2 },
      {
        name: '0 is no divisor',
        source: 'server: src/mongo/db/matcher/expression_leaf.cpp, ModMatchExpression',
        find: { n: { $mod: [0, 1] } },
        fails: 2,
      },
    ],
  },
  {
    about: '$regex',
    source: 'manual: reference/operator/query/regex, Syntax and Examples',
    documents: [
      { _id: 1, sku: 'abc123', text: 'Single line description.' },
      { _id: 2, sku: 'abc789', text: 'First line\nSecond line' },
      { _id: 3, sku: 'xyz456', text: 'Many spaces before     line' },
      { _id: 4, sku: 'Abc789', text: 'Multiple\nline description' },
      { _id: 5, sku: 789, text: ['alpha', 'sierra'] },
    ],
    cases: [
      { name: 'anywhere in the text', find: { sku: { $regex: '789' } }, ids: [2, 4] },
      { name: 'at the end', find: { sku: { $regex: /789$/ } }, ids: [2, 4] },
      { name: 'i: whatever the case', find: { sku: { $regex: /^ABC/i } }, ids: [1, 2, 4] },
      { name: '$options in its own field', find: { sku: { $regex: '^ABC', $options: 'i' } }, ids: [1, 2, 4] },
      { name: 'm: at the start of every line', find: { text: { $regex: /^S/, $options: 'm' } }, ids: [1, 2] },
      { name: 'without m, of the text only', find: { text: { $regex: /^S/ } }, ids: [1] },
      { name: 's: the dot takes a line break', find: { text: { $regex: 'm.*line', $options: 'si' } }, ids: [3, 4] },
      { name: 'without s it does not', find: { text: { $regex: 'm.*line', $options: 'i' } }, ids: [3] },
      { name: 'elements of an array', find: { text: /^sier/ }, ids: [5] },
      {
        name: 'x: spaces do not count',
        find: { sku: { $regex: new BSONRegExp('abc # letters', 'x') } },
        ids: [1, 2],
        // JavaScript's patterns cannot do it.
        here: { fails: 51108 },
      },
      {
        name: 'options twice',
        source: 'server: src/mongo/db/matcher/expression_parser.cpp, parseRegex',
        find: { sku: { $regex: /a/i, $options: 'm' } },
        fails: 51075,
      },
      {
        name: '$options without $regex',
        source: 'server: src/mongo/db/matcher/expression_parser.cpp, parseRegex',
        find: { sku: { $options: 'i' } },
        fails: 2,
      },
      {
        name: 'a pattern that is none',
        source: 'server: jstests/core/query/regex/regex_error.js',
        find: { sku: { $regex: '[' } },
        fails: 51091,
      },
    ],
  },
  {
    about: '$expr',
    source: 'manual: reference/operator/query/expr, Examples',
    documents: [
      { _id: 1, budget: 400, spent: 450 },
      { _id: 2, budget: 100, spent: 150 },
      { _id: 3, budget: 300, spent: 200 },
      { _id: 4, budget: 50 },
      { _id: 5, spent: 10 },
    ],
    cases: [
      { name: 'compares two fields', find: { $expr: { $gt: ['$spent', '$budget'] } }, ids: [1, 2, 5] },
      {
        name: 'a missing field is less than a number',
        source: 'manual: reference/operator/aggregation/gt',
        find: { $expr: { $lt: ['$spent', '$budget'] } },
        ids: [3, 4],
      },
      { name: 'a constant', find: { $expr: true }, ids: [1, 2, 3, 4, 5] },
      {
        name: 'a condition in an expression',
        find: {
          $expr: { $lt: [{ $cond: [{ $gte: ['$budget', 300] }, { $divide: ['$budget', 2] }, '$budget'] }, 180] },
        },
        ids: [2, 3, 4, 5],
      },
      {
        name: 'an expression that does not exist',
        source: 'server: src/mongo/db/pipeline/expression.cpp, Expression::parseExpression',
        find: { $expr: { $larger: ['$spent', '$budget'] } },
        fails: 168,
      },
    ],
  },
  {
    about: 'what this store refuses to ask',
    source: 'manual: reference/operator/query',
    documents: [{ _id: 1, a: 1, text: 'hello' }],
    cases: [
      { name: '$where', find: { $where: 'this.a === 1' }, ids: [1], here: { fails: 2 } },
      { name: '$jsonSchema', find: { $jsonSchema: { required: ['a'] } }, ids: [1], here: { fails: 2 } },
      { name: '$bitsAllSet', find: { a: { $bitsAllSet: 1 } }, ids: [1], here: { fails: 2 } },
      {
        name: 'a collation',
        source: 'manual: reference/collation',
        find: { text: 'HELLO' },
        options: { collation: { locale: 'en', strength: 2 } },
        ids: [1],
        here: { fails: 40415 },
      },
    ],
  },
];
