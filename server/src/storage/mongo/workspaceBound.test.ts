import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMongos, type TestMongo } from '../../testing/mongos.ts';
import type { MongoStorage } from './connect.ts';
import { createWhatsAppAuthModels } from './whatsappAuth/whatsappAuthModels.ts';
import { acrossWorkspaces } from './workspaceBound.ts';

type AnyModel = Connection['models'][string];
type Filter = Record<string, unknown>;

const move = () => ({ $set: { workspaceId: 'theirs' } });

const operations: Record<string, (model: AnyModel, filter: Filter) => Promise<unknown>> = {
  find: (model, filter) => model.find(filter).exec(),
  'find with a cursor': (model, filter) => model.find(filter).cursor().next(),
  findOne: (model, filter) => model.findOne(filter).exec(),
  exists: (model, filter) => model.exists(filter).exec(),
  countDocuments: (model, filter) => model.countDocuments(filter).exec(),
  distinct: (model, filter) => model.distinct('_id', filter).exec(),
  updateOne: (model, filter) => model.updateOne(filter, move()).exec(),
  updateMany: (model, filter) => model.updateMany(filter, move()).exec(),
  replaceOne: (model, filter) => model.replaceOne(filter, {}).exec(),
  deleteOne: (model, filter) => model.deleteOne(filter).exec(),
  deleteMany: (model, filter) => model.deleteMany(filter).exec(),
  findOneAndUpdate: (model, filter) => model.findOneAndUpdate(filter, move()).exec(),
  findOneAndReplace: (model, filter) => model.findOneAndReplace(filter, {}).exec(),
  findOneAndDelete: (model, filter) => model.findOneAndDelete(filter).exec(),
  aggregate: (model, filter) => model.aggregate([{ $match: filter }]).exec(),
  insertMany: (model, filter) => model.insertMany([{ workspaceId: 'ours' }, filter]),
  'bulkWrite updateOne': (model, filter) => model.bulkWrite([{ updateOne: { filter, update: move() } }]),
  'bulkWrite updateMany': (model, filter) => model.bulkWrite([{ updateMany: { filter, update: move() } }]),
  'bulkWrite replaceOne': (model, filter) => model.bulkWrite([{ replaceOne: { filter, replacement: {} } }]),
  'bulkWrite deleteOne': (model, filter) => model.bulkWrite([{ deleteOne: { filter } }]),
  'bulkWrite deleteMany': (model, filter) => model.bulkWrite([{ deleteMany: { filter } }]),
  'bulkWrite insertOne': (model, filter) => model.bulkWrite([{ insertOne: { document: filter } }]),
};

/** Without any filter of their own, or with one that can't name a workspace. */
const unbound: Record<string, (model: AnyModel) => Promise<unknown>> = {
  findById: (model) => model.findById('id').exec(),
  findByIdAndUpdate: (model) => model.findByIdAndUpdate('id', move()).exec(),
  findByIdAndDelete: (model) => model.findByIdAndDelete('id').exec(),
  estimatedDocumentCount: (model) => model.estimatedDocumentCount().exec(),
  'aggregate without a match': (model) => model.aggregate([]).exec(),
  'aggregate that matches late': (model) => model.aggregate([{ $limit: 1 }, { $match: { workspaceId: 'a' } }]).exec(),
  'save of a stored document': (model) => hydrate(model).save({ validateBeforeSave: false }),
  'deleteOne of a document': (model) => hydrate(model).deleteOne().exec(),
  'updateOne of a document': (model) => hydrate(model).updateOne(move()).exec(),
};

const badFilters: Filter[] = [
  {},
  { _id: 'id' },
  { workspaceId: undefined },
  { workspaceId: null },
  { workspaceId: { $ne: null } },
  { workspaceId: { $in: ['ours', 'theirs'] } },
  { workspaceId: /./ },
  { $or: [{ workspaceId: 'ours' }, { workspaceId: 'theirs' }] },
];

/** What belongs to the server itself: the workspaces, its own secrets, and how far all messages are indexed. */
const ownModels = new Set(['Workspace', 'Secret', 'SearchIndexing']);

const refusal = /does not name the one workspace|not by save/;

describe('each model of a workspace', () => {
  let mongo: TestMongo | undefined;
  let opened: MongoStorage | undefined;
  beforeAll(async () => {
    mongo = await listMongos()[0]?.start();
    opened = await mongo?.open();
  });
  afterAll(async () => {
    await opened?.close();
    await mongo?.close();
  });

  function listModels(): AnyModel[] {
    if (!opened) throw new Error('The database did not open.');
    if (!opened.connection.models['WhatsAppKey']) createWhatsAppAuthModels(opened.connection);
    return Object.values(opened.connection.models).filter(({ modelName }) => !ownModels.has(modelName));
  }

  it('is there to be tested', () => {
    expect(listModels().length).toBeGreaterThan(10);
  });

  it.each(Object.entries(operations))('refuses %s that names no workspace or several', async (_name, operate) => {
    for (const model of listModels()) {
      for (const filter of badFilters) {
        const operation = Promise.resolve().then(() => operate(model, filter));
        await expect(operation, `${model.modelName} by ${JSON.stringify(filter)}`).rejects.toThrow(refusal);
      }
    }
  });

  it.each(Object.entries(unbound))('refuses %s', async (_name, operate) => {
    for (const model of listModels()) {
      const operation = Promise.resolve().then(() => operate(model));
      await expect(operation, model.modelName).rejects.toThrow(refusal);
    }
  });

  it('refuses aggregation stages that reach further', async () => {
    const match = { $match: { workspaceId: 'ours' } };
    for (const model of listModels()) {
      for (const stage of [
        { $lookup: { from: 'users', pipeline: [], as: 'theirs' } },
        { $unionWith: { coll: 'users' } },
        { $out: 'users' },
        { $merge: { into: 'users' } },
      ]) {
        await expect(model.aggregate([match, stage]).exec(), model.modelName).rejects.toThrow(/stay in its workspace/);
      }
    }
  });

  it('lets through what names its workspace, and what says that it crosses them', async () => {
    for (const model of listModels()) {
      expect(await model.find({ workspaceId: 'ours' }).exec()).toEqual([]);
      expect(await model.aggregate([{ $match: { workspaceId: 'ours' } }, { $limit: 1 }]).exec()).toEqual([]);
      expect(await model.findOne({}).setOptions(acrossWorkspaces).exec()).toBeNull();
      expect((await model.bulkWrite([{ deleteOne: { filter: { workspaceId: 'ours' } } }])).deletedCount).toBe(0);
    }
  });

  it('never moves a document to another workspace', async () => {
    for (const model of listModels()) {
      // Nothing is left of the change, so it is not even asked for.
      const moved = await model.updateOne({ workspaceId: 'ours' }, move()).exec();
      expect(moved, model.modelName).toEqual({ acknowledged: false });
    }
  });

  it('refuses fields that are not in its schema, in filters and in changes', async () => {
    for (const model of listModels()) {
      const ours = { workspaceId: 'ours' };
      await expect(model.find({ ...ours, unheard: 1 }).exec(), model.modelName).rejects.toThrow(/unheard/);
      await expect(model.updateOne(ours, { $set: { unheard: 1 } }).exec(), model.modelName).rejects.toThrow(/unheard/);
      await expect(model.insertMany([{ ...ours, unheard: 1 }]), model.modelName).rejects.toThrow(/unheard/);
    }
  });
});

function hydrate(model: AnyModel) {
  const document = model.hydrate({ _id: '507f1f77bcf86cd799439011', workspaceId: 'ours' });
  document.markModified('workspaceId');
  return document;
}
