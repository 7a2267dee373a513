import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { withStore } from './testing/withStore.ts';

const { ObjectId, Long, Double, Int32, Decimal128 } = mongoose.mongo;
const store = withStore();

describe('insert', () => {
  it('keeps what it is given, in the order of its fields, and adds a missing _id', async () => {
    const c = store.collection();
    const date = new Date(1234);
    const document = { z: 1, a: { y: [1, 'two', null], x: true }, date, binary: Buffer.from('abc'), pattern: /a+/i };
    const { insertedId } = await c.insertOne({ ...document });
    const found = await c.findOne({ _id: insertedId });
    expect(Object.keys(found ?? {})).toEqual(['_id', 'z', 'a', 'date', 'binary', 'pattern']);
    expect(found).toMatchObject({ z: 1, a: { y: [1, 'two', null], x: true }, date, pattern: /a+/i });
    expect(Buffer.from(found?.['binary'].buffer)).toEqual(Buffer.from('abc'));
  });

  it('keeps each kind of number', async () => {
    const c = store.collection();
    const numbers = { int: new Int32(1), double: new Double(1), long: Long.fromNumber(1), big: Long.MAX_VALUE };
    await c.insertOne({ n: 1, ...numbers });
    await c.updateOne({ n: 1 }, { $set: { other: true } });
    const found = await c.findOne({ n: 1 }, { promoteValues: false });
    expect(found).toMatchObject(numbers);
  });

  it('refuses a second document with the same _id', async () => {
    const c = store.collection();
    await c.insertOne({ _id: new ObjectId('000000000000000000000001') });
    await expect(c.insertOne({ _id: new ObjectId('000000000000000000000001') })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      message: expect.stringMatching(
        /^E11000 duplicate key error collection: erp_whatsapp\.c\d+ index: _id_ dup key: \{ _id: ObjectId\('000000000000000000000001'\) \}$/,
      ),
    });
  });

  it('goes on after a duplicate when unordered, and stops there when ordered', async () => {
    const c = store.collection();
    await c.createIndex({ n: 1 }, { unique: true });
    const documents = () => [{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }, { n: 3 }];
    await expect(c.insertMany(documents(), { ordered: false })).rejects.toMatchObject({
      code: 11000,
      result: { insertedCount: 3 },
      writeErrors: [{ index: 1 }, { index: 3 }],
    });
    await c.deleteMany({});
    await expect(c.insertMany(documents())).rejects.toMatchObject({ writeErrors: [{ index: 1 }] });
    expect(await c.countDocuments()).toBe(1);
  });

  it('refuses what it could not keep faithfully', async () => {
    const c = store.collection();
    await expect(c.insertOne({ n: Decimal128.fromString('1.5') })).rejects.toMatchObject({ code: 2 });
    expect(await c.countDocuments()).toBe(0);
    await c.insertOne({ half: 'x'.repeat(9_000_000) });
    await expect(c.updateOne({}, { $set: { rest: 'x'.repeat(9_000_000) } })).rejects.toMatchObject({ code: 17419 });
  });

  it('takes documents of almost 16 MB', async () => {
    const c = store.collection();
    await c.insertMany([
      { n: 1, text: 'x'.repeat(16_000_000) },
      { n: 2, text: 'y'.repeat(16_000_000) },
    ]);
    const found = await c.find({}).toArray();
    expect(found.map(({ text }) => text.length)).toEqual([16_000_000, 16_000_000]);
  });
});

describe('update', () => {
  it('counts what matched and what changed', async () => {
    const c = store.collection();
    await c.insertMany([{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect(await c.updateMany({ n: 1 }, { $set: { m: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    expect(await c.updateMany({ n: 1 }, { $set: { m: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 0 });
    expect(await c.updateOne({ n: 1 }, { $inc: { m: 0 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    expect(await c.updateOne({ n: 9 }, { $set: { m: 1 } })).toMatchObject({ matchedCount: 0, upsertedId: null });
  });

  it('upserts from the equalities of the query', async () => {
    const c = store.collection();
    const result = await c.updateOne(
      { a: 1, 'b.c': 2, d: { $gt: 3 }, $and: [{ e: { $eq: 4 } }] },
      { $set: { f: 5 }, $setOnInsert: { g: 6 } },
      { upsert: true },
    );
    expect(result).toMatchObject({ upsertedCount: 1, matchedCount: 0 });
    expect(await c.findOne({ _id: result.upsertedId ?? new ObjectId() })).toEqual({
      _id: result.upsertedId,
      a: 1,
      b: { c: 2 },
      e: 4,
      f: 5,
      g: 6,
    });
    await c.updateOne({ a: 1 }, { $setOnInsert: { g: 7 }, $set: { f: 8 } }, { upsert: true });
    expect(await c.findOne({ a: 1 })).toMatchObject({ f: 8, g: 6 });
  });

  it('replaces all but the _id, which nothing may change', async () => {
    const c = store.collection();
    const { insertedId } = await c.insertOne({ a: 1, b: 2 });
    await c.replaceOne({ _id: insertedId }, { c: 3 });
    expect(await c.findOne({})).toEqual({ _id: insertedId, c: 3 });
    await expect(c.updateOne({}, { $set: { _id: new ObjectId() } })).rejects.toMatchObject({ code: 66 });
    await expect(c.replaceOne({}, { _id: new ObjectId() })).rejects.toMatchObject({ code: 66 });
    await expect(c.updateOne({}, [{ $set: { _id: 5 } }])).rejects.toMatchObject({ code: 66 });
    expect(await c.updateOne({}, { $set: { _id: insertedId } })).toMatchObject({ modifiedCount: 0 });
  });
});

describe('findAndModify', () => {
  it('gives the document before or after the change', async () => {
    const c = store.collection();
    await c.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await c.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toMatchObject({ n: 3 });
    expect(
      await c.findOneAndUpdate({ n: 13 }, { $inc: { n: 1 } }, { returnDocument: 'after', projection: { _id: 0 } }),
    ).toEqual({ n: 14 });
    expect(await c.findOneAndReplace({ n: 14 }, { m: 1 }, { returnDocument: 'after' })).toMatchObject({ m: 1 });
    expect(await c.findOneAndDelete({ m: 1 })).toMatchObject({ m: 1 });
    expect(await c.findOneAndDelete({ m: 1 })).toBeNull();
    expect(await c.countDocuments()).toBe(2);
  });

  it('says whether it has inserted', async () => {
    const c = store.collection();
    const upsert = () =>
      c.findOneAndUpdate(
        { k: 1 },
        { $inc: { n: 1 } },
        { upsert: true, includeResultMetadata: true, returnDocument: 'after' },
      );
    const first = await upsert();
    expect(first).toMatchObject({ lastErrorObject: { n: 1, updatedExisting: false }, value: { k: 1, n: 1 } });
    expect(first.lastErrorObject?.['upserted']).toEqual(first.value?.['_id']);
    expect(await upsert()).toMatchObject({ lastErrorObject: { n: 1, updatedExisting: true }, value: { n: 2 } });
  });

  it('upserts one document however many ask at once', async () => {
    const c = store.collection();
    await c.createIndex({ key: 1 }, { unique: true });
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        c.findOneAndUpdate({ key: 'only' }, { $inc: { count: 1 }, $setOnInsert: { first: n } }, { upsert: true }),
      ),
    );
    expect(await c.find({}).toArray()).toMatchObject([{ key: 'only', count: 100 }]);
  });
});

describe('delete', () => {
  it('removes one or all, and says how many', async () => {
    const c = store.collection();
    await c.insertMany([{ n: 1 }, { n: 1 }, { n: 1 }, { n: 2 }]);
    expect(await c.deleteOne({ n: 1 })).toMatchObject({ deletedCount: 1 });
    expect(await c.deleteMany({ n: 1 })).toMatchObject({ deletedCount: 2 });
    expect(await c.deleteMany({ n: 1 })).toMatchObject({ deletedCount: 0 });
    expect(await c.find({}).toArray()).toMatchObject([{ n: 2 }]);
  });
});

describe('bulk writes', () => {
  it('do all kinds in order and number their errors', async () => {
    const c = store.collection();
    await c.createIndex({ k: 1 }, { unique: true });
    const result = await c.bulkWrite([
      { insertOne: { document: { k: 1 } } },
      { updateOne: { filter: { k: 2 }, update: { $set: { v: 1 } }, upsert: true } },
      { updateMany: { filter: {}, update: { $set: { w: 1 } } } },
      { replaceOne: { filter: { k: 1 }, replacement: { k: 3 } } },
      { deleteOne: { filter: { k: 2 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 1,
      matchedCount: 3,
      modifiedCount: 3,
      deletedCount: 1,
    });
    expect(Object.keys(result.upsertedIds)).toEqual(['1']);
    const failing = c.bulkWrite(
      [
        { updateOne: { filter: { k: 7 }, update: { $set: { k: 3 } }, upsert: true } },
        { updateOne: { filter: { k: 8 }, update: { $set: { v: 3 } }, upsert: true } },
        { insertOne: { document: { k: 3 } } },
      ],
      { ordered: false },
    );
    // Unordered, the driver sends the inserts first.
    await expect(failing).rejects.toMatchObject({ code: 11000, writeErrors: [{ index: 2 }, { index: 0 }] });
    expect((await c.distinct('k')).sort()).toEqual([3, 8]);
  });
});

describe('mongoose', () => {
  const schema = new mongoose.Schema(
    { email: { type: String, unique: true }, tags: [String], visits: { type: Number, default: 0 } },
    { timestamps: true },
  );

  it('works with models, indexes, validation and versions', async () => {
    const User = store.connection().model('User', schema);
    await User.init();
    const user = await User.create({ email: 'a@example.com', tags: ['x'] });
    user.tags.push('y');
    await user.save();
    const again = await User.findById(user.id).orFail();
    expect(again).toMatchObject({ tags: ['x', 'y'], visits: 0 });
    expect(again.createdAt).toBeInstanceOf(Date);
    await expect(User.create({ email: 'a@example.com' })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: 'a@example.com' },
    });
    again.tags.splice(0, 1);
    await again.save();
    expect(await User.findOne({ tags: 'y' }).lean()).toMatchObject({ tags: ['y'] });
    expect(await User.exists({ tags: 'x' })).toBeNull();
    expect(await User.estimatedDocumentCount()).toBe(1);
  });

  it('refuses transactions', async () => {
    const session = await store.connection().startSession();
    const inTransaction = session.withTransaction(() => store.collection().insertOne({ a: 1 }, { session }));
    await expect(inTransaction).rejects.toThrow(/Transaction numbers are only allowed|does not support/);
    await session.endSession();
  });
});
