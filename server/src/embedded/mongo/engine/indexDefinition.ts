import { compileFilter } from '../query/compileFilter.ts';
import type { Filter, Matcher } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { type BsonDocument, getField, isNumber, isPlainObject, toDouble } from '../values.ts';

export type IndexField = {
  path: string;
  parts: readonly string[];
  isDescending: boolean;
};

export type IndexDefinition = {
  id: number;
  name: string;
  fields: readonly IndexField[];
  isUnique: boolean;
  isSparse: boolean;
  /** Seconds after which documents expire, for a TTL index. */
  expireAfterSeconds: number | undefined;
  /** What a partial index takes in, and the same as a test. */
  partial: { filter: Filter; matches: Matcher } | undefined;
  /** As `listIndexes` gives it. */
  specification: BsonDocument;
  /** Bit n is set once a document had an array at field n; never unset. */
  multikey: number;
};

/** Reads a specification that was checked when the index was made (commands/indexSpecification.ts). */
export function toIndexDefinition(id: number, specification: BsonDocument, multikey: number): IndexDefinition {
  const key = getField(specification, 'key');
  const partial = getField(specification, 'partialFilterExpression');
  const expiry = getField(specification, 'expireAfterSeconds');
  return {
    id,
    name: String(getField(specification, 'name')),
    fields: isPlainObject(key) ? toFields(key) : [],
    isUnique: getField(specification, 'unique') === true || isIdIndex(specification),
    isSparse: getField(specification, 'sparse') === true,
    expireAfterSeconds: isNumber(expiry) ? toDouble(expiry) : undefined,
    partial: isPlainObject(partial) ? toPartial(partial) : undefined,
    specification,
    multikey,
  };
}

function toFields(key: BsonDocument): IndexField[] {
  return Object.entries(key).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    isDescending: isNumber(direction) && toDouble(direction) < 0,
  }));
}

function isIdIndex(specification: BsonDocument): boolean {
  return getField(specification, 'name') === '_id_';
}

function toPartial(expression: BsonDocument): { filter: Filter; matches: Matcher } {
  const filter = parseFilter(expression);
  return { filter, matches: compileFilter(filter) };
}
