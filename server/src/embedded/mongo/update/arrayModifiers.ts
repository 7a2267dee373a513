import { BSONRegExp } from 'bson';
import { areEqual, compareValues } from '../engine/compareValues.ts';
import { CommandError } from '../errors.ts';
import { compileConditions, compileFilter } from '../query/compileFilter.ts';
import { isOperatorDocument, parseFieldValue, parseFilter } from '../query/parseFilter.ts';
import { parseSort, sortKeyOf } from '../query/sort.ts';
import {
  type BsonDocument,
  type BsonValue,
  cloneValue,
  isNumber,
  isPlainObject,
  toDouble,
  typeName,
} from '../values.ts';
import { type Change, keep, type Modify } from './modifyAt.ts';

const pushModifiers = new Set(['$each', '$slice', '$sort', '$position']);

/** `$push` with `$each`, `$position`, `$sort` and `$slice`, done in that order. */
export function pushTo(operand: BsonValue, path: string): Modify {
  const { items, position, sort, slice } = readPush(operand);
  return (value, id) => {
    if (value !== undefined && !Array.isArray(value)) {
      throw new CommandError(
        'BadValue',
        `The field '${path}' must be an array but is of type ${typeName(value)} in document {_id: ${String(id)}}`,
      );
    }
    if (items.length === 0 && sort === undefined && slice === undefined && value !== undefined) return keep;
    const pushed = [...(value ?? [])];
    const at = position === undefined ? pushed.length : position < 0 ? Math.max(pushed.length + position, 0) : position;
    pushed.splice(at, 0, ...items.map((item) => cloneValue(item)));
    if (sort !== undefined) pushed.sort(sort);
    return set(slice === undefined ? pushed : slice < 0 ? pushed.slice(slice) : pushed.slice(0, slice));
  };
}

type Push = {
  items: BsonValue[];
  position: number | undefined;
  slice: number | undefined;
  sort: ((left: BsonValue, right: BsonValue) => number) | undefined;
};

function readPush(operand: BsonValue): Push {
  if (!isPlainObject(operand) || !Object.hasOwn(operand, '$each')) {
    if (isOperatorDocument(operand)) throw new CommandError('BadValue', 'The $push modifiers need $each');
    return { items: [operand], position: undefined, slice: undefined, sort: undefined };
  }
  for (const name of Object.keys(operand)) {
    if (!pushModifiers.has(name)) throw new CommandError('BadValue', `Unrecognized clause in $push: ${name}`);
  }
  const { $each: items, $position: position, $slice: slice, $sort: sort } = operand;
  if (!Array.isArray(items)) throw eachNeedsArray('$push', items);
  return {
    items,
    position: position === undefined ? undefined : wholeNumber('$position', position),
    // A slice of 0 empties the array; -0 would keep it all.
    slice: slice === undefined ? undefined : wholeNumber('$slice', slice) || 0,
    sort: sort === undefined ? undefined : readPushSort(sort),
  };
}

function readPushSort(sort: BsonValue): (left: BsonValue, right: BsonValue) => number {
  if (isPlainObject(sort)) {
    const fields = parseSort(sort);
    const keyOf = (value: BsonValue) => sortKeyOf(isPlainObject(value) ? value : {}, fields);
    return (left, right) => Buffer.compare(keyOf(left), keyOf(right));
  }
  const direction = isNumber(sort) ? toDouble(sort) : 0;
  if (direction !== 1 && direction !== -1)
    throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
  return (left, right) => direction * compareValues(left, right);
}

function wholeNumber(name: string, value: BsonValue): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new CommandError('BadValue', `The value for ${name} must be an integer value`);
  return number;
}

function eachNeedsArray(name: string, value: BsonValue): CommandError {
  const message = `The argument to $each in ${name} must be an array but it was of type ${typeName(value)}`;
  return new CommandError(name === '$addToSet' ? 'TypeMismatch' : 'BadValue', message);
}

export function addToSet(operand: BsonValue, path: string): Modify {
  const items = readAddToSet(operand);
  return (value) => {
    if (value !== undefined && !Array.isArray(value)) {
      throw new CommandError(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(value)}`,
      );
    }
    const members = [...(value ?? [])];
    for (const item of items) {
      if (!members.some((member) => areEqual(member, item))) members.push(cloneValue(item));
    }
    return value !== undefined && members.length === value.length ? keep : set(members);
  };
}

function readAddToSet(operand: BsonValue): BsonValue[] {
  if (!isPlainObject(operand) || !Object.hasOwn(operand, '$each')) return [operand];
  if (Object.keys(operand).length > 1)
    throw new CommandError('BadValue', 'Found unexpected fields after $each in $addToSet');
  const { $each: items } = operand;
  if (!Array.isArray(items)) throw eachNeedsArray('$addToSet', items);
  return items;
}

/** Takes away what equals the operand, or what meets its conditions. */
export function pullFrom(operand: BsonValue, path: string): Modify {
  const isPulled = readPull(operand);
  return (value) => pullWhere({ name: '$pull', value, path }, isPulled);
}

function readPull(operand: BsonValue): (item: BsonValue) => boolean {
  if (operand instanceof BSONRegExp || isOperatorDocument(operand)) return compileConditions(parseFieldValue(operand));
  if (!isPlainObject(operand)) return (item) => areEqual(item, operand);
  const matches = compileFilter(parseFilter(operand));
  return (item) => isPlainObject(item) && matches(item);
}

export function pullAllFrom(operand: BsonValue, path: string): Modify {
  if (!Array.isArray(operand)) {
    throw new CommandError('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  return (value) =>
    pullWhere({ name: '$pullAll', value, path }, (item) => operand.some((wanted) => areEqual(wanted, item)));
}

type PullTarget = {
  name: string;
  value: BsonValue;
  path: string;
};

function pullWhere({ name, value, path }: PullTarget, isPulled: (item: BsonValue) => boolean): Change {
  if (value === undefined) return keep;
  if (!Array.isArray(value)) {
    throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value at '${path}'`);
  }
  const rest = value.filter((item) => !isPulled(item));
  return rest.length === value.length ? keep : set(rest);
}

export function popFrom(operand: BsonValue, path: string): Modify {
  const end = isNumber(operand) ? toDouble(operand) : 0;
  if (end !== 1 && end !== -1) {
    throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${String(operand)}`);
  }
  return (value) => {
    if (value === undefined) return keep;
    if (!Array.isArray(value)) {
      throw new CommandError(
        'TypeMismatch',
        `Path '${path}' contains an element of non-array type '${typeName(value)}'`,
      );
    }
    if (value.length === 0) return keep;
    return set(end === 1 ? value.slice(0, -1) : value.slice(1));
  };
}

function set(value: BsonDocument | BsonValue[]): Change {
  return { kind: 'set', value };
}
