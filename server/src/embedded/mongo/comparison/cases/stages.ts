import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Long } = mongo;

const stages = 'server: src/mongo/db/pipeline/document_source_*.cpp';

/** Stages of pipelines beside $group. */
export const stageCases: Group[] = [
  {
    about: '$unwind',
    source: 'manual: reference/operator/aggregation/unwind',
    documents: [{ _id: 1, s: ['S', 'M'] }, { _id: 2, s: [] }, { _id: 3, s: 'L' }, { _id: 4 }, { _id: 5, s: null }],
    cases: [
      {
        name: 'a document for each element',
        aggregate: [{ $unwind: '$s' }],
        gives: [
          { _id: 1, s: 'S' },
          { _id: 1, s: 'M' },
          { _id: 3, s: 'L' },
        ],
      },
      {
        name: 'keeps the empty ones when told to',
        aggregate: [{ $unwind: { path: '$s', preserveNullAndEmptyArrays: true } }],
        gives: [
          { _id: 1, s: 'S' },
          { _id: 1, s: 'M' },
          { _id: 2 },
          { _id: 3, s: 'L' },
          { _id: 4 },
          { _id: 5, s: null },
        ],
      },
      {
        name: 'says the position',
        keepsKinds: true,
        aggregate: [{ $unwind: { path: '$s', includeArrayIndex: 'i' } }, { $project: { _id: 0, i: 1 } }],
        gives: [{ i: Long.fromNumber(0) }, { i: Long.fromNumber(1) }, { i: null }],
      },
      { name: 'needs a path', source: stages, aggregate: [{ $unwind: 's' }], fails: 28818 },
      {
        name: 'an option that does not exist',
        source: stages,
        aggregate: [{ $unwind: { path: '$s', all: true } }],
        fails: 28811,
      },
    ],
  },
  {
    about: '$lookup',
    source: 'manual: reference/operator/aggregation/lookup, Perform a Single Equality Join',
    documents: [
      { _id: 1, sku: 'a', list: ['b', 'c'] },
      { _id: 2, sku: 'b', list: 'a' },
      { _id: 3, sku: null },
      { _id: 4 },
    ],
    cases: [
      {
        name: 'finds what is equal, missing and null being so',
        aggregate: [
          { $lookup: { from: 'c', localField: 'sku', foreignField: 'sku', as: 'same' } },
          { $project: { same: '$same._id' } },
        ],
        gives: [
          { _id: 1, same: [1] },
          { _id: 2, same: [2] },
          { _id: 3, same: [3, 4] },
          { _id: 4, same: [3, 4] },
        ],
      },
      {
        name: 'takes each element of an array',
        source: 'manual: reference/operator/aggregation/lookup, Use $lookup with an Array',
        aggregate: [
          { $match: { list: { $exists: true } } },
          { $lookup: { from: 'c', localField: 'list', foreignField: 'sku', as: 'found' } },
          { $project: { found: '$found._id' } },
        ],
        gives: [
          { _id: 1, found: [2] },
          { _id: 2, found: [1] },
        ],
      },
      {
        name: 'of no collection is nothing',
        aggregate: [
          { $match: { _id: 1 } },
          { $lookup: { from: 'none', localField: 'sku', foreignField: 'sku', as: 'x' } },
          { $project: { x: 1 } },
        ],
        gives: [{ _id: 1, x: [] }],
      },
      {
        name: 'with a pipeline',
        source: 'manual: reference/operator/aggregation/lookup, Join Conditions and Subqueries',
        aggregate: [
          { $match: { _id: 1 } },
          { $lookup: { from: 'c', pipeline: [{ $match: { _id: 2 } }, { $project: { _id: 1 } }], as: 'x' } },
          { $project: { x: 1 } },
        ],
        gives: [{ _id: 1, x: [{ _id: 2 }] }],
        here: { fails: 9 },
      },
    ],
  },
  {
    about: 'other stages',
    source: 'manual: reference/operator/aggregation-pipeline',
    documents: [
      { _id: 1, a: 3, deep: { x: 1, y: 2 }, list: [{ v: 1 }, { v: 2 }] },
      { _id: 2, a: 1, deep: { x: 5 } },
      { _id: 3, a: 2 },
    ],
    cases: [
      {
        name: '$match, $sort, $skip, $limit',
        aggregate: [{ $match: { a: { $gte: 1 } } }, { $sort: { a: 1 } }, { $skip: 1 }, { $limit: 1 }],
        ids: [3],
      },
      {
        name: '$limit before $sort',
        aggregate: [{ $sort: { _id: 1 } }, { $limit: 2 }, { $sort: { a: 1 } }],
        ids: [2, 1],
      },
      {
        name: '$project includes and computes',
        aggregate: [{ $match: { _id: 1 } }, { $project: { a: 1, z: { $add: ['$deep.x', 10] }, 'deep.y': 1 } }],
        gives: [{ _id: 1, a: 3, deep: { y: 2 }, z: 11 }],
      },
      {
        name: '$project excludes',
        aggregate: [{ $match: { _id: 1 } }, { $project: { deep: 0, 'list.v': 0 } }],
        gives: [{ _id: 1, a: 3, list: [{}, {}] }],
      },
      {
        name: '$project of arrays of fields',
        aggregate: [{ $match: { _id: 2 } }, { $project: { both: ['$a', '$none'] } }],
        gives: [{ _id: 2, both: [1, null] }],
      },
      {
        name: '$addFields adds, replaces and reaches in',
        aggregate: [{ $match: { _id: 1 } }, { $addFields: { a: '$_id', 'deep.z': 9, 'list.w': 0 } }],
        gives: [
          {
            _id: 1,
            a: 1,
            deep: { x: 1, y: 2, z: 9 },
            list: [
              { v: 1, w: 0 },
              { v: 2, w: 0 },
            ],
          },
        ],
      },
      {
        name: '$unset',
        aggregate: [{ $match: { _id: 1 } }, { $unset: ['list', 'deep.x'] }],
        gives: [{ _id: 1, a: 3, deep: { y: 2 } }],
      },
      {
        name: '$replaceRoot',
        aggregate: [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$deep' } }],
        gives: [{ x: 1, y: 2 }],
      },
      {
        name: '$replaceRoot by what is missing',
        source: stages,
        aggregate: [{ $replaceRoot: { newRoot: '$deep' } }],
        fails: 40228,
      },
      { name: '$count', aggregate: [{ $match: { a: { $gt: 1 } } }, { $count: 'n' }], gives: [{ n: 2 }] },
      { name: '$count of nothing', aggregate: [{ $match: { a: 9 } }, { $count: 'n' }], gives: [] },
      {
        name: '$facet',
        aggregate: [
          { $facet: { n: [{ $count: 'n' }], top: [{ $sort: { a: -1 } }, { $limit: 1 }, { $project: { a: 1 } }] } },
        ],
        gives: [{ n: [{ n: 3 }], top: [{ _id: 1, a: 3 }] }],
      },
      { name: '$match with $expr', aggregate: [{ $match: { $expr: { $gt: ['$a', '$_id'] } } }], ids: [1] },
      {
        name: '$sortByCount',
        aggregate: [{ $sortByCount: { $gt: ['$a', 1] } }],
        gives: [
          { _id: true, count: 2 },
          { _id: false, count: 1 },
        ],
        here: { fails: 40324 },
      },
      { name: 'no stage at all', aggregate: [], ids: [1, 2, 3] },
      { name: 'a stage that does not exist', source: stages, aggregate: [{ $conjure: {} }], fails: 40324 },
      { name: 'two stages in one', source: stages, aggregate: [{ $match: {}, $limit: 1 }], fails: 40323 },
      { name: '$limit 0', source: stages, aggregate: [{ $limit: 0 }], fails: 15958 },
      { name: '$skip below 0', source: stages, aggregate: [{ $skip: -1 }], fails: 5107200 },
      { name: '$sort of nothing', source: stages, aggregate: [{ $sort: {} }], fails: 15976 },
      { name: '$project of nothing', source: stages, aggregate: [{ $project: {} }], fails: 51272 },
      { name: '$count by a path', source: stages, aggregate: [{ $count: '$n' }], fails: 40158 },
      { name: '$count by nothing', source: stages, aggregate: [{ $count: '' }], fails: 40157 },
      { name: '$count by a number', source: stages, aggregate: [{ $count: 5 }], fails: 40156 },
      { name: '$facet of nothing', source: stages, aggregate: [{ $facet: {} }], fails: 40169 },
    ],
  },
];
