import { CommandError } from '../errors.ts';
import type { BsonDocument } from '../values.ts';
import type { Command } from './command.ts';
import { createIndexesCommand, dropIndexesCommand, listIndexesCommand } from './indexes.ts';
import { listing } from './listing.ts';
import { namespaceOf, targetOf } from './query.ts';
import { readListFilter } from './readListFilter.ts';

const createCommand: Command = {
  options: [],
  isWrite: true,
  run(context) {
    const { request, store, fields } = context;
    if (targetOf(context) !== undefined) {
      throw new CommandError('NamespaceExists', `Collection ${namespaceOf(context)} already exists.`);
    }
    store.catalog.create(request.db, fields.text('create'));
    return {};
  },
};

const dropCommand: Command = {
  options: [],
  isWrite: true,
  run(context) {
    const { store, cursors } = context;
    const collection = targetOf(context);
    // As MongoDB 7 does, dropping what is not there succeeds.
    if (collection === undefined) return {};
    const nIndexesWas = collection.indexes.length;
    store.catalog.drop(collection);
    cursors.killNamespace(collection.namespace);
    return { nIndexesWas, ns: collection.namespace };
  },
};

const dropDatabaseCommand: Command = {
  options: [],
  isWrite: true,
  run({ request, store, cursors }) {
    const collections = store.catalog.list(request.db);
    for (const collection of collections) {
      store.catalog.drop(collection);
      cursors.killNamespace(collection.namespace);
    }
    return collections.length > 0 ? { dropped: request.db } : {};
  },
};

const listCollectionsCommand: Command = {
  options: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  isWrite: false,
  run(context) {
    const { request, store, fields } = context;
    const isNameOnly = fields.boolean('nameOnly');
    const entries = store.catalog.list(request.db).map(({ name, indexes }): BsonDocument => {
      const base = { name, type: 'collection' };
      if (isNameOnly) return base;
      return { ...base, options: {}, info: { readOnly: false }, idIndex: indexes[0]?.specification };
    });
    return listing(context, '$cmd.listCollections', entries.filter(readListFilter(fields)));
  },
};

const listDatabasesCommand: Command = {
  options: ['filter', 'nameOnly', 'authorizedDatabases'],
  isWrite: false,
  run({ store, fields }) {
    const names = [...new Set(store.catalog.list().map(({ db }) => db))].sort();
    const isNameOnly = fields.boolean('nameOnly');
    const databases = names
      .map((name): BsonDocument => (isNameOnly ? { name } : { name, sizeOnDisk: 0, empty: false }))
      .filter(readListFilter(fields));
    return isNameOnly ? { databases } : { databases, totalSize: 0 };
  },
};

const collStatsCommand: Command = {
  options: ['scale'],
  isWrite: false,
  run(context) {
    const collection = targetOf(context);
    return {
      ns: namespaceOf(context),
      count: collection?.count() ?? 0,
      nindexes: collection?.indexes.length ?? 0,
      capped: false,
    };
  },
};

export const schemaCommands: [string, Command][] = [
  ['create', createCommand],
  ['drop', dropCommand],
  ['dropDatabase', dropDatabaseCommand],
  ['listCollections', listCollectionsCommand],
  ['listDatabases', listDatabasesCommand],
  ['collStats', collStatsCommand],
  ['createIndexes', createIndexesCommand],
  ['dropIndexes', dropIndexesCommand],
  ['listIndexes', listIndexesCommand],
];
