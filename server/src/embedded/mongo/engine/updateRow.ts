import { ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { Update } from '../update/compileUpdate.ts';
import { findMatchedIndex } from '../update/findMatchedIndex.ts';
import { modifyAt } from '../update/modifyAt.ts';
import { type BsonDocument, cloneValue, getField } from '../values.ts';
import type { Collection } from './collection.ts';
import { areEqual } from './compareValues.ts';
import type { Row } from './findRows.ts';
import { prepareDocument } from './prepareDocument.ts';

type Change = {
  filter: Filter;
  update: Update;
};

/** Applies an update to a stored document; one that changes nothing writes nothing. */
export function updateRow(
  collection: Collection,
  row: Row,
  { filter, update }: Change,
): { isModified: boolean; document: BsonDocument } {
  const changed = update.apply(row.document, {
    findMatchedIndex: () => findMatchedIndex(filter, row.document),
    isInsert: false,
  });
  const { document, bytes } = prepareDocument(changed);
  if (Buffer.compare(bytes, row.bytes) === 0) return { isModified: false, document: row.document };
  collection.replace(row, document, bytes);
  return { isModified: true, document };
}

/** Inserts what an update makes of the values that its filter demands to be equal. */
export function upsertDocument(collection: Collection, { filter, update }: Change): BsonDocument {
  const seed: BsonDocument = {};
  seedFrom(filter, update.kind === 'replacement', seed);
  const made = update.apply(seed, { findMatchedIndex: () => undefined, isInsert: true });
  if (getField(made, '_id') === undefined) made['_id'] = new ObjectId();
  const { document, bytes } = prepareDocument(made);
  collection.insert(document, bytes);
  return document;
}

/** A replacement takes over nothing but `_id`. */
function seedFrom(filter: Filter, onlyId: boolean, seed: BsonDocument): void {
  const isOnlyBranch = filter.kind === 'or' && filter.nodes.length === 1;
  if (filter.kind === 'and' || isOnlyBranch) {
    for (const node of filter.nodes) seedFrom(node, onlyId, seed);
    return;
  }
  if (filter.kind !== 'field' || filter.condition.op !== 'eq' || (onlyId && filter.path !== '_id')) return;
  const { value } = filter.condition;
  modifyAt(seed, filter.parts, (current) => {
    if (current !== undefined && !areEqual(current, value)) {
      throw new CommandError(
        'NotSingleValueField',
        `cannot infer query fields to set, path '${filter.path}' is matched twice`,
      );
    }
    return { kind: 'set', value: cloneValue(value) };
  });
}
