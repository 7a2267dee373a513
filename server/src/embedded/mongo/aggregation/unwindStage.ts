import { Long } from 'bson';
import { CommandError } from '../errors.ts';
import { addLeaf, assignFields, type Branch } from '../query/projectionTree.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject, typeName } from '../values.ts';

const knownOptions = new Set(['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays']);

/** Reads `$unwind`. */
export function compileUnwind(specification: BsonValue): (documents: Iterable<BsonDocument>) => Iterable<BsonDocument> {
  const options = isPlainObject(specification) ? specification : { path: specification };
  const unknown = Object.keys(options).find((name) => !knownOptions.has(name));
  if (unknown !== undefined) throw new CommandError(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: preserve = false } = options;
  if (typeof path !== 'string')
    throw new CommandError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$') || path.length < 2)
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof preserve !== 'boolean')
    throw new CommandError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === '' || indexField.startsWith('$'))) {
    throw new CommandError(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  }
  const parts = path.slice(1).split('.');
  const put = (document: BsonDocument, name: string, value: BsonValue) => {
    const tree: Branch = { kind: 'branch', fields: new Map() };
    addLeaf(tree, name, { kind: 'compute', evaluate: () => value });
    return assignFields(document, tree, document);
  };
  const withIndex = (document: BsonDocument, index: number | null) =>
    indexField === undefined ? document : put(document, indexField, index === null ? null : Long.fromNumber(index));
  return function* (documents) {
    for (const document of documents) {
      const value = valueAt(document, parts);
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, item] of value.entries()) yield withIndex(put(document, path.slice(1), item), index);
      } else if (Array.isArray(value)) {
        if (preserve) yield withIndex(put(document, path.slice(1), undefined), null);
      } else if (preserve || (value !== undefined && value !== null)) {
        yield withIndex(document, null);
      }
    }
  };
}

/** Unlike a query, `$unwind` does not enter arrays on the way. */
function valueAt(document: BsonDocument, parts: readonly string[]): BsonValue {
  return parts.reduce<BsonValue>((value, part) => (isPlainObject(value) ? getField(value, part) : undefined), document);
}
