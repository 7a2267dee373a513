import { ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import type { Condition, Filter } from '../query/filter.ts';
import type { Update } from '../update/compileUpdate.ts';
import { findMatchedIndex } from '../update/findMatchedIndex.ts';
import { modifyAt } from '../update/modifyAt.ts';
import { type BsonDocument, type BsonValue, cloneValue, getField } from '../values.ts';
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
  const made = update.apply(seedFrom(filter, update.kind === 'replacement'), {
    findMatchedIndex: () => undefined,
    isInsert: true,
  });
  if (getField(made, '_id') === undefined) made['_id'] = new ObjectId();
  const { document, bytes } = prepareDocument(made);
  collection.insert(document, bytes);
  return document;
}

/** A replacement takes over nothing but `_id`. */
function seedFrom(filter: Filter, isReplacement: boolean): BsonDocument {
  const seed: BsonDocument = {};
  const equalities = equalitiesOf(filter).filter(({ parts }) => !isReplacement || parts[0] === '_id');
  refuseConflicts(equalities);
  if (isReplacement && equalities.some(({ parts }) => parts.length > 1)) {
    throw new CommandError('NotExactValueField', 'the query must give _id as a whole, for the replacement has none');
  }
  for (const { parts, value } of equalities) modifyAt(seed, parts, () => ({ kind: 'set', value: cloneValue(value) }));
  return seed;
}

type Equality = { path: string; parts: readonly string[]; value: BsonValue };

function equalitiesOf(filter: Filter): Equality[] {
  switch (filter.kind) {
    case 'and':
      return filter.nodes.flatMap(equalitiesOf);
    case 'or':
      return filter.nodes.length === 1 ? filter.nodes.flatMap(equalitiesOf) : [];
    case 'nor':
    case 'expression':
      return [];
    case 'field':
      return valuesOf(filter.condition).map((value) => ({ path: filter.path, parts: filter.parts, value }));
  }
}

/** A list of one value says the same as the value. */
function valuesOf(condition: Condition): readonly BsonValue[] {
  if (condition.op === 'eq') return [condition.value];
  return condition.op === 'in' && condition.values.length === 1 && condition.patterns.length === 0
    ? condition.values
    : [];
}

function refuseConflicts(equalities: readonly Equality[]): void {
  for (const [position, { path, value }] of equalities.entries()) {
    for (const other of equalities.slice(0, position)) {
      const isTwice = path === other.path && !areEqual(value, other.value);
      if (!isTwice && !path.startsWith(`${other.path}.`) && !other.path.startsWith(`${path}.`)) continue;
      const both = isTwice ? `path '${path}' is matched twice` : `both paths '${path}' and '${other.path}' are matched`;
      throw new CommandError('NotSingleValueField', `cannot infer query fields to set, ${both}`);
    }
  }
}
