import { ObjectId } from 'bson';
import { $toString } from 'mingo/operators/expression';
import { areEqual, compareValues } from '../engine/compareValues.ts';
import { encodeKey } from '../engine/keyEncoding.ts';
import { CommandError } from '../errors.ts';
import { type BsonValue, typeName } from '../values.ts';
import { type Arguments, argumentsOf, type Operator } from './operatorArguments.ts';

/*
 * Operators that compare. mingo's own compare arrays and documents without regard to order, and values of different types
 * not at all, where MongoDB has one order of all values.
 */
export const ownOperators: Record<`$${string}`, Operator> = {
  $cmp: comparison(Math.sign),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $in: (...call) => {
    const [item, list] = pair('$in', call);
    return asArray('$in', list).some((member) => areEqual(member, item));
  },
  $indexOfArray: (...call) => indexOfArray(argumentsOf(call)),
  $max: (...call) => extreme(operandsOf(call), (order) => order > 0),
  $min: (...call) => extreme(operandsOf(call), (order) => order < 0),
  $sum: (...call) => numbersOf(call).reduce((sum, number) => sum + number, 0),
  $avg: (...call) => {
    const numbers = numbersOf(call);
    return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  },
  $type: (...call) => {
    const [value] = argumentsOf(call);
    return value === undefined ? 'missing' : typeName(value);
  },
  $toString: (...call) => {
    const [value] = argumentsOf(call);
    return value instanceof ObjectId ? value.toHexString() : $toString(...call);
  },
  $toLower: (...call) => textOf(call).toLowerCase(),
  $toUpper: (...call) => textOf(call).toUpperCase(),
  $setUnion: (...call) => onSets('$setUnion', call, (sets) => distinct(sets.flat())),
  $setIntersection: (...call) =>
    onSets('$setIntersection', call, ([first = [], ...others]) =>
      distinct(first).filter((item) => others.every((other) => has(other, item))),
    ),
  $setDifference: (...call) =>
    onSets('$setDifference', call, ([first = [], second = []]) => distinct(first).filter((item) => !has(second, item))),
};

function comparison<T>(judge: (order: number) => T): Operator {
  return (...call) => {
    const [left, right] = pair('comparison', call);
    return judge(compareComputed(left, right));
  };
}

/** Unlike in a query, a missing field is less than null here. */
function compareComputed(left: BsonValue, right: BsonValue): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  return compareValues(left, right);
}

function pair(name: string, call: Arguments): [BsonValue, BsonValue] {
  const [left, right, ...others] = argumentsOf(call);
  const [, expression] = call;
  if (!Array.isArray(expression) || expression.length !== 2 || others.length > 0) {
    throw new CommandError(16020, `Expression ${name} takes exactly 2 arguments.`);
  }
  return [left, right];
}

/** What is missing is an empty text here. */
function textOf(call: Arguments): string {
  const [value] = argumentsOf(call);
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new CommandError(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

/** A single argument that is an array stands for its elements. */
function operandsOf(call: Arguments): BsonValue[] {
  const values = argumentsOf(call);
  const [only] = values;
  return values.length === 1 && Array.isArray(only) ? only : values;
}

function numbersOf(call: Arguments): number[] {
  return operandsOf(call).filter((value) => typeof value === 'number');
}

function extreme(values: readonly BsonValue[], isBetter: (order: number) => boolean): BsonValue {
  const present = values.filter((value) => value !== undefined && value !== null);
  const [first = null, ...others] = present;
  return others.reduce<BsonValue>((best, value) => (isBetter(compareValues(value, best)) ? value : best), first);
}

function indexOfArray([list, wanted, start = 0, end]: readonly BsonValue[]): number | null {
  if (list === null || list === undefined) return null;
  const items = asArray('$indexOfArray', list);
  const from = typeof start === 'number' ? start : 0;
  const to = typeof end === 'number' ? end : items.length;
  return items.findIndex((item, index) => index >= from && index < to && areEqual(item, wanted));
}

function asArray(name: string, value: BsonValue): BsonValue[] {
  if (Array.isArray(value)) return value;
  throw new CommandError(40081, `${name} requires an array, found: ${typeName(value)}`);
}

function onSets(name: string, call: Arguments, combine: (sets: BsonValue[][]) => BsonValue[]): BsonValue[] | null {
  const values = argumentsOf(call);
  if (values.some((value) => value === null || value === undefined)) return null;
  return combine(values.map((value) => asArray(name, value)));
}

function distinct(items: readonly BsonValue[]): BsonValue[] {
  return [...new Map(items.map((item) => [encodeKey(item).toString('latin1'), item])).values()];
}

function has(items: readonly BsonValue[], wanted: BsonValue): boolean {
  return items.some((item) => areEqual(item, wanted));
}
