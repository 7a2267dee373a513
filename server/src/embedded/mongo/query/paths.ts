import { type BsonDocument, type BsonValue, getField, isPlainObject } from '../values.ts';

type Test = (value: BsonValue) => boolean;

/**
 * Whether any value that a dotted path reaches passes the test, by MongoDB's rules: arrays on the way are entered, a
 * missing field is tested as undefined, and scalars inside an array on the way count as nothing at all.
 */
export function anyAt(root: BsonValue, parts: readonly string[], test: Test): boolean {
  return anyFrom(root, { parts, depth: 0 }, test);
}

type Place = {
  parts: readonly string[];
  depth: number;
};

function anyFrom(value: BsonValue, place: Place, test: Test): boolean {
  const part = place.parts[place.depth];
  if (part === undefined) return test(value);
  if (Array.isArray(value)) return anyInArray(value, place, test);
  if (isPlainObject(value)) return anyFrom(getField(value, part), deeper(place), test);
  return test(undefined);
}

function anyInArray(items: readonly BsonValue[], place: Place, test: Test): boolean {
  const part = place.parts[place.depth] ?? '';
  const isThere = isArrayIndex(part) && Number(part) < items.length;
  if (isThere && anyFrom(items[Number(part)], deeper(place), test)) return true;
  return items.some((item) => isPlainObject(item) && anyFrom(item, place, test));
}

function deeper({ parts, depth }: Place): Place {
  return { parts, depth: depth + 1 };
}

export function isArrayIndex(part: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(part);
}

/** Every value at a path, an array at its end taken apart as `distinct` does; nothing for a missing field. */
export function valuesAt(document: BsonDocument, parts: readonly string[]): BsonValue[] {
  const values: BsonValue[] = [];
  anyAt(document, parts, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}
