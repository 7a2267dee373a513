import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import { $toString } from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import { areEqual, compareValues } from '../engine/compareValues.ts';
import { encodeKey } from '../engine/keyEncoding.ts';
import { CommandError } from '../errors.ts';
import { type BsonValue, typeName } from '../values.ts';
import { isBsonValue } from './plainValues.ts';

export type Arguments = [document: Record<string, unknown>, expression: unknown, options: Options];
export type Operator = (...call: Arguments) => unknown;

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

function argumentsOf([document, expression, options]: Arguments): BsonValue[] {
  const value: unknown = evalExpr(document, expression, options);
  return (Array.isArray(value) && Array.isArray(expression) ? value : [value]).filter(isBsonValue);
}

function pair(name: string, call: Arguments): [BsonValue, BsonValue] {
  const [left, right, ...others] = argumentsOf(call);
  const [, expression] = call;
  if (!Array.isArray(expression) || expression.length !== 2 || others.length > 0) {
    throw new CommandError(16020, `Expression ${name} takes exactly 2 arguments.`);
  }
  return [left, right];
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
