import { mongo } from 'mongoose';
import type { Group } from '../comparison.ts';

const { Double, Int32, Long } = mongo;

const codes = 'server: src/mongo/base/error_codes.yml';

/** Changes of single fields. */
export const fieldUpdates: Group[] = [
  {
    about: '$set and $unset',
    source: 'manual: reference/operator/update/set and unset',
    documents: [{ _id: 1, qty: 5, details: { model: 'a' }, tags: ['x', 'y'] }],
    cases: [
      {
        name: 'set fields, documents and elements',
        update: [{ q: {}, u: { $set: { qty: 6, 'details.make': 'b', 'tags.1': 'z' } } }],
        replies: { n: 1, nModified: 1 },
        leaves: [{ _id: 1, qty: 6, details: { model: 'a', make: 'b' }, tags: ['x', 'z'] }],
      },
      {
        name: 'make the documents on the way',
        update: [{ q: {}, u: { $set: { 'a.b.c': 1 } } }],
        leaves: [{ _id: 1, qty: 5, details: { model: 'a' }, tags: ['x', 'y'], a: { b: { c: 1 } } }],
      },
      {
        name: 'fill an array up with null',
        update: [{ q: {}, u: { $set: { 'tags.4': 'z' } } }],
        leaves: [{ _id: 1, qty: 5, details: { model: 'a' }, tags: ['x', 'y', null, null, 'z'] }],
        source: 'manual: reference/operator/update/set, Set Elements in Arrays',
      },
      {
        name: 'the same value is no change',
        update: [{ q: {}, u: { $set: { qty: 5 } } }],
        replies: { n: 1, nModified: 0 },
        source: 'manual: reference/command/update, Output',
      },
      {
        name: 'nothing to set is no change',
        update: [{ q: {}, u: { $set: {} } }],
        replies: { n: 1, nModified: 0 },
        source: 'manual: reference/operator/update/set, Behavior',
      },
      {
        name: '$unset takes fields away',
        update: [{ q: {}, u: { $unset: { qty: '', 'details.model': 1, none: '' } } }],
        leaves: [{ _id: 1, details: {}, tags: ['x', 'y'] }],
      },
      {
        name: '$unset leaves null in an array',
        update: [{ q: {}, u: { $unset: { 'tags.0': '' } } }],
        leaves: [{ _id: 1, qty: 5, details: { model: 'a' }, tags: [null, 'y'] }],
      },
      {
        name: 'new fields come in the order of their names',
        source: 'manual: reference/operator/update/set, Behavior',
        steps: async (db) => {
          await db.collection('c').updateOne({}, { $set: { z: 1, b: 1, c10: 1, c9: 1 } });
          return Object.keys((await db.collection('c').findOne({})) ?? {}).slice(4);
        },
        gives: ['b', 'c10', 'c9', 'z'],
      },
      { name: 'a number has no fields', source: codes, update: [{ q: {}, u: { $set: { 'qty.x': 1 } } }], fails: 28 },
      { name: 'an array has no names', source: codes, update: [{ q: {}, u: { $set: { 'tags.x': 1 } } }], fails: 28 },
      { name: 'one path twice', source: codes, update: [{ q: {}, u: { $set: { a: 1 }, $inc: { a: 1 } } }], fails: 40 },
      {
        name: 'a path and what is in it',
        source: codes,
        update: [{ q: {}, u: { $set: { a: 1, 'a.b': 1 } } }],
        fails: 40,
      },
      { name: 'another _id', source: codes, update: [{ q: {}, u: { $set: { _id: 2 } } }], fails: 66 },
      {
        name: 'the same _id',
        update: [{ q: {}, u: { $set: { _id: 1 } } }],
        replies: { n: 1, nModified: 0 },
        source: codes,
      },
      { name: 'without _id', source: codes, update: [{ q: {}, u: { $unset: { _id: '' } } }], fails: 66 },
      { name: 'an operator that does not exist', source: codes, update: [{ q: {}, u: { $put: { a: 1 } } }], fails: 9 },
      { name: 'an operator on no fields', source: codes, update: [{ q: {}, u: { $set: 5 } }], fails: 9 },
      { name: 'an operator beside fields', source: codes, update: [{ q: {}, u: { $set: { a: 1 }, b: 1 } }], fails: 9 },
      { name: 'an empty path', source: codes, update: [{ q: {}, u: { $set: { '': 1 } } }], fails: 56 },
      { name: 'a path that ends with a dot', source: codes, update: [{ q: {}, u: { $set: { 'a.': 1 } } }], fails: 56 },
    ],
  },
  {
    about: 'numbers',
    source: 'manual: reference/operator/update/inc and mul, Behavior',
    documents: [
      { _id: 1, i: new Int32(7), l: Long.fromNumber(7), d: new Double(7), s: '7', max: new Int32(2147483647) },
    ],
    cases: [
      {
        name: '$inc keeps the kind',
        keepsKinds: true,
        update: [{ q: {}, u: { $inc: { i: new Int32(1), l: new Int32(1), d: new Int32(1) } } }],
        leaves: [
          {
            _id: new Int32(1),
            i: new Int32(8),
            l: Long.fromNumber(8),
            d: new Double(8),
            s: '7',
            max: new Int32(2147483647),
          },
        ],
      },
      {
        name: '$inc makes a larger kind where one is needed',
        keepsKinds: true,
        update: [
          {
            q: {},
            u: { $inc: { i: new Double(0.5), max: new Int32(1), s2: Long.fromNumber(1) }, $unset: { l: '', d: '' } },
          },
        ],
        leaves: [
          { _id: new Int32(1), i: new Double(7.5), s: '7', max: Long.fromString('2147483648'), s2: Long.fromNumber(1) },
        ],
      },
      {
        name: '$mul',
        keepsKinds: true,
        update: [{ q: {}, u: { $mul: { i: new Int32(3), l: new Int32(5), d: new Int32(2), max: new Int32(2) } } }],
        leaves: [
          {
            _id: new Int32(1),
            i: new Int32(21),
            l: Long.fromNumber(35),
            d: new Double(14),
            s: '7',
            max: Long.fromString('4294967294'),
          },
        ],
      },
      {
        name: '$mul of nothing is a zero of its own kind',
        keepsKinds: true,
        update: [
          {
            q: {},
            u: {
              $mul: { a: Long.fromNumber(5), b: new Double(5), c: new Int32(5) },
              $unset: { i: '', l: '', d: '', max: '' },
            },
          },
        ],
        leaves: [{ _id: new Int32(1), s: '7', a: Long.fromNumber(0), b: new Double(0), c: new Int32(0) }],
      },
      { name: '$inc of a string', source: codes, update: [{ q: {}, u: { $inc: { s: 1 } } }], fails: 14 },
      { name: '$inc by a string', source: codes, update: [{ q: {}, u: { $inc: { i: '1' } } }], fails: 14 },
      { name: '$mul of a string', source: codes, update: [{ q: {}, u: { $mul: { s: 1 } } }], fails: 14 },
      {
        name: '$inc of null',
        source: 'manual: reference/operator/update/inc, Behavior',
        documents: [{ _id: 1, i: null }],
        update: [{ q: {}, u: { $inc: { i: 1 } } }],
        fails: 14,
      },
      {
        name: 'more than 64 bits',
        documents: [{ _id: 1, l: Long.MAX_VALUE }],
        update: [{ q: {}, u: { $inc: { l: 1 } } }],
        fails: 2,
      },
    ],
  },
  {
    about: '$min, $max, $rename and $currentDate',
    source: 'manual: reference/operator/update/min, max and rename',
    documents: [{ _id: 1, low: 200, high: 800, at: new Date(1000), name: { first: 'a' }, alias: 'old' }],
    cases: [
      {
        name: '$min and $max set what is less or more',
        update: [{ q: {}, u: { $min: { low: 150, at: new Date(500) }, $max: { high: 950, other: 1 } } }],
        leaves: [{ _id: 1, low: 150, high: 950, at: new Date(500), name: { first: 'a' }, alias: 'old', other: 1 }],
      },
      {
        name: 'or leave it',
        update: [{ q: {}, u: { $min: { low: 250 }, $max: { high: 870 - 100 } } }],
        replies: { nModified: 0 },
      },
      {
        name: 'compare across types',
        update: [{ q: {}, u: { $max: { low: 'text', high: null } } }],
        leaves: [{ _id: 1, low: 'text', high: 800, at: new Date(1000), name: { first: 'a' }, alias: 'old' }],
      },
      {
        name: '$rename moves fields in and out of documents',
        update: [{ q: {}, u: { $rename: { 'name.first': 'name.given', low: 'name.low' } } }],
        leaves: [{ _id: 1, high: 800, at: new Date(1000), name: { given: 'a', low: 200 }, alias: 'old' }],
      },
      {
        name: '$rename to a field that is there replaces it',
        update: [{ q: {}, u: { $rename: { low: 'alias' } } }],
        leaves: [{ _id: 1, high: 800, at: new Date(1000), name: { first: 'a' }, alias: 200 }],
      },
      {
        name: '$rename of nothing',
        update: [{ q: {}, u: { $rename: { none: 'other' } } }],
        replies: { n: 1, nModified: 0 },
      },
      { name: '$rename to itself', update: [{ q: {}, u: { $rename: { low: 'low' } } }], fails: 2 },
      { name: '$rename to no text', source: codes, update: [{ q: {}, u: { $rename: { low: 5 } } }], fails: 2 },
      {
        name: '$rename in an array',
        documents: [{ _id: 1, a: [{ x: 1 }] }],
        update: [{ q: {}, u: { $rename: { 'a.0.x': 'y' } } }],
        fails: 2,
      },
      {
        name: '$currentDate sets a date or a timestamp',
        source: 'manual: reference/operator/update/currentDate',
        steps: async (db) => {
          const u = { $currentDate: { at: true, other: { $type: 'date' }, stamp: { $type: 'timestamp' } } };
          await db.command({ update: 'c', updates: [{ q: {}, u }] });
          const filter = {
            at: { $type: 'date', $gt: new Date(1000) },
            other: { $type: 'date' },
            stamp: { $type: 'timestamp' },
          };
          return db.collection('c').countDocuments(filter);
        },
        gives: 1,
      },
      {
        name: '$currentDate of another type',
        source: codes,
        update: [{ q: {}, u: { $currentDate: { at: { $type: 'time' } } } }],
        fails: 2,
      },
      {
        name: '$bit',
        source: 'manual: reference/operator/update/bit',
        update: [
          { q: {}, u: { $bit: { low: { and: new Int32(8) } }, $unset: { at: '', name: '', alias: '', high: '' } } },
        ],
        leaves: [{ _id: 1, low: 8 }],
        here: { fails: 9 },
      },
    ],
  },
];
