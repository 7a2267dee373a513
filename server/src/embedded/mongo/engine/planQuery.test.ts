import { Int32 } from 'bson';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../query/parseFilter.ts';
import { parseSort, sortKeyOf } from '../query/sort.ts';
import { makeFolder } from '../testing/withStore.ts';
import { type BsonDocument, type BsonValue, isPlainObject } from '../values.ts';
import { countRows } from './countRows.ts';
import { findRows, newCost, type Row } from './findRows.ts';
import { openStore, type Store } from './openStore.ts';
import { prepareDocument } from './prepareDocument.ts';

const folder = makeFolder();
let store: Store;
beforeAll(() => {
  store = openStore(folder.path);
});
afterAll(() => {
  store.close();
  folder.remove();
});

/** Few different values, so that random queries meet random documents. */
const scalar: fc.Arbitrary<BsonValue> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }).map((n) => new Int32(n)) },
  { weight: 1, arbitrary: fc.constantFrom<BsonValue>('a', 'b', null, new Date(5)) },
);
const field: fc.Arbitrary<BsonValue> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }) },
  { weight: 3, arbitrary: fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
);
const document: fc.Arbitrary<BsonDocument> = fc.record({ a: field, b: scalar, c: field }, { requiredKeys: [] });
const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'a.y');
const direction = fc.constantFrom(new Int32(1), new Int32(-1));
const key = fc
  .uniqueArray(path, { minLength: 1, maxLength: 3 })
  .chain((paths) => fc.tuple(...paths.map(() => direction)).map((directions) => toKey(paths, directions)));

function toKey(paths: readonly string[], directions: readonly Int32[]): BsonDocument {
  return Object.fromEntries(paths.map((name, position) => [name, directions[position]]));
}

const condition: fc.Arbitrary<BsonValue> = fc.oneof(
  scalar,
  fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne', '$eq'), scalar)
    .map(([operator, value]) => ({ [operator]: value })),
  fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  fc.constantFrom('string', 'number', 'date', 'int', 'array').map((type) => ({ $type: type })),
);
const elemMatch: fc.Arbitrary<BsonDocument> = fc.oneof(
  fc
    .dictionary(fc.constantFrom('x', 'y'), condition, { minKeys: 1, maxKeys: 2 })
    .map((inner) => ({ a: { $elemMatch: inner } })),
  fc.tuple(scalar, scalar).map(([low, high]) => ({ c: { $elemMatch: { $gte: low, $lt: high } } })),
);
const plain = fc.dictionary(path, condition, { maxKeys: 3 });
const simple = fc.oneof(
  { weight: 5, arbitrary: plain },
  { weight: 1, arbitrary: fc.tuple(plain, elemMatch).map(([one, other]) => ({ ...one, ...other })) },
);
const filter: fc.Arbitrary<BsonDocument> = fc.oneof(
  { weight: 4, arbitrary: simple },
  {
    weight: 2,
    arbitrary: fc
      .tuple(simple, fc.array(simple, { minLength: 1, maxLength: 3 }))
      .map(([all, any]) => ({ ...all, $or: any })),
  },
  { weight: 1, arbitrary: fc.array(simple, { minLength: 1, maxLength: 2 }).map((all) => ({ $and: all })) },
);
const options: fc.Arbitrary<BsonDocument> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ sparse: true }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        path,
        fc.constantFrom<BsonValue>(
          { $exists: true },
          { $gt: new Int32(1) },
          { $type: 'string' },
          { $in: ['a', new Int32(2)] },
          'b',
        ),
      )
      .map(([name, wanted]) => ({ partialFilterExpression: { [name]: wanted } })),
  },
);

type Case = {
  documents: BsonDocument[];
  indexes: { key: BsonDocument; options: BsonDocument }[];
  queries: { filter: BsonDocument; sort: BsonDocument; skip: number; limit: number }[];
};

const cases: fc.Arbitrary<Case> = fc.record({
  documents: fc.array(document, { minLength: 5, maxLength: 40 }),
  indexes: fc.array(fc.record({ key, options }), { minLength: 1, maxLength: 4 }),
  queries: fc.array(
    fc.record({
      filter,
      sort: fc.oneof(fc.constant({}), key),
      skip: fc.constantFrom(0, 1, 4, 30),
      limit: fc.constantFrom(0, 0, 1, 3, 8),
    }),
    { minLength: 10, maxLength: 10 },
  ),
});

let count = 0;

function makeCollection({ documents, indexes }: Case) {
  count += 1;
  const collection = store.catalog.ensure('db', `c${count}`);
  for (const [position, index] of indexes.entries()) {
    store.catalog.addIndex(collection, { v: 2, key: index.key, name: `i${position}`, ...index.options });
  }
  for (const [n, fields] of documents.entries()) {
    const { document: prepared, bytes } = prepareDocument({ _id: new Int32(n), ...fields });
    try {
      collection.insert(prepared, bytes);
    } catch {
      // Two arrays under one index: MongoDB would refuse it as well.
    }
  }
  return collection;
}

describe('an index', () => {
  it('never changes what a query finds, nor its order', () => {
    fc.assert(
      fc.property(cases, (random) => {
        store.commits.write(() => {
          const collection = makeCollection(random);
          for (const query of random.queries) {
            const shape = { filter: parseFilter(query.filter), sort: parseSort(query.sort) };
            const run = (extra: object) => [...findRows(collection, { ...shape, ...extra }, newCost())];
            const all = run({ hint: 'natural' });
            const found = run({});
            expect(idsOf(found).sort()).toEqual(idsOf(all).sort());
            expect(countRows(collection, shape, newCost())).toBe(all.length);
            const keys = (rows: Row[]) => rows.map((row) => sortKeyOf(row.document, shape.sort).toString('hex'));
            expect(keys(found)).toEqual(keys(all));
            const { skip, limit } = query;
            const page = run({ skip, limit });
            expect(keys(page)).toEqual(keys(all).slice(skip, limit === 0 ? undefined : skip + limit));
            // Whatever is passed over is a match, and the same ones as if it had been read.
            expect(idsOf(page)).toEqual(idsOf(found).slice(skip, limit === 0 ? undefined : skip + limit));
          }
          store.catalog.drop(collection);
        });
      }),
      { numRuns: 200 },
    );
  });
});

function idsOf(rows: readonly Row[]): string[] {
  return rows.map(({ document: { _id } }) => String(isPlainObject(_id) ? '' : _id));
}
