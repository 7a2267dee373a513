import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';
import { document, evaluations, refusals } from '../evaluations.ts';

const { Double, Int32, Long } = mongo;

/** Written like this because the linter takes an object with `then` for a promise. */
const branch = (test: unknown, result: unknown) =>
  Object.fromEntries([
    ['case', test],
    ['then', result],
  ]);

/** Expressions that compute, compare and choose. */
export const computing: Group[] = [
  {
    about: 'computing',
    source: 'manual: reference/operator/aggregation',
    documents: [document],
    cases: [
      ...evaluations('add', [
        [{ $add: ['$n', 1, 2] }, 8],
        [{ $add: ['$n', '$nil'] }, null],
        [{ $add: ['$at', 1000] }, new Date('2026-03-01T12:34:57.789Z')],
      ]),
      ...evaluations('subtract', [
        [{ $subtract: ['$n', 7] }, -2],
        [{ $subtract: ['$at', new Date('2026-03-01T12:34:56.000Z')] }, 789],
        [{ $subtract: ['$at', 789] }, new Date('2026-03-01T12:34:56.000Z')],
      ]),
      ...evaluations('multiply', [
        [{ $multiply: ['$n', 3] }, 15],
        [{ $multiply: ['$n', '$none'] }, null],
      ]),
      ...evaluations('divide', [[{ $divide: ['$n', 2] }, 2.5]]),
      ...evaluations('mod', [
        [{ $mod: [7, 5] }, 2],
        [{ $mod: [-7, 5] }, -2],
      ]),
      ...evaluations('abs', [[{ $abs: -5 }, 5]]),
      ...evaluations('ceil', [[{ $ceil: 2.1 }, 3]]),
      ...evaluations('floor', [[{ $floor: -2.1 }, -3]]),
      ...evaluations('pow', [[{ $pow: ['$n', 2] }, 25]]),
      ...evaluations('sqrt', [[{ $sqrt: 25 }, 5]]),
      ...evaluations('trunc', [
        [{ $trunc: 7.9 }, 7],
        [{ $trunc: [7.85, 1] }, 7.8],
        [{ $trunc: [1234, -2] }, 1200],
      ]),
      ...evaluations('round, Rounding Numbers Ending in 5', [
        [{ $round: [124.5, 0] }, 124],
        [{ $round: [125.5, 0] }, 126],
        [{ $round: [125.5, -1] }, 130],
        [{ $round: 12.5 }, 12],
        [{ $round: [2.25, 1] }, 2.2],
        [{ $round: [1234.5678, 2] }, 1234.57],
        [{ $round: [1234.5678, -4] }, 0],
        [{ $round: ['$nil', 1] }, null],
      ]),
      ...evaluations('sum', [
        [{ $sum: '$list' }, 6],
        [{ $sum: ['$n', '$s', 1] }, 6],
      ]),
      ...evaluations('avg', [
        [{ $avg: ['$n', 7, 'x'] }, 6],
        [{ $avg: '$s' }, null],
      ]),
      ...evaluations('min', [[{ $min: ['$n', '$nil', 9] }, 5]]),
      ...evaluations('max', [
        [{ $max: '$list' }, 3],
        [{ $max: ['$n', '$s'] }, 'Hello'],
      ]),
      ...refusals([
        [{ $add: ['$s', 1] }, 14, 16020],
        [{ $divide: ['$n', '$zero'] }, 2],
        [{ $mod: ['$n', '$zero'] }, 16610],
        [{ $divide: ['$n'] }, 16020],
        [{ $conjure: 1 }, 168],
        ['$$nobody', 17276],
        [{ $add: [1], $subtract: [1, 1] }, 15983],
      ]),
      {
        name: 'keep the kind of numbers that they pass on',
        source: 'manual: reference/operator/aggregation/cond',
        keepsKinds: true,
        documents: [{ _id: 1, l: Long.fromNumber(1), d: new Double(1), i: new Int32(1) }],
        aggregate: [{ $replaceWith: { l: '$l', d: '$d', list: ['$i', '$l'].slice(0, 1) } }],
        gives: [{ l: Long.fromNumber(1), d: new Double(1), list: [new Int32(1)] }],
      },
    ],
  },
  {
    about: 'comparing and choosing',
    source: 'manual: reference/operator/aggregation',
    documents: [document],
    cases: [
      ...evaluations('cmp', [
        [{ $cmp: ['$n', 7] }, -1],
        [
          {
            $cmp: [
              [1, 2],
              [1, 3],
            ],
          },
          -1,
        ],
        [{ $cmp: ['$s', '$n'] }, 1],
      ]),
      ...evaluations('eq', [
        [{ $eq: ['$none', null] }, false],
        [{ $eq: ['$nil', null] }, true],
        [
          {
            $eq: [
              { a: 1, b: 2 },
              { b: 2, a: 1 },
            ],
          },
          false,
        ],
        [{ $eq: ['$list', [3, 1, 2]] }, true],
      ]),
      ...evaluations('gt', [
        [{ $gt: ['$s', '$n'] }, true],
        [{ $gt: ['$n', '$nil'] }, true],
        [{ $gt: ['$nil', '$none'] }, true],
      ]),
      ...evaluations('ne', [[{ $ne: ['$n', 5] }, false]]),
      ...evaluations('and', [
        [{ $and: [true, '$n', ''] }, true],
        [{ $and: [] }, true],
        [{ $and: ['$zero'] }, false],
      ]),
      ...evaluations('or', [
        [{ $or: ['$zero', '$nil', '$none'] }, false],
        [{ $or: [] }, false],
      ]),
      ...evaluations('not', [
        [{ $not: ['$nil'] }, true],
        [{ $not: [[false]] }, false],
      ]),
      ...evaluations('cond', [
        [{ $cond: [{ $gte: ['$n', 5] }, 'yes', 'no'] }, 'yes'],
        [{ $cond: ['$nil', 'yes', 'no'] }, 'no'],
      ]),
      ...evaluations('ifNull', [
        [{ $ifNull: ['$none', '$nil', 'x'] }, 'x'],
        [{ $ifNull: ['$n', 'x'] }, 5],
      ]),
      ...evaluations('switch', [
        [{ $switch: { branches: [branch({ $gt: ['$n', 9] }, 'big'), branch('$n', 'some')], default: 'none' } }, 'some'],
        [{ $switch: { branches: [branch('$zero', 1)], default: '$none' } }, undefined],
      ]),
      ...evaluations('in', [
        [{ $in: ['$n', [1, 5]] }, true],
        [{ $in: ['$n', '$list'] }, false],
      ]),
      ...evaluations('let', [[{ $let: { vars: { a: 1, b: '$n' }, in: { $add: ['$$a', '$$b'] } } }, 6]]),
      ...evaluations('literal', [[{ $literal: { $add: ['$n', 1] } }, { $add: ['$n', 1] }]]),
      ...evaluations('type', [
        [{ $type: '$none' }, 'missing'],
        [{ $type: '$nil' }, 'null'],
        [{ $type: '$list' }, 'array'],
        [{ $type: '$at' }, 'date'],
      ]),
      ...refusals([
        [{ $in: ['$n', '$s'] }, 40081],
        [{ $eq: [1] }, 16020],
        [{ $switch: { branches: [] } }, 40068],
      ]),
    ],
  },
];
