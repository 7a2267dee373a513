import type { Group } from '../comparison.ts';

const codes = 'server: src/mongo/base/error_codes.yml';

/** Changes of arrays. */
export const arrayUpdates: Group[] = [
  {
    about: '$push',
    source: 'manual: reference/operator/update/push, each, position, slice and sort',
    documents: [
      {
        _id: 1,
        n: [89, 70],
        docs: [
          { w: 1, s: 8 },
          { w: 2, s: 5 },
        ],
        x: 1,
      },
    ],
    cases: [
      {
        name: 'one value, and an array as one',
        update: [{ q: {}, u: { $push: { n: 5, made: [1, 2] }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [89, 70, 5], x: 1, made: [[1, 2]] }],
      },
      {
        name: '$each',
        update: [{ q: {}, u: { $push: { n: { $each: [90, 92] } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [89, 70, 90, 92], x: 1 }],
      },
      {
        name: '$position',
        update: [{ q: {}, u: { $push: { n: { $each: [1, 2], $position: 1 } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [89, 1, 2, 70], x: 1 }],
      },
      {
        name: '$position from the end',
        update: [{ q: {}, u: { $push: { n: { $each: [1], $position: -1 } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [89, 1, 70], x: 1 }],
      },
      {
        name: '$slice of the last',
        update: [{ q: {}, u: { $push: { n: { $each: [80, 78], $slice: -3 } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [70, 80, 78], x: 1 }],
      },
      {
        name: '$slice of the first, of what is there',
        update: [{ q: {}, u: { $push: { n: { $each: [], $slice: 1 } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [89], x: 1 }],
      },
      {
        name: '$sort of values',
        update: [{ q: {}, u: { $push: { n: { $each: [40, 60], $sort: 1 } }, $unset: { docs: '' } } }],
        leaves: [{ _id: 1, n: [40, 60, 70, 89], x: 1 }],
      },
      {
        name: '$sort by a field, then $slice',
        update: [
          {
            q: {},
            u: {
              $push: {
                docs: {
                  $each: [
                    { w: 3, s: 9 },
                    { w: 4, s: 7 },
                  ],
                  $sort: { s: -1 },
                  $slice: 2,
                },
              },
            },
          },
        ],
        leaves: [
          {
            _id: 1,
            n: [89, 70],
            docs: [
              { w: 3, s: 9 },
              { w: 1, s: 8 },
            ],
            x: 1,
          },
        ],
      },
      { name: 'to what is no array', source: codes, update: [{ q: {}, u: { $push: { x: 1 } } }], fails: 2 },
      {
        name: '$slice without $each',
        source: codes,
        update: [{ q: {}, u: { $push: { n: { $slice: 1 } } } }],
        fails: 2,
      },
      {
        name: 'an option that does not exist',
        source: codes,
        update: [{ q: {}, u: { $push: { n: { $each: [1], $take: 1 } } } }],
        fails: 2,
      },
      { name: '$each of no array', source: codes, update: [{ q: {}, u: { $push: { n: { $each: 1 } } } }], fails: 2 },
    ],
  },
  {
    about: '$addToSet',
    source: 'manual: reference/operator/update/addToSet',
    documents: [{ _id: 1, tags: ['a', 'b'], docs: [{ x: 1, y: 2 }], s: 'text' }],
    cases: [
      {
        name: 'what is there already',
        update: [{ q: {}, u: { $addToSet: { tags: 'a' } } }],
        replies: { n: 1, nModified: 0 },
      },
      {
        name: 'several, each once',
        update: [{ q: {}, u: { $addToSet: { tags: { $each: ['b', 'c', 'c'] } }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, tags: ['a', 'b', 'c'] }],
      },
      {
        name: 'an array as one value',
        update: [{ q: {}, u: { $addToSet: { tags: ['a', 'b'] }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, tags: ['a', 'b', ['a', 'b']] }],
      },
      {
        name: 'a document is the same with the same order of fields',
        update: [
          {
            q: {},
            u: {
              $addToSet: {
                docs: {
                  $each: [
                    { x: 1, y: 2 },
                    { y: 2, x: 1 },
                  ],
                },
              },
              $unset: { tags: '', s: '' },
            },
          },
        ],
        leaves: [
          {
            _id: 1,
            docs: [
              { x: 1, y: 2 },
              { y: 2, x: 1 },
            ],
          },
        ],
      },
      {
        name: 'to a field that is not there',
        update: [{ q: {}, u: { $addToSet: { 'deep.new': 1 }, $unset: { tags: '', docs: '', s: '' } } }],
        leaves: [{ _id: 1, deep: { new: [1] } }],
      },
      { name: 'to what is no array', source: codes, update: [{ q: {}, u: { $addToSet: { s: 1 } } }], fails: 2 },
    ],
  },
  {
    about: '$pull, $pullAll and $pop',
    source: 'manual: reference/operator/update/pull, pullAll and pop',
    documents: [
      {
        _id: 1,
        n: [3, 5, 6, 7, 7, 8],
        docs: [
          { item: 'A', score: 5 },
          { item: 'B', score: 8, more: [{ q: 1, a: 8 }] },
        ],
        s: 'text',
      },
    ],
    cases: [
      {
        name: 'a value, wherever it is',
        update: [{ q: {}, u: { $pull: { n: 7 }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [3, 5, 6, 8] }],
      },
      {
        name: 'by a condition',
        update: [{ q: {}, u: { $pull: { n: { $gte: 6 } }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [3, 5] }],
      },
      {
        name: 'by a list',
        update: [{ q: {}, u: { $pull: { n: { $in: [3, 8] } }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [5, 6, 7, 7] }],
      },
      {
        name: 'documents that have the fields, in any order',
        update: [{ q: {}, u: { $pull: { docs: { score: 5, item: 'A' } }, $unset: { n: '', s: '' } } }],
        leaves: [{ _id: 1, docs: [{ item: 'B', score: 8, more: [{ q: 1, a: 8 }] }] }],
      },
      {
        name: 'documents by what is in them',
        update: [
          {
            q: {},
            u: { $pull: { docs: { more: { $elemMatch: { q: 1, a: { $gte: 8 } } } } }, $unset: { n: '', s: '' } },
          },
        ],
        leaves: [{ _id: 1, docs: [{ item: 'A', score: 5 }] }],
      },
      {
        name: '$elemMatch finds no elements',
        update: [{ q: {}, u: { $pull: { docs: { $elemMatch: { item: 'A' } } } } }],
        replies: { nModified: 0 },
      },
      {
        name: '$pullAll',
        update: [{ q: {}, u: { $pullAll: { n: [7, 3] }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [5, 6, 8] }],
      },
      {
        name: '$pullAll takes documents as they are',
        update: [{ q: {}, u: { $pullAll: { docs: [{ item: 'A' }, { score: 5, item: 'A' }] } } }],
        replies: { nModified: 0 },
      },
      {
        name: '$pop of the last',
        update: [{ q: {}, u: { $pop: { n: 1 }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [3, 5, 6, 7, 7] }],
      },
      {
        name: '$pop of the first',
        update: [{ q: {}, u: { $pop: { n: -1 }, $unset: { docs: '', s: '' } } }],
        leaves: [{ _id: 1, n: [5, 6, 7, 7, 8] }],
      },
      {
        name: '$pull of what is not there',
        update: [{ q: {}, u: { $pull: { none: 1 } } }],
        replies: { n: 1, nModified: 0 },
      },
      { name: '$pull from what is no array', source: codes, update: [{ q: {}, u: { $pull: { s: 1 } } }], fails: 2 },
      { name: '$pop from what is no array', source: codes, update: [{ q: {}, u: { $pop: { s: 1 } } }], fails: 14 },
      { name: '$pop of two', source: codes, update: [{ q: {}, u: { $pop: { n: 2 } } }], fails: 9 },
    ],
  },
];
