import type { Group } from '../comparison.ts';

const parser = 'server: src/mongo/db/matcher/expression_parser.cpp';

/** Conditions on arrays and on what is in them. */
export const arrayFilters: Group[] = [
  {
    about: 'arrays of values',
    source: 'manual: tutorial/query-arrays',
    documents: [
      { _id: 1, tags: ['blank', 'red'], sizes: [14, 21] },
      { _id: 2, tags: ['red', 'blank'], sizes: [14, 21] },
      { _id: 3, tags: ['red', 'blank', 'plain'], sizes: [14, 21] },
      { _id: 4, tags: ['blank', 'red'], sizes: [22.85, 30] },
      { _id: 5, tags: ['blue'], sizes: [10, 15.25] },
    ],
    cases: [
      { name: 'the whole array, in its order', find: { tags: ['red', 'blank'] }, ids: [2] },
      { name: '$all, whatever the order', find: { tags: { $all: ['red', 'blank'] } }, ids: [1, 2, 3, 4] },
      { name: 'any element', find: { tags: 'red' }, ids: [1, 2, 3, 4] },
      { name: 'any element by a condition', find: { sizes: { $gt: 25 } }, ids: [4] },
      { name: 'two conditions, by two elements', find: { sizes: { $gt: 15, $lt: 20 } }, ids: [1, 2, 3, 5] },
      { name: '$elemMatch, by one element', find: { sizes: { $elemMatch: { $gt: 22, $lt: 30 } } }, ids: [4] },
      { name: 'an element by its position', find: { 'sizes.1': { $gt: 25 } }, ids: [4] },
      { name: '$size', find: { tags: { $size: 3 } }, ids: [3] },
      { name: '$size takes no range', source: parser, find: { tags: { $size: { $gt: 1 } } }, fails: 2 },
      { name: '$size is not negative', source: parser, find: { tags: { $size: -1 } }, fails: 2 },
    ],
  },
  {
    about: 'arrays of documents',
    source: 'manual: tutorial/query-array-of-documents',
    documents: [
      {
        _id: 1,
        stock: [
          { place: 'A', qty: 5 },
          { place: 'C', qty: 15 },
        ],
      },
      { _id: 2, stock: [{ place: 'C', qty: 5 }] },
      {
        _id: 3,
        stock: [
          { place: 'A', qty: 60 },
          { place: 'B', qty: 15 },
        ],
      },
      {
        _id: 4,
        stock: [
          { place: 'A', qty: 40 },
          { place: 'B', qty: 5 },
        ],
      },
      {
        _id: 5,
        stock: [
          { place: 'B', qty: 15 },
          { place: 'C', qty: 35 },
        ],
      },
    ],
    cases: [
      { name: 'a whole document', find: { stock: { place: 'A', qty: 5 } }, ids: [1] },
      { name: 'its fields in another order', find: { stock: { qty: 5, place: 'A' } }, ids: [] },
      { name: 'a field of any', find: { 'stock.qty': { $lte: 20 } }, ids: [1, 2, 3, 4, 5] },
      { name: 'a field of one at a position', find: { 'stock.0.qty': { $lte: 20 } }, ids: [1, 2, 5] },
      { name: 'two fields of one', find: { stock: { $elemMatch: { qty: 5, place: 'A' } } }, ids: [1] },
      { name: 'a range in one', find: { stock: { $elemMatch: { qty: { $gt: 10, $lte: 20 } } } }, ids: [1, 3, 5] },
      { name: 'a range in two', find: { 'stock.qty': { $gt: 10, $lte: 20 } }, ids: [1, 3, 4, 5] },
      { name: 'two fields of two', find: { 'stock.qty': 5, 'stock.place': 'A' }, ids: [1, 4] },
    ],
  },
  {
    about: '$all',
    source: 'manual: reference/operator/query/all',
    documents: [
      {
        _id: 1,
        tags: ['ssl', 'security'],
        qty: [
          { size: 'S', num: 10 },
          { size: 'M', num: 100 },
        ],
      },
      {
        _id: 2,
        tags: [['ssl', 'security']],
        qty: [
          { size: 'M', num: 45 },
          { size: 'L', num: 100 },
        ],
      },
      { _id: 3, tags: 'ssl', qty: 50 },
      { _id: 4, tags: [] },
    ],
    cases: [
      { name: 'of an array, as elements or as one', find: { tags: { $all: [['ssl', 'security']] } }, ids: [1, 2] },
      { name: 'of one value, which need not be in an array', find: { tags: { $all: ['ssl'] } }, ids: [1, 3] },
      { name: 'of nothing is nothing', find: { tags: { $all: [] } }, ids: [] },
      {
        name: 'with $elemMatch',
        find: { qty: { $all: [{ $elemMatch: { size: 'M', num: { $gt: 50 } } }, { $elemMatch: { num: 10 } }] } },
        ids: [1],
      },
      { name: 'needs an array', source: parser, find: { tags: { $all: 'ssl' } }, fails: 2 },
    ],
  },
  {
    about: '$elemMatch',
    source: 'manual: reference/operator/query/elemMatch',
    documents: [
      { _id: 1, results: [82, 85, 88] },
      { _id: 2, results: [75, 88, 89] },
      {
        _id: 3,
        results: [
          { product: 'abc', score: 10 },
          { product: 'xyz', score: 5 },
        ],
      },
      { _id: 4, results: 82 },
      { _id: 5, results: [[81], [{ score: 3 }]] },
    ],
    cases: [
      { name: 'one element meets all conditions', find: { results: { $elemMatch: { $gte: 80, $lt: 85 } } }, ids: [1] },
      {
        name: 'of documents',
        find: { results: { $elemMatch: { product: 'xyz', score: { $gte: 8 } } } },
        ids: [],
      },
      { name: 'of one condition', find: { results: { $elemMatch: { product: { $ne: 'xyz' } } } }, ids: [3, 5] },
      { name: 'with $or inside', find: { results: { $elemMatch: { $or: [{ score: 5 }, { score: 7 }] } } }, ids: [3] },
      { name: 'needs conditions', source: parser, find: { results: { $elemMatch: 5 } }, fails: 2 },
    ],
  },
  {
    about: 'embedded documents',
    source: 'manual: tutorial/query-embedded-documents',
    documents: [
      { _id: 1, size: { h: 14, w: 21, uom: 'cm' } },
      { _id: 2, size: { h: 8.5, w: 11, uom: 'in' } },
      { _id: 3, size: { w: 21, h: 14, uom: 'cm' } },
      { _id: 4, size: [{ h: 9, uom: 'in' }] },
    ],
    cases: [
      { name: 'as a whole, in the order of its fields', find: { size: { h: 14, w: 21, uom: 'cm' } }, ids: [1] },
      { name: 'by one field', find: { 'size.uom': 'in' }, ids: [2, 4] },
      { name: 'by a condition', find: { 'size.h': { $lt: 10 } }, ids: [2, 4] },
      { name: 'by several', find: { 'size.h': { $lt: 15 }, 'size.uom': 'cm', 'size.w': 21 }, ids: [1, 3] },
    ],
  },
];
