import { compileUpdatePipeline } from '../aggregation/compileUpdatePipeline.ts';
import { areEqual } from '../engine/compareValues.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, cloneValue, getField, isPlainObject, setField } from '../values.ts';
import { compileModifiers, type UpdateContext } from './compileModifiers.ts';
import type { ArrayFilters } from './expandPath.ts';

export type Update = {
  kind: 'modifiers' | 'replacement' | 'pipeline';
  /** The changed copy. @throws CommandError ImmutableField when `_id` would change. */
  apply: (document: BsonDocument, context: UpdateContext) => BsonDocument;
};

/**
 * Reads an update: operators, a whole document, or a pipeline.
 * @throws CommandError FailedToParse for an unknown operator, ConflictingUpdateOperators, …
 */
export function compileUpdate(update: BsonValue, arrayFilters: ArrayFilters): Update {
  if (Array.isArray(update)) {
    refuseArrayFilters(arrayFilters, 'a pipeline-style update');
    const run = compileUpdatePipeline(update);
    return { kind: 'pipeline', apply: (document) => keepId(document, withId(run(document), document)) };
  }
  if (!isPlainObject(update)) {
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const [first] = Object.keys(update);
  if (first?.startsWith('$') !== true) {
    refuseArrayFilters(arrayFilters, 'a replacement-style update');
    return { kind: 'replacement', apply: (document) => replaceDocument(document, update) };
  }
  const apply = compileModifiers(update, arrayFilters);
  return { kind: 'modifiers', apply: (document, context) => keepId(document, apply(cloneValue(document), context)) };
}

function refuseArrayFilters(arrayFilters: ArrayFilters, kind: string): void {
  if (arrayFilters.size > 0) throw new CommandError('FailedToParse', `Cannot specify arrayFilters and ${kind}`);
}

function replaceDocument(document: BsonDocument, replacement: BsonDocument): BsonDocument {
  const dollar = Object.keys(replacement).find((name) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' is not allowed in a replacement.`,
    );
  }
  const id = getField(document, '_id');
  const wanted = getField(replacement, '_id');
  if (id === undefined) return cloneValue(replacement);
  if (wanted !== undefined && !areEqual(wanted, id)) throw immutableId();
  const replaced: BsonDocument = { _id: id };
  for (const [name, value] of Object.entries(replacement))
    if (name !== '_id') setField(replaced, name, cloneValue(value));
  return replaced;
}

/** A pipeline that makes another document need not name `_id`. */
function withId(made: BsonDocument, before: BsonDocument): BsonDocument {
  const id = getField(before, '_id');
  return id === undefined || getField(made, '_id') !== undefined ? made : { _id: id, ...made };
}

/** An `_id` that is not set yet (in an upsert) may be given. */
function keepId(before: BsonDocument, after: BsonDocument): BsonDocument {
  const id = getField(before, '_id');
  const result = getField(after, '_id');
  if (id !== undefined && (result === undefined || !areEqual(id, result))) throw immutableId();
  return after;
}

function immutableId(): CommandError {
  return new CommandError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}
