import type { Group } from '../comparison.ts';

const codes = 'server: src/mongo/base/error_codes.yml';

/** Changes of some elements of an array. */
export const positionalUpdates: Group[] = [
  {
    about: 'positions',
    source: 'manual: reference/operator/update/positional, positional-all and positional-filtered',
    documents: [
      {
        _id: 1,
        n: [85, 80, 80],
        docs: [
          { g: 80, m: 75 },
          { g: 85, m: 90 },
        ],
      },
      { _id: 2, n: [88, 90, 92], docs: [{ g: 90, m: 80 }] },
    ],
    cases: [
      {
        name: '$ is the element that was found',
        update: [{ q: { _id: 1, n: 80 }, u: { $set: { 'n.$': 82 } } }],
        replies: { n: 1, nModified: 1 },
        leaves: [
          {
            _id: 1,
            n: [85, 82, 80],
            docs: [
              { g: 80, m: 75 },
              { g: 85, m: 90 },
            ],
          },
          { _id: 2, n: [88, 90, 92], docs: [{ g: 90, m: 80 }] },
        ],
      },
      {
        name: '$ by two conditions on one document',
        update: [
          {
            q: { docs: { $elemMatch: { g: { $gt: 80 }, m: { $gt: 85 } } } },
            u: { $set: { 'docs.$.std': 6 }, $unset: { n: '' } },
          },
        ],
        leaves: [
          {
            _id: 1,
            docs: [
              { g: 80, m: 75 },
              { g: 85, m: 90, std: 6 },
            ],
          },
          { _id: 2, n: [88, 90, 92], docs: [{ g: 90, m: 80 }] },
        ],
      },
      {
        name: '$[] is every element',
        update: [{ q: {}, u: { $inc: { 'docs.$[].m': 10 }, $unset: { n: '' } }, multi: true }],
        leaves: [
          {
            _id: 1,
            docs: [
              { g: 80, m: 85 },
              { g: 85, m: 100 },
            ],
          },
          { _id: 2, docs: [{ g: 90, m: 90 }] },
        ],
      },
      {
        name: '$[name] is every element that a filter finds',
        update: [
          {
            q: {},
            u: { $set: { 'n.$[big]': 100 }, $unset: { docs: '' } },
            multi: true,
            arrayFilters: [{ big: { $gte: 88 } }],
          },
        ],
        leaves: [
          { _id: 1, n: [85, 80, 80] },
          { _id: 2, n: [100, 100, 100] },
        ],
      },
      {
        name: '$[name] by several fields',
        update: [
          {
            q: {},
            u: { $set: { 'docs.$[d].m': 0 }, $unset: { n: '' } },
            multi: true,
            arrayFilters: [{ 'd.g': { $lte: 85 }, 'd.m': { $gt: 80 } }],
          },
        ],
        leaves: [
          {
            _id: 1,
            docs: [
              { g: 80, m: 75 },
              { g: 85, m: 0 },
            ],
          },
          { _id: 2, docs: [{ g: 90, m: 80 }] },
        ],
      },
      {
        name: '$ when nothing says which',
        source: codes,
        update: [{ q: { _id: 1 }, u: { $set: { 'n.$': 1 } } }],
        fails: 2,
      },
      {
        name: '$[] of what is not there',
        source: codes,
        update: [{ q: {}, u: { $set: { 'none.$[]': 1 } } }],
        fails: 2,
      },
      { name: 'a name without a filter', source: codes, update: [{ q: {}, u: { $set: { 'n.$[x]': 1 } } }], fails: 2 },
      {
        name: 'a filter without its name',
        source: codes,
        update: [{ q: {}, u: { $set: { a: 1 } }, arrayFilters: [{ x: 1 }] }],
        fails: 9,
      },
      {
        name: 'two filters for one name',
        source: codes,
        update: [{ q: {}, u: { $set: { 'n.$[x]': 1 } }, arrayFilters: [{ x: 1 }, { x: 2 }] }],
        fails: 9,
      },
    ],
  },
  {
    about: 'array filters',
    source: 'specifications: crud/tests/v1/write/updateMany-arrayFilters',
    documents: [
      { _id: 1, y: [{ b: 3 }, { b: 1 }] },
      { _id: 2, y: [{ b: 0 }, { b: 1 }] },
    ],
    cases: [
      {
        name: 'that find nothing',
        update: [{ q: {}, u: { $set: { 'y.$[i].b': 2 } }, multi: true, arrayFilters: [{ 'i.b': 4 }] }],
        replies: { n: 2, nModified: 0 },
      },
      {
        name: 'that find something in one document',
        update: [{ q: {}, u: { $set: { 'y.$[i].b': 2 } }, multi: true, arrayFilters: [{ 'i.b': 3 }] }],
        replies: { n: 2, nModified: 1 },
        leaves: [
          { _id: 1, y: [{ b: 2 }, { b: 1 }] },
          { _id: 2, y: [{ b: 0 }, { b: 1 }] },
        ],
      },
      {
        name: 'that find something in all',
        update: [{ q: {}, u: { $set: { 'y.$[i].b': 2 } }, multi: true, arrayFilters: [{ 'i.b': 1 }] }],
        replies: { n: 2, nModified: 2 },
        leaves: [
          { _id: 1, y: [{ b: 3 }, { b: 2 }] },
          { _id: 2, y: [{ b: 0 }, { b: 2 }] },
        ],
      },
    ],
  },
];
