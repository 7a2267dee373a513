import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { withStore } from './testing/withStore.ts';

const { ObjectId } = mongoose.mongo;
const store = withStore();

describe('unique indexes', () => {
  it('say which index and which value', async () => {
    const c = store.collection();
    await c.createIndex({ workspaceId: 1, 'a.b': -1 }, { unique: true, name: 'mine' });
    const document = { workspaceId: 'w', a: { b: 1.5 } };
    await c.insertOne({ ...document });
    await expect(c.insertOne({ ...document })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { workspaceId: 1, 'a.b': -1 },
      keyValue: { workspaceId: 'w', 'a.b': 1.5 },
      message: expect.stringContaining('index: mine dup key: { workspaceId: "w", a.b: 1.5 }'),
    });
    await c.insertOne({ workspaceId: 'w', a: { b: 2 } });
    await expect(c.updateOne({ 'a.b': 2 }, { $set: { 'a.b': 1.5 } })).rejects.toMatchObject({ code: 11000 });
    expect(await c.countDocuments({ 'a.b': 2 })).toBe(1);
  });

  it('take numbers of all kinds as one value, and missing as null', async () => {
    const c = store.collection();
    await c.createIndex({ k: 1 }, { unique: true });
    await c.insertMany([{ k: 1 }, {}]);
    await expect(c.insertOne({ k: mongoose.mongo.Long.fromNumber(1) })).rejects.toMatchObject({ code: 11000 });
    await expect(c.insertOne({ k: null })).rejects.toMatchObject({ code: 11000, keyValue: { k: null } });
    await c.insertOne({ k: '1' });
  });

  it('hold for every element of an array', async () => {
    const c = store.collection();
    await c.createIndex({ tags: 1 }, { unique: true });
    await c.insertOne({ tags: ['a', 'b', 'a'] });
    await expect(c.insertOne({ tags: ['c', 'b'] })).rejects.toMatchObject({ keyValue: { tags: 'b' } });
    await c.insertOne({ tags: ['c'] });
    await c.updateOne({ tags: 'a' }, { $set: { tags: ['a'] } });
    await c.insertOne({ tags: ['b'] });
  });

  it('leave out what a sparse or partial index leaves out', async () => {
    const c = store.collection();
    await c.createIndex({ s: 1 }, { unique: true, sparse: true });
    await c.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { active: true, p: { $gt: 5 } } });
    await c.insertMany([
      {},
      {},
      { s: 1, p: 9 },
      { s: 2, p: 9, active: true },
      { p: 5, active: true },
      { p: 5, active: true },
    ]);
    await expect(c.insertOne({ s: 1 })).rejects.toMatchObject({ code: 11000 });
    await expect(c.updateOne({ s: 1 }, { $set: { active: true } })).rejects.toMatchObject({ code: 11000 });
    await c.updateOne({ s: 2 }, { $set: { active: false } });
    await c.updateOne({ s: 1 }, { $set: { active: true } });
  });

  it('cannot be built over duplicates, and leave nothing behind then', async () => {
    const c = store.collection();
    await c.insertMany([{ k: 1 }, { k: 2 }, { k: 1 }]);
    await expect(c.createIndex({ k: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect(await c.indexes()).toHaveLength(1);
    await c.insertOne({ k: 1 });
    await c.createIndex({ k: 1 });
    expect(await c.countDocuments({ k: 1 })).toBe(3);
  });
});

describe('createIndexes', () => {
  it('does nothing for an index that is there already, and refuses one that differs', async () => {
    const c = store.collection();
    await c.createIndex({ a: 1 });
    await c.createIndex({ a: 1 });
    await expect(c.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 85 });
    await expect(c.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 });
    await expect(c.createIndex({ b: 1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
    await c.createIndexes([
      { key: { b: 1 }, name: 'b' },
      { key: { c: -1 }, expireAfterSeconds: 5 },
    ]);
    expect((await c.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'b', 'c_-1']);
  });

  it('indexes what is there, and can be undone', async () => {
    const c = store.collection();
    await c.insertMany(Array.from({ length: 1500 }, (_, n) => ({ n })));
    await c.createIndex({ n: 1 });
    expect(await c.findOne({ n: 1234 }, { hint: 'n_1' })).toMatchObject({ n: 1234 });
    await c.dropIndex('n_1');
    await expect(c.findOne({ n: 1 }, { hint: 'n_1' })).rejects.toMatchObject({ code: 2 });
    await expect(c.dropIndex('n_1')).rejects.toMatchObject({ code: 27 });
    await expect(c.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
    await c.dropIndexes();
    expect(await c.findOne({ n: 1234 })).toMatchObject({ n: 1234 });
  });

  it('refuses documents with two arrays under one index', async () => {
    const c = store.collection();
    await c.createIndex({ a: 1, b: 1 });
    await expect(c.insertOne({ a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
    await c.insertOne({ a: [1, 2], b: 3 });
    expect(await c.findOne({ a: 2, b: 3 })).not.toBeNull();
  });
});

describe('collections', () => {
  it('are made, listed and dropped', async () => {
    const db = store.connection().useDb(`db${new ObjectId().toHexString()}`).db;
    if (db === undefined) throw new Error('no database');
    await db.createCollection('one');
    await expect(db.createCollection('one')).rejects.toMatchObject({ code: 48 });
    await db.collection('two').insertOne({ a: 1 });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(await db.listCollections({ name: 'two' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'two', type: 'collection' },
    ]);
    expect((await db.admin().listDatabases({ nameOnly: true })).databases).toContainEqual({ name: db.databaseName });
    expect(await db.command({ collStats: 'two' })).toMatchObject({ count: 1, nindexes: 1 });
    await db.collection('two').drop();
    await db.collection('two').drop();
    await expect(db.collection('two').indexes()).rejects.toMatchObject({ code: 26 });
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
  });
});
