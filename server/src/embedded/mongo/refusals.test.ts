import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { withStore } from './testing/withStore.ts';

const { BSONRegExp, Code, DBRef, ObjectId } = mongoose.mongo;
const store = withStore();

/** Nothing that this store does not know may be ignored: each of these is answered with MongoDB's code. */
describe('what is unknown is refused', () => {
  beforeAll(async () => {
    await store
      .db()
      .collection('c')
      .insertMany([{ a: 1, list: [1] }, { a: 2 }]);
  });

  it.each<[number, string, object]>([
    [59, 'a command', { frobnicate: 1 }],
    [59, 'a command of a replica set', { replSetGetStatus: 1 }],
    [59, 'client-level bulk writes', { bulkWrite: 1, ops: [], nsInfo: [] }],
    [40415, 'an option of find', { find: 'c', foo: 1 }],
    [40415, 'a collation of find', { find: 'c', collation: { locale: 'de' } }],
    [40415, 'min and max of find', { find: 'c', min: { a: 1 } }],
    [40415, 'let of find', { find: 'c', let: { x: 1 } }],
    [40415, 'an option of insert', { insert: 'c', documents: [{}], foo: 1 }],
    [40415, 'an option of update', { update: 'c', updates: [{ q: {}, u: {} }], let: {} }],
    [40415, 'an option of aggregate', { aggregate: 'c', pipeline: [], cursor: {}, collation: { locale: 'de' } }],
    [40415, 'an option of findAndModify', { findAndModify: 'c', update: { $set: { a: 1 } }, collation: {} }],
    [40415, 'an option of create', { create: 'capped', capped: true, size: 5 }],
    [40415, 'a validator', { create: 'valid', validator: { a: 1 } }],
    [40415, 'an option of distinct', { distinct: 'c', key: 'a', foo: 1 }],
    [40415, 'an option of count', { count: 'c', foo: 1 }],
    [40415, 'an option of ping', { ping: 1, foo: 1 }],
    [2, 'a tailable cursor', { find: 'c', tailable: true }],
    [2, 'returnKey', { find: 'c', returnKey: true }],
    [20, 'a transaction', { find: 'c', txnNumber: 1, autocommit: false, startTransaction: true }],
    [72, 'a snapshot', { find: 'c', readConcern: { level: 'snapshot' } }],
    [72, 'a read concern of a write', { insert: 'c', documents: [{}], readConcern: { level: 'majority' } }],
    [2, 'two acknowledgements', { insert: 'c', documents: [{}], writeConcern: { w: 2 } }],
    [14, 'a filter that is no document', { find: 'c', filter: 5 }],
    [14, 'a sort that is no document', { find: 'c', sort: 'a' }],
    [51024, 'a negative skip', { find: 'c', skip: -1 }],
    [2, 'a hint at no index', { find: 'c', hint: 'nothing_1' }],
    [15975, 'a sort direction', { find: 'c', sort: { a: 2 } }],
    [15975, 'a sort by metadata', { find: 'c', sort: { a: { $meta: 'textScore' } } }],
    [73, 'a bad collection name', { insert: 'a$b', documents: [{}] }],
    [16, 'an empty batch', { insert: 'c', documents: [] }],
    [9, 'a limit of delete', { delete: 'c', deletes: [{ q: {}, limit: 2 }] }],
    [40415, 'an option of a delete', { delete: 'c', deletes: [{ q: {}, limit: 1, foo: 1 }] }],
    [40415, 'a collation of an update', { update: 'c', updates: [{ q: {}, u: {}, collation: { locale: 'de' } }] }],
    [9, 'updating and removing', { findAndModify: 'c', remove: true, update: {} }],
    [59, 'explaining anything but find', { explain: { count: 'c' } }],
  ])('%d: %s', async (code, _what, command) => {
    await expect(answer(command)).resolves.toMatchObject({ code });
  });

  it.each<[number, object]>([
    [2, { $where: 'true' }],
    [2, { $text: { $search: 'x' } }],
    [2, { $jsonSchema: {} }],
    [2, { $foo: 1 }],
    [2, { a: { $foo: 1 } }],
    [2, { a: { $near: [0, 0] } }],
    [2, { a: { $geoWithin: {} } }],
    [2, { a: { $bitsAllSet: 1 } }],
    [2, { a: { $gt: 1, b: 2 } }],
    [2, { a: { $in: 5 } }],
    [2, { a: { $in: [{ $gt: 1 }] } }],
    [2, { a: { $not: 5 } }],
    [2, { a: { $size: 1.5 } }],
    [2, { a: { $type: 'sort of' } }],
    [2, { a: { $elemMatch: 1 } }],
    [2, { a: { $elemMatch: { $foo: 1 } } }],
    [2, { a: { $mod: [0, 1] } }],
    [2, { a: { $ne: /x/ } }],
    [2, { a: { $options: 'i' } }],
    [2, { $and: [] }],
    [2, { $or: {} }],
    [51091, { a: { $regex: '(' } }],
    [51108, { a: new BSONRegExp('a b', 'x') }],
    [168, { $expr: { $foo: 1 } }],
    [168, { $expr: { $eq: [{ $function: {} }, 1] } }],
  ])('%d: the filter %j', async (code, filter) => {
    await expect(answer({ find: 'c', filter })).resolves.toMatchObject({ code });
    await expect(answer({ count: 'c', query: filter })).resolves.toMatchObject({ code });
    await expect(answer({ aggregate: 'c', pipeline: [{ $match: filter }], cursor: {} })).resolves.toMatchObject({
      code,
    });
    await expect(answer({ delete: 'c', deletes: [{ q: filter, limit: 1 }] })).resolves.toMatchObject({
      writeErrors: [{ code }],
    });
  });

  it.each<[number, object]>([
    [40324, { $out: 'd' }],
    [40324, { $merge: { into: 'd' } }],
    [40324, { $graphLookup: {} }],
    [40324, { $bucket: {} }],
    [40324, { $sample: { size: 1 } }],
    [40324, { $unionWith: 'd' }],
    [40324, { $setWindowFields: {} }],
    [40324, { $foo: 1 }],
    [40323, { $match: {}, $sort: {} }],
    [9, { $lookup: { from: 'd', as: 'x', pipeline: [] } }],
    [15952, { $group: { _id: 1, x: { $top: {} } } }],
    [15955, { $group: { x: { $sum: 1 } } }],
    [40238, { $group: { _id: 1, x: { $sum: 1, $avg: 1 } } }],
    [168, { $project: { x: { $rand: {} } } }],
    [168, { $addFields: { x: { $map: { input: '$list', in: { $bad: 1 } } } } }],
    [40415, { $addFields: { x: { $map: { input: '$list', in: 1, foo: 1 } } } }],
    [17276, { $addFields: { x: '$$nobody' } }],
    [15983, { $addFields: { x: { $add: [1], $subtract: [1] } } }],
    [16020, { $addFields: { x: { $eq: [1] } } }],
    [31254, { $project: { a: 1, list: 0 } }],
    [31253, { $project: { a: 0, list: 1 } }],
    [31250, { $project: { 'a.b': 1, a: 1 } }],
    [28811, { $unwind: { path: '$list', foo: 1 } }],
    [28818, { $unwind: 'list' }],
    [15958, { $limit: 0 }],
    [40158, { $count: '$n' }],
  ])('%d: the stage %j', async (code, stage) => {
    await expect(answer({ aggregate: 'c', pipeline: [stage], cursor: {} })).resolves.toMatchObject({ code });
  });

  it.each<[number, object | object[], object?]>([
    [9, { $foo: { a: 1 } }],
    [9, { $set: 5 }],
    [72, [{ $match: {} }]],
    [168, [{ $set: { a: { $foo: 1 } } }]],
    [9, { $set: { 'list.$[x]': 1 } }, { arrayFilters: [{ x: 1, y: 2 }] }],
    [9, { $set: { a: 1 } }, { arrayFilters: [{ x: 1 }] }],
    [9, { a: 1 }, { multi: true }],
    [52, { a: 1, $b: 1 }],
  ])('%d: the update %j', async (code, u, options) => {
    const failed = await answer({ update: 'c', updates: [{ q: {}, u, ...options }] });
    expect(failed).toMatchObject({ writeErrors: [{ code }] });
  });

  it.each<[number, object]>([
    [197, { key: { a: 1 }, name: 'x', collation: { locale: 'de' } }],
    [197, { key: { a: 1 }, name: 'x', hidden: true }],
    [197, { key: { a: 1 }, name: 'x', foo: 1 }],
    [67, { key: { a: 'text' }, name: 'x' }],
    [67, { key: { a: '2dsphere' }, name: 'x' }],
    [67, { key: { a: 'hashed' }, name: 'x' }],
    [67, { key: { '$**': 1 }, name: 'x' }],
    [67, { key: { a: 0 }, name: 'x' }],
    [67, { key: {}, name: 'x' }],
    [67, { key: { a: 1, b: 1 }, name: 'x', expireAfterSeconds: 5 }],
    [67, { key: { a: 1 }, name: 'x', expireAfterSeconds: -5 }],
    [67, { key: { a: 1 }, name: 'x', partialFilterExpression: { a: { $ne: 1 } } }],
    [67, { key: { a: 1 }, name: 'x', partialFilterExpression: { a: { $exists: false } } }],
    [67, { key: { a: 1 }, name: 'x', sparse: true, partialFilterExpression: { a: 1 } }],
    [2, { key: { a: 1 }, name: 'x', partialFilterExpression: { a: { $foo: 1 } } }],
  ])('%d: the index %j', async (code, index) => {
    await expect(answer({ createIndexes: 'c', indexes: [index] })).resolves.toMatchObject({ code });
  });

  it.each([
    ['code', new Code('1')],
    ['a reference', new DBRef('c', new ObjectId())],
  ])('a document with %s', async (_what, value) => {
    await expect(
      store
        .db()
        .collection('c')
        .insertOne({ deep: [{ value }] }),
    ).rejects.toMatchObject({ code: 2 });
  });
});

/** The server's answer, a refusal included. */
async function answer(command: object): Promise<unknown> {
  try {
    return await store.db().command(command);
  } catch (error) {
    return error;
  }
}
