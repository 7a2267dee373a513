import { compareValues } from '../engine/compareValues.ts';
import { encodeEmptyArrayKey, encodeKey, invertKey } from '../engine/keyEncoding.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isNumber, toDouble } from '../values.ts';
import { anyAt } from './paths.ts';

export type SortField = {
  path: string;
  parts: readonly string[];
  isDescending: boolean;
};

/** @throws CommandError for anything but 1 and -1; `$meta` sorts do not exist here. */
export function parseSort(sort: BsonDocument): SortField[] {
  return Object.entries(sort).map(([path, direction]) => {
    if (path === '' || (path.startsWith('$') && path !== '$natural')) {
      throw new CommandError('BadValue', `FieldPath field names may not start with '$': ${path}`);
    }
    const number = isNumber(direction) ? toDouble(direction) : Number.NaN;
    if (number !== 1 && number !== -1) {
      throw new CommandError(15975, `$sort key ordering must be 1 (for ascending) or -1 (for descending), at ${path}`);
    }
    return { path, parts: path.split('.'), isDescending: number === -1 };
  });
}

/** A key whose byte order is the sort's order. Of an array the smallest element counts, or the largest when descending. */
export function sortKeyOf(document: BsonDocument, fields: readonly SortField[]): Buffer {
  return Buffer.concat(
    fields.map(({ parts, isDescending }) => {
      const key = fieldKey(document, parts, isDescending);
      return isDescending ? invertKey(key) : key;
    }),
  );
}

function fieldKey(document: BsonDocument, parts: readonly string[], isDescending: boolean): Buffer {
  const found: BsonValue[] = [];
  let hasEmptyArray = false;
  anyAt(document, parts, (value) => {
    if (!Array.isArray(value)) found.push(value);
    else if (value.length === 0) hasEmptyArray = true;
    else found.push(...value);
    return false;
  });
  const [first, ...others] = found;
  if (hasEmptyArray && (!isDescending || found.length === 0)) return encodeEmptyArrayKey();
  if (others.length === 0) return encodeKey(first);
  const extreme = others.reduce<BsonValue>((best, value) => {
    const order = compareValues(value, best);
    return (isDescending ? order > 0 : order < 0) ? value : best;
  }, first);
  return encodeKey(extreme);
}
