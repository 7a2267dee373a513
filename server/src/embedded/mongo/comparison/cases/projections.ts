import type { Group } from '../comparison.ts';

const codes = 'server: src/mongo/db/query/projection_parser.cpp';

/** Which fields are given. */
export const projections: Group[] = [
  {
    about: 'projections',
    source: 'manual: tutorial/project-fields-from-query-results',
    documents: [
      {
        _id: 1,
        item: 'pen',
        size: { h: 14, w: 21, uom: 'cm' },
        stock: [
          { place: 'A', qty: 5 },
          { place: 'B', qty: 9 },
        ],
      },
    ],
    cases: [
      { name: 'fields and _id', find: {}, options: { projection: { item: 1 } }, gives: [{ _id: 1, item: 'pen' }] },
      { name: 'without _id', find: {}, options: { projection: { item: 1, _id: 0 } }, gives: [{ item: 'pen' }] },
      { name: '_id alone', find: {}, options: { projection: { _id: 1 } }, gives: [{ _id: 1 }] },
      {
        name: 'all but some',
        find: {},
        options: { projection: { size: 0, stock: 0 } },
        gives: [{ _id: 1, item: 'pen' }],
      },
      {
        name: 'a field of a document',
        find: {},
        options: { projection: { 'size.uom': 1 } },
        gives: [{ _id: 1, size: { uom: 'cm' } }],
      },
      {
        name: 'the same, nested',
        source: 'manual: reference/method/db.collection.find, Embedded Field Specification',
        find: {},
        options: { projection: { size: { uom: 1 } } },
        gives: [{ _id: 1, size: { uom: 'cm' } }],
      },
      {
        name: 'all but a field of a document',
        find: {},
        options: { projection: { 'size.uom': 0, stock: 0 } },
        gives: [{ _id: 1, item: 'pen', size: { h: 14, w: 21 } }],
      },
      {
        name: 'a field of the documents of an array',
        find: {},
        options: { projection: { 'stock.qty': 1 } },
        gives: [{ _id: 1, stock: [{ qty: 5 }, { qty: 9 }] }],
      },
      {
        name: 'a position is a name like any other',
        find: {},
        options: { projection: { 'stock.0': 1 } },
        gives: [{ _id: 1, stock: [{}, {}] }],
      },
      { name: 'a field that is not there', find: {}, options: { projection: { other: 1 } }, gives: [{ _id: 1 }] },
      {
        name: 'including and excluding',
        find: {},
        options: { projection: { item: 1, size: 0 } },
        fails: 31254,
        source: codes,
      },
      {
        name: 'excluding and including',
        find: {},
        options: { projection: { size: 0, item: 1 } },
        fails: 31253,
        source: codes,
      },
      {
        name: 'a field and what is in it',
        find: {},
        options: { projection: { size: 1, 'size.h': 1 } },
        fails: 31249,
        source: codes,
      },
      {
        name: 'what is in it and the field',
        find: {},
        options: { projection: { 'size.h': 1, size: 1 } },
        fails: 31250,
        source: codes,
      },
      { name: 'an empty document', find: {}, options: { projection: { size: {} } }, fails: 51270, source: codes },
    ],
  },
  {
    about: 'projections of arrays',
    source: 'manual: reference/operator/projection',
    documents: [
      {
        _id: 1,
        n: [3, 8, 5, 1],
        docs: [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
          { k: 'b', v: 3 },
        ],
        x: 1,
      },
    ],
    cases: [
      {
        name: '$slice of the first',
        find: {},
        options: { projection: { n: { $slice: 2 }, docs: 0 } },
        gives: [{ _id: 1, n: [3, 8], x: 1 }],
      },
      {
        name: '$slice of the last',
        find: {},
        options: { projection: { n: { $slice: -1 }, docs: 0 } },
        gives: [{ _id: 1, n: [1], x: 1 }],
      },
      {
        name: '$slice after some',
        find: {},
        options: { projection: { n: { $slice: [1, 2] }, x: 1 } },
        gives: [{ _id: 1, n: [8, 5], x: 1 }],
      },
      {
        name: '$slice from the end',
        find: {},
        options: { projection: { n: { $slice: [-3, 2] }, x: 1 } },
        gives: [{ _id: 1, n: [8, 5], x: 1 }],
      },
      {
        name: '$slice of more than there are',
        find: {},
        options: { projection: { n: { $slice: [-9, 2] }, x: 1 } },
        gives: [{ _id: 1, n: [3, 8], x: 1 }],
      },
      {
        name: '$elemMatch gives the first',
        find: {},
        options: { projection: { docs: { $elemMatch: { k: 'b' } } } },
        gives: [{ _id: 1, docs: [{ k: 'b', v: 2 }] }],
      },
      {
        name: '$elemMatch of none leaves the field out',
        find: {},
        options: { projection: { docs: { $elemMatch: { k: 'z' } } } },
        gives: [{ _id: 1 }],
      },
      {
        name: '$ is the element that was found',
        find: { n: { $gt: 5 } },
        options: { projection: { 'n.$': 1 } },
        gives: [{ _id: 1, n: [8] }],
      },
      {
        name: '$ by a field of documents',
        find: { 'docs.v': 3 },
        options: { projection: { 'docs.$': 1 } },
        gives: [{ _id: 1, docs: [{ k: 'b', v: 3 }] }],
      },
      {
        name: '$ when nothing says which',
        source: 'server: jstests/core/query/project/positional_projection.js',
        find: { x: 1 },
        options: { projection: { 'n.$': 1 } },
        fails: 51246,
      },
    ],
  },
  {
    about: 'computed projections',
    source: 'manual: reference/method/db.collection.find, Use Aggregation Expression',
    documents: [{ _id: 1, name: 'anna', scores: [5, 7], deep: { a: 1 } }],
    cases: [
      {
        name: 'an expression',
        find: {},
        options: { projection: { name: { $toUpper: '$name' }, total: { $sum: '$scores' } } },
        gives: [{ _id: 1, name: 'ANNA', total: 12 }],
      },
      { name: 'a path', find: {}, options: { projection: { other: '$deep.a', _id: 0 } }, gives: [{ other: 1 }] },
      {
        name: 'a text is a constant',
        find: {},
        options: { projection: { other: 'yes', _id: 0 } },
        gives: [{ other: 'yes' }],
      },
      { name: '$literal', find: {}, options: { projection: { one: { $literal: 1 }, _id: 0 } }, gives: [{ one: 1 }] },
      {
        name: 'what is missing stays away',
        find: {},
        options: { projection: { other: '$none' } },
        gives: [{ _id: 1 }],
      },
      {
        name: 'computing and excluding',
        source: codes,
        find: {},
        options: { projection: { name: 0, other: '$name' } },
        fails: 31252,
      },
    ],
  },
];
