import { beforeAll, describe, expect, it } from 'vitest';
import { type TestCollection, withStore } from './testing/withStore.ts';

const store = withStore();

describe('cursors', () => {
  let c: TestCollection;
  beforeAll(async () => {
    c = store.collection();
    await c.createIndex({ n: 1 });
    await c.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n, half: Math.floor(n / 2) })));
  });

  it.each([
    ['in the order of insertion', {}, {}],
    ['along an index', { n: { $gte: 0 } }, { n: 1 }],
    ['backward along an index', {}, { n: -1 }],
    ['sorted in memory', {}, { half: -1, n: -1 }],
  ] as const)('give everything in batches, %s', async (_name, filter, sort) => {
    const found = await c.find(filter, { sort, batchSize: 7 }).toArray();
    const numbers = found.map(({ n }) => n);
    expect(numbers).toEqual(
      Object.values(sort)[0] === -1 ? numbers.toSorted((a, b) => b - a) : [...Array(1000).keys()],
    );
  });

  it('respect limit and skip across batches', async () => {
    const numbers = (await c.find({}, { sort: { n: 1 }, skip: 10, limit: 250, batchSize: 100 }).toArray()).map(
      ({ n }) => n,
    );
    expect(numbers).toEqual(Array.from({ length: 250 }, (_, i) => i + 10));
    expect(await c.find({}, { limit: -3 }).toArray()).toHaveLength(3);
  });

  it('go on while documents are changed and removed', async () => {
    const moving = store.collection();
    await moving.createIndex({ n: 1 });
    await moving.insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
    const seen: number[] = [];
    for await (const { n } of moving.find({}, { sort: { n: 1 }, batchSize: 50 })) {
      seen.push(n);
      if (n === 100) await moving.deleteMany({ n: { $gte: 200, $lt: 300 } });
    }
    expect(seen.filter((n) => n < 200 || n >= 300)).toEqual(
      Array.from({ length: 400 }, (_, i) => (i < 200 ? i : i + 100)),
    );
  });

  it('can be killed, and are unknown then', async () => {
    const { cursor } = await store.db().command({ find: c.collectionName, batchSize: 2 });
    expect(cursor.firstBatch).toHaveLength(2);
    const killed = await store.db().command({ killCursors: c.collectionName, cursors: [cursor.id] });
    expect(killed).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [] });
    await expect(store.db().command({ getMore: cursor.id, collection: c.collectionName })).rejects.toMatchObject({
      code: 43,
      codeName: 'CursorNotFound',
    });
  });

  it('end when their collection is dropped', async () => {
    const gone = store.collection();
    await gone.insertMany(Array.from({ length: 300 }, (_, n) => ({ n })));
    const cursor = gone.find({}, { batchSize: 10 });
    await cursor.next();
    await gone.drop();
    await expect(cursor.toArray()).rejects.toMatchObject({ code: 43 });
  });

  it('take an empty first batch and a single one', async () => {
    const empty = await store.db().command({ find: c.collectionName, batchSize: 0 });
    expect(empty.cursor.firstBatch).toEqual([]);
    const more = await store.db().command({ getMore: empty.cursor.id, collection: c.collectionName, batchSize: 3 });
    expect(more.cursor.nextBatch).toHaveLength(3);
    const single = await store.db().command({ find: c.collectionName, batchSize: 3, singleBatch: true });
    expect(single.cursor.id.toString()).toBe('0');
  });

  it('keep a batch under 16 MB', async () => {
    const large = store.collection();
    await large.insertMany(Array.from({ length: 5 }, (_, n) => ({ n, text: 'x'.repeat(6_000_000) })));
    const { cursor } = await store.db().command({ find: large.collectionName });
    expect(cursor.firstBatch).toHaveLength(2);
    expect(await large.find({}).toArray()).toHaveLength(5);
  });
});
