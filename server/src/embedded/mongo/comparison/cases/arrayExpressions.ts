import type { Group } from '../comparison.ts';
import { document, evaluations, refusals } from '../evaluations.ts';

/** Expressions on arrays and documents. */
export const arrayExpressions: Group[] = [
  {
    about: 'arrays and documents',
    source: 'manual: reference/operator/aggregation',
    documents: [document],
    cases: [
      ...evaluations('arrayElemAt', [
        [{ $arrayElemAt: ['$list', 0] }, 3],
        [{ $arrayElemAt: ['$list', -1] }, 2],
        [{ $arrayElemAt: ['$list', 9] }, undefined],
        [{ $arrayElemAt: ['$nil', 0] }, null],
      ]),
      ...evaluations('first', [
        [{ $first: '$list' }, 3],
        [{ $first: '$nil' }, null],
      ]),
      ...evaluations('last', [[{ $last: '$docs.v' }, 2]]),
      ...evaluations('slice', [
        [{ $slice: ['$list', 2] }, [3, 1]],
        [{ $slice: ['$list', -2] }, [1, 2]],
        [{ $slice: ['$list', 1, 5] }, [1, 2]],
      ]),
      ...evaluations('size', [[{ $size: '$list' }, 3]]),
      ...evaluations('isArray', [
        [{ $isArray: '$list' }, true],
        [{ $isArray: '$none' }, false],
      ]),
      ...evaluations('reverseArray', [
        [{ $reverseArray: '$list' }, [2, 1, 3]],
        [{ $reverseArray: '$nil' }, null],
      ]),
      ...evaluations('concatArrays', [
        [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
        [{ $concatArrays: ['$list', '$nil'] }, null],
      ]),
      ...evaluations('indexOfArray', [
        [{ $indexOfArray: ['$list', 2] }, 2],
        [{ $indexOfArray: ['$list', 9] }, -1],
        [{ $indexOfArray: ['$nil', 9] }, null],
      ]),
      ...evaluations('map', [
        [{ $map: { input: '$docs', as: 'd', in: { $add: ['$$d.v', '$n'] } } }, [6, 7]],
        [{ $map: { input: '$nil', in: '$$this' } }, null],
      ]),
      ...evaluations('filter', [
        [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
        [{ $filter: { input: '$list', cond: true, limit: 1 } }, [3]],
      ]),
      ...evaluations('reduce', [
        [
          { $reduce: { input: '$list', initialValue: '', in: { $concat: ['$$value', { $toString: '$$this' }] } } },
          '312',
        ],
      ]),
      ...evaluations('range', [
        [{ $range: [0, 5, 2] }, [0, 2, 4]],
        [{ $range: [3, 0, -1] }, [3, 2, 1]],
        [{ $range: [0, 0] }, []],
      ]),
      ...evaluations('setUnion', [
        [{ $setUnion: [['a'], ['a']] }, ['a']],
        [{ $setUnion: ['$list', '$nil'] }, null],
      ]),
      ...evaluations('setIntersection', [
        [
          {
            $setIntersection: [
              ['a', 'b'],
              ['b', 'c'],
            ],
          },
          ['b'],
        ],
      ]),
      ...evaluations('setDifference', [[{ $setDifference: ['$list', [1]] }, [3, 2]]]),
      ...evaluations('anyElementTrue', [[{ $anyElementTrue: [[0, false, 1]] }, true]]),
      ...evaluations('allElementsTrue', [
        [{ $allElementsTrue: [[1, null]] }, false],
        [{ $allElementsTrue: [[]] }, true],
      ]),
      ...evaluations('mergeObjects', [[{ $mergeObjects: ['$o', { y: 2 }, '$none'] }, { x: 1, y: 2 }]]),
      ...evaluations('objectToArray', [
        [
          { $objectToArray: '$o' },
          [
            { k: 'x', v: 1 },
            { k: 'y', v: { z: 2 } },
          ],
        ],
      ]),
      ...evaluations('arrayToObject', [
        [{ $arrayToObject: '$docs' }, { a: 1, b: 2 }],
        [
          {
            $arrayToObject: [
              [
                ['x', 1],
                ['y', 2],
              ],
            ],
          },
          { x: 1, y: 2 },
        ],
      ]),
      ...refusals([
        [{ $size: '$s' }, 17124, 16020],
        [{ $arrayElemAt: ['$s', 0] }, 28689, 16020],
        [{ $map: { input: '$s', in: 1 } }, 16883, 16020],
      ]),
    ],
  },
];
