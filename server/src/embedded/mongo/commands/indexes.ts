import type { Collection } from '../engine/collection.ts';
import { areEqual } from '../engine/compareValues.ts';
import type { IndexDefinition } from '../engine/indexDefinition.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isPlainObject } from '../values.ts';
import type { Command, CommandContext } from './command.ts';
import { readIndexSpecification } from './indexSpecification.ts';
import { listing } from './listing.ts';
import { ensureTarget, namespaceOf, targetOf } from './query.ts';

export const createIndexesCommand: Command = {
  options: ['indexes', 'commitQuorum'],
  isWrite: true,
  run(context) {
    const { fields } = context;
    const specifications = (fields.documents('indexes') ?? []).map(readIndexSpecification);
    if (specifications.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create');
    const createdCollectionAutomatically = targetOf(context) === undefined;
    const collection = ensureTarget(context);
    const numIndexesBefore = collection.indexes.length;
    const added = specifications.filter((specification) => isNew(collection, specification));
    for (const specification of added) build(context, collection, specification);
    return { numIndexesBefore, numIndexesAfter: collection.indexes.length, createdCollectionAutomatically };
  },
};

/** An index that cannot be built (a duplicate in what is there) leaves nothing behind. */
function build({ store }: CommandContext, collection: Collection, specification: BsonDocument): void {
  try {
    store.catalog.addIndex(collection, specification);
  } catch (error) {
    const unfinished = collection.indexes.at(-1);
    if (unfinished !== undefined && unfinished.name === specification['name']) {
      store.catalog.dropIndex(collection, unfinished);
    }
    throw error;
  }
}

/** @throws CommandError IndexOptionsConflict or IndexKeySpecsConflict when a similar index is in the way. */
function isNew(collection: Collection, specification: BsonDocument): boolean {
  const { key, name } = specification;
  const sameName = collection.indexes.find((index) => index.name === name);
  if (sameName !== undefined) {
    if (isSame(sameName, specification)) return false;
    const isSameKey = isSameOrder(sameName.specification['key'], key);
    const message = `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${String(name)}`;
    throw new CommandError(isSameKey ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict', message);
  }
  const sameKey = collection.indexes.find(
    (index) => isSameOrder(index.specification['key'], key) && isSamePart(index, specification),
  );
  if (sameKey === undefined) return true;
  if (isSame(sameKey, { ...specification, name: sameKey.name })) {
    throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${sameKey.name}`);
  }
  throw new CommandError(
    'IndexOptionsConflict',
    `An equivalent index already exists with a different name and options. Requested index: ${String(name)}, existing index: ${sameKey.name}`,
  );
}

function isSame(index: IndexDefinition, specification: BsonDocument): boolean {
  const { specification: existing } = index;
  const names = new Set([...Object.keys(existing), ...Object.keys(specification)]);
  names.delete('v');
  return [...names].every((name) => areEqual(existing[name], specification[name]));
}

function isSamePart(index: IndexDefinition, specification: BsonDocument): boolean {
  return areEqual(index.specification['partialFilterExpression'], specification['partialFilterExpression']);
}

function isSameOrder(left: BsonValue, right: BsonValue): boolean {
  return areEqual(left, right);
}

export const dropIndexesCommand: Command = {
  options: ['index'],
  isWrite: true,
  run(context) {
    const { fields, store } = context;
    const collection = targetOf(context);
    if (collection === undefined) throw new CommandError('NamespaceNotFound', `ns not found ${namespaceOf(context)}`);
    const nIndexesWas = collection.indexes.length;
    for (const index of chosenIndexes(collection, fields.value('index'))) store.catalog.dropIndex(collection, index);
    return { nIndexesWas };
  },
};

function chosenIndexes(collection: Collection, wanted: BsonValue): IndexDefinition[] {
  if (wanted === '*') return collection.indexes.filter(({ name }) => name !== '_id_');
  if (Array.isArray(wanted)) return wanted.flatMap((name) => chosenIndexes(collection, name));
  const found = collection.indexes.find((index) =>
    isPlainObject(wanted) ? isSameOrder(index.specification['key'], wanted) : index.name === wanted,
  );
  if (found === undefined) {
    const shown = typeof wanted === 'string' ? `name [${wanted}]` : 'that key';
    throw new CommandError('IndexNotFound', `index not found with ${shown}`);
  }
  if (found.name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
  return [found];
}

export const listIndexesCommand: Command = {
  options: ['cursor'],
  isWrite: false,
  run(context) {
    const collection = targetOf(context);
    if (collection === undefined)
      throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespaceOf(context)}`);
    const specifications = collection.indexes.map(({ specification }) => specification);
    return listing(context, collection.name, specifications);
  },
};
