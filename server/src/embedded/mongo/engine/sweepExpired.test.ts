import { Int32, ObjectId } from 'bson';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../query/parseFilter.ts';
import { makeFolder } from '../testing/withStore.ts';
import type { BsonDocument } from '../values.ts';
import { findRows, newCost } from './findRows.ts';
import { openStore, type Store } from './openStore.ts';
import { prepareDocument } from './prepareDocument.ts';
import { sweepExpired } from './sweepExpired.ts';

const folder = makeFolder();
let store: Store | undefined;
afterEach(() => {
  store?.close();
  folder.remove();
});

describe('documents with a time to live', () => {
  it('are removed once it has passed, and no others', () => {
    store = openStore(folder.path);
    const { catalog, commits } = store;
    const collection = catalog.ensure('db', 'sessions');
    const now = 1_000_000_000;
    const old = new Date(now - 61_000);
    const young = new Date(now - 59_000);
    commits.write(() => {
      catalog.addIndex(collection, { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: new Int32(60) });
      catalog.addIndex(collection, {
        v: 2,
        key: { until: -1 },
        name: 'until_-1',
        expireAfterSeconds: new Int32(0),
        partialFilterExpression: { done: true },
      });
      const documents: BsonDocument[] = [
        { name: 'old', at: old },
        { name: 'young', at: young },
        { name: 'old among several', at: [young, old] },
        { name: 'no date', at: 'yesterday' },
        { name: 'nothing' },
        { name: 'over and done', until: old, done: true },
        { name: 'over, not done', until: old },
      ];
      for (const document of documents) {
        const prepared = prepareDocument({ _id: new ObjectId(), ...document });
        collection.insert(prepared.document, prepared.bytes);
      }
    });
    expect(sweepExpired(store, now)).toBe(false);
    const left = [...findRows(collection, { filter: parseFilter({}), sort: [] }, newCost())];
    expect(left.map(({ document }) => document['name'])).toEqual(['young', 'no date', 'nothing', 'over, not done']);
  });
});
