import type { Group } from '../comparison.ts';

const parser = 'server: src/mongo/db/matcher/expression_parser.cpp';

/** Conditions that join others. */
export const logicalFilters: Group[] = [
  {
    about: '$and, $or and $nor',
    source: 'manual: reference/operator/query/and, or and nor',
    documents: [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 2 },
      { _id: 4, b: 1 },
      { _id: 5, a: [1, 2], b: 9 },
    ],
    cases: [
      { name: 'several fields are all meant', find: { a: 1, b: 1 }, ids: [1] },
      { name: '$and says so for one field', find: { $and: [{ a: 1 }, { a: 2 }] }, ids: [5] },
      { name: '$or is any of them', find: { $or: [{ a: 2 }, { b: 2 }] }, ids: [2, 3, 5] },
      { name: '$or beside a field', find: { b: 1, $or: [{ a: 1 }, { a: 2 }] }, ids: [1] },
      { name: '$or in an $or', find: { $or: [{ $or: [{ _id: 1 }, { _id: 3 }] }, { _id: 4 }] }, ids: [1, 3, 4] },
      { name: '$nor finds what lacks the fields, too', find: { $nor: [{ a: 1 }, { b: 1 }] }, ids: [3] },
      { name: '$nor with $exists', find: { $nor: [{ a: { $exists: true } }] }, ids: [4] },
      { name: 'an empty filter is everything', find: {}, ids: [1, 2, 3, 4, 5] },
      { name: '$and needs clauses', source: parser, find: { $and: [] }, fails: 2 },
      { name: '$or needs a list', source: parser, find: { $or: { a: 1 } }, fails: 2 },
      { name: '$nor needs documents', source: parser, find: { $nor: [1] }, fails: 2 },
      { name: 'an operator that does not exist', source: parser, find: { $xor: [{ a: 1 }] }, fails: 2 },
      { name: 'an operator of a field that does not exist', source: parser, find: { a: { $near5: 1 } }, fails: 2 },
    ],
  },
  {
    about: '$not',
    source: 'manual: reference/operator/query/not, Syntax and Behavior',
    documents: [
      { _id: 1, price: 1, item: 'pen' },
      { _id: 2, price: 3, item: 'book' },
      { _id: 3, item: 'pin' },
      { _id: 4, price: [1, 3] },
      { _id: 5, price: 'free', item: 5 },
    ],
    cases: [
      { name: 'finds what lacks the field', find: { price: { $not: { $gt: 2 } } }, ids: [1, 3, 5] },
      { name: '$lte does not', find: { price: { $lte: 2 } }, ids: [1, 4] },
      { name: 'with a pattern', find: { item: { $not: /^p/ } }, ids: [2, 4, 5] },
      { name: 'with $regex', find: { item: { $not: { $regex: '^p' } } }, ids: [2, 4, 5] },
      { name: 'of two conditions, not both', find: { price: { $not: { $gt: 0, $lt: 2 } } }, ids: [2, 3, 5] },
      { name: 'beside another condition', find: { price: { $not: { $gt: 2 }, $exists: true } }, ids: [1, 5] },
      { name: 'twice', find: { price: { $not: { $not: { $gt: 2 } } } }, ids: [2, 4] },
      { name: 'needs an operator or a pattern', source: parser, find: { price: { $not: 2 } }, fails: 2 },
      { name: 'needs one', source: parser, find: { price: { $not: {} } }, fails: 2 },
    ],
  },
];
