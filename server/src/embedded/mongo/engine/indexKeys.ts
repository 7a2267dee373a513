import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject, setField } from '../values.ts';
import type { IndexDefinition, IndexField } from './indexDefinition.ts';
import { encodeEmptyArrayKey, encodeKey, invertKey } from './keyEncoding.ts';

export type IndexKeys = {
  /** Distinct keys, without the row id. */
  keys: Buffer[];
  /** Bit n: field n met an array. */
  multikey: number;
};

const noKeys: IndexKeys = { keys: [], multikey: 0 };

/**
 * The keys under which an index holds a document: none where it is sparse or partial and does not take it in, several
 * where a field leads to an array.
 * @throws CommandError CannotIndexParallelArrays when two fields lead to different arrays.
 */
export function indexKeysOf(document: BsonDocument, index: IndexDefinition): IndexKeys {
  if (index.partial !== undefined && !index.partial.matches(document)) return noKeys;
  const keys: Buffer[] = [];
  const multikey = collect(startWalks(document, index), index, (ends) => keys.push(joinKey(ends)));
  return { keys: keys.length > 1 ? distinct(keys) : keys, multikey };
}

/** The values behind one of a document's keys, for the message about a duplicate. */
export function keyValueOf(document: BsonDocument, index: IndexDefinition, key: Buffer): BsonDocument {
  const keyValue: BsonDocument = {};
  collect(startWalks(document, index), index, (ends) => {
    if (!joinKey(ends).equals(key)) return;
    for (const { field, value } of ends) setField(keyValue, field.path, value ?? null);
  });
  return keyValue;
}

function startWalks(document: BsonDocument, index: IndexDefinition): Walk[] {
  return index.fields.map((field) => ({ field, value: document, depth: 0, isElement: false }));
}

/** How far the way along one field's path has come. */
type Walk = {
  field: IndexField;
  value: BsonValue;
  depth: number;
  /** The value is an array's element, so an array here is a value and not entered again. */
  isElement: boolean;
};

function collect(walks: readonly Walk[], index: IndexDefinition, emit: (ends: Walk[]) => void): number {
  const ends = walks.map(descend);
  const arrays = ends.filter((end) => isEnterable(end));
  const [first] = arrays;
  if (first === undefined || !Array.isArray(first.value)) {
    if (!index.isSparse || ends.some((end) => end.value !== undefined)) emit(ends);
    return 0;
  }
  const other = arrays.find((end) => end.value !== first.value);
  if (other !== undefined) {
    const names = [other, first].map(({ field, depth }) => `[${field.parts.slice(0, depth).at(-1)}]`);
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays ${names.join(' ')}`);
  }
  let multikey = 0;
  for (const [position, end] of ends.entries()) if (end.value === first.value) multikey |= 1 << position;
  if (first.value.length === 0) {
    emit(ends.map((end) => (end.value === first.value ? emptyEnd(end) : end)));
    return multikey;
  }
  for (const item of first.value) {
    const next = ends.map((end): Walk => (end.value === first.value ? { ...end, value: item, isElement: true } : end));
    multikey |= collect(next, index, emit);
  }
  return multikey;
}

/** Follows the path through documents until its end, an array, or nothing. */
function descend(walk: Walk): Walk {
  let { value, depth } = walk;
  const { parts } = walk.field;
  while (depth < parts.length && isPlainObject(value)) {
    value = getField(value, parts[depth] ?? '');
    depth += 1;
  }
  if (depth === walk.depth) return stuck(walk);
  return stuck({ field: walk.field, value, depth, isElement: false });
}

/** A scalar (or an array in an array) before the path's end leads to nothing. */
function stuck(walk: Walk): Walk {
  if (walk.depth === walk.field.parts.length) return walk;
  if (Array.isArray(walk.value) && !walk.isElement) return walk;
  return { ...walk, value: undefined, depth: walk.field.parts.length, isElement: true };
}

function isEnterable(walk: Walk): boolean {
  return Array.isArray(walk.value) && !walk.isElement;
}

function emptyEnd(walk: Walk): Walk {
  const isAtEnd = walk.depth === walk.field.parts.length;
  return { ...walk, value: isAtEnd ? [] : undefined, depth: walk.field.parts.length, isElement: !isAtEnd };
}

function joinKey(ends: readonly Walk[]): Buffer {
  const parts = ends.map(({ field, value, isElement }) => {
    const isEmptyArray = Array.isArray(value) && value.length === 0 && !isElement;
    const key = isEmptyArray ? encodeEmptyArrayKey() : encodeKey(value);
    return field.isDescending ? invertKey(key) : key;
  });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function distinct(keys: Buffer[]): Buffer[] {
  const sorted = keys.toSorted(Buffer.compare);
  return sorted.filter((key, position) => {
    const former = sorted[position - 1];
    return former === undefined || Buffer.compare(former, key) !== 0;
  });
}
