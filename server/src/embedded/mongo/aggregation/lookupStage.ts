import { BSONRegExp } from 'bson';
import type { Collection } from '../engine/collection.ts';
import { findRows, type QueryCost } from '../engine/findRows.ts';
import { CommandError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import { valuesAt } from '../query/paths.ts';
import { addLeaf, assignFields, type Branch } from '../query/projectionTree.ts';
import { type BsonDocument, type BsonValue, isPlainObject } from '../values.ts';

const argumentNames = ['from', 'localField', 'foreignField', 'as'];

/** Reads the simple form of `$lookup`: equality of two fields. */
export function compileLookup(
  specification: BsonValue,
  findCollection: (name: string) => Collection | undefined,
  cost: QueryCost,
): (documents: Iterable<BsonDocument>) => Iterable<BsonDocument> {
  if (!isPlainObject(specification))
    throw new CommandError('FailedToParse', 'the $lookup specification must be an Object');
  const unknown = Object.keys(specification).find((name) => !argumentNames.includes(name));
  if (unknown !== undefined) throw new CommandError('FailedToParse', `unknown argument to $lookup: ${unknown}`);
  const [from, localField, foreignField, as] = argumentNames.map((name) => text(specification, name));
  return function* (documents) {
    const collection = findCollection(from ?? '');
    const localParts = (localField ?? '').split('.');
    for (const document of documents) {
      const filter = equalTo(foreignField ?? '', valuesAt(document, localParts));
      const rows = collection === undefined ? [] : [...findRows(collection, { filter, sort: [] }, cost)];
      const tree: Branch = { kind: 'branch', fields: new Map() };
      const found = rows.map((row) => row.document);
      addLeaf(tree, as ?? '', { kind: 'compute', evaluate: () => found });
      yield assignFields(document, tree, document);
    }
  };
}

function text(specification: BsonDocument, name: string): string {
  const value = specification[name];
  if (typeof value !== 'string') throw new CommandError('FailedToParse', `$lookup argument '${name}' must be a string`);
  return value;
}

/** A local field that is missing equals what is missing or null. A local array means any of its elements. */
function equalTo(path: string, values: readonly BsonValue[]): Filter {
  if (values.some((value) => value instanceof BSONRegExp))
    throw new CommandError('BadValue', '$lookup cannot match regular expressions');
  const wanted = values.length === 0 ? [null] : values;
  return { kind: 'field', path, parts: path.split('.'), condition: { op: 'in', values: wanted, patterns: [] } };
}
