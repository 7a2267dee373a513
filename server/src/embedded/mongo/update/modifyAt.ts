import { CommandError } from '../errors.ts';
import { isArrayIndex } from '../query/paths.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject, setField, typeName } from '../values.ts';

/** How far past its end an array may be filled with nulls, as in MongoDB. */
const maxPadding = 1_500_000;

/** The value for a path after a change; `remove` takes the field away, `keep` leaves everything as it is. */
export type Change = { kind: 'set'; value: BsonValue } | { kind: 'remove' } | { kind: 'keep' };

/** What an operator makes of the value at its path; `id` is the document's, for messages. */
export type Modify = (value: BsonValue, id: BsonValue) => Change;

export const keep: Change = { kind: 'keep' };
export const remove: Change = { kind: 'remove' };

/**
 * Changes the value at a path in place. Missing documents on the way are made when something is to be set there.
 * @throws CommandError PathNotViable when a scalar, or a name inside an array, is in the way.
 */
export function modifyAt(document: BsonDocument, parts: readonly string[], change: (value: BsonValue) => Change): void {
  modifyFrom(document, { parts, depth: 0 }, change);
}

type Position = {
  parts: readonly string[];
  depth: number;
};

type Result = [value: BsonValue, hasChanged: boolean];

function modifyFrom(container: BsonValue, position: Position, change: (value: BsonValue) => Change): Result {
  const part = position.parts[position.depth] ?? '';
  if (Array.isArray(container)) return modifyInArray(container, { part, position }, change);
  if (isPlainObject(container)) return modifyInDocument(container, { part, position }, change);
  return modifyMissing(container, { part, position }, change);
}

type Step = {
  part: string;
  position: Position;
};

function modifyInDocument(
  document: BsonDocument,
  { part, position }: Step,
  change: (value: BsonValue) => Change,
): Result {
  const current = getField(document, part);
  const isLast = position.depth === position.parts.length - 1;
  if (!isLast) {
    const [value, hasChanged] = modifyFrom(current, { ...position, depth: position.depth + 1 }, change);
    if (hasChanged && value !== current) setField(document, part, value);
    return [document, hasChanged];
  }
  const result = change(current);
  if (result.kind === 'keep') return [document, false];
  if (result.kind === 'remove') delete document[part];
  else setField(document, part, result.value);
  return [document, true];
}

function modifyInArray(items: BsonValue[], { part, position }: Step, change: (value: BsonValue) => Change): Result {
  const isLast = position.depth === position.parts.length - 1;
  if (!isArrayIndex(part)) {
    // Taking away what cannot be there is no error.
    if (change(undefined).kind !== 'set') return [items, false];
    throw notViable(part, position, items);
  }
  const index = Number(part);
  const current = items[index];
  const result = isLast
    ? change(current)
    : toChange(modifyFrom(current, { ...position, depth: position.depth + 1 }, change));
  if (result.kind === 'keep') return [items, false];
  if (result.kind === 'remove') {
    if (index < items.length) items[index] = null;
    return [items, index < items.length];
  }
  if (index - items.length > maxPadding) {
    throw new CommandError('BadValue', `cannot append to array using array update operator at index ${index}`);
  }
  while (items.length < index) items.push(null);
  items[index] = result.value;
  return [items, true];
}

function toChange([value, hasChanged]: Result): Change {
  return hasChanged ? { kind: 'set', value } : keep;
}

function modifyMissing(value: BsonValue, { part, position }: Step, change: (value: BsonValue) => Change): Result {
  const result = change(undefined);
  if (result.kind !== 'set') return [value, false];
  if (value !== undefined) throw notViable(part, position, value);
  return [nest(position.parts.slice(position.depth), result.value), true];
}

function nest(parts: readonly string[], value: BsonValue): BsonValue {
  return parts.reduceRight<BsonValue>((inner, part) => {
    const outer: BsonDocument = {};
    setField(outer, part, inner);
    return outer;
  }, value);
}

function notViable(part: string, { parts, depth }: Position, value: BsonValue): CommandError {
  const at = parts[depth - 1] ?? '';
  return new CommandError('PathNotViable', `Cannot create field '${part}' in element {${at}: ${typeName(value)}}`);
}
