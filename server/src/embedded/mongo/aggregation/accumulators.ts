import { Int32 } from 'bson';
import { compareValues } from '../engine/compareValues.ts';
import { encodeKey } from '../engine/keyEncoding.ts';
import { CommandError } from '../errors.ts';
import { addNumbers } from '../update/numbers.ts';
import {
  type BsonDocument,
  type BsonNumber,
  type BsonValue,
  isNumber,
  isPlainObject,
  setField,
  toDouble,
} from '../values.ts';

/** Gathers one group's values. */
export type Accumulator = {
  add: (value: BsonValue) => void;
  result: () => BsonValue;
};

const accumulators = new Map<string, () => Accumulator>([
  ['$sum', sum],
  ['$avg', average],
  ['$min', () => extreme((order) => order < 0)],
  ['$max', () => extreme((order) => order > 0)],
  ['$first', first],
  ['$last', last],
  ['$push', push],
  ['$addToSet', addToSet],
  ['$mergeObjects', mergeObjects],
]);

/** @throws CommandError 15952 for an accumulator that does not exist here. */
export function accumulatorOf(name: string): () => Accumulator {
  const create = accumulators.get(name);
  if (create === undefined) throw new CommandError(15952, `unknown group operator '${name}'`);
  return create;
}

function sum(): Accumulator {
  let total: BsonNumber = new Int32(0);
  return {
    add(value) {
      if (isNumber(value)) total = addNumbers(total, value);
    },
    result: () => total,
  };
}

function average(): Accumulator {
  let total = 0;
  let count = 0;
  return {
    add(value) {
      if (!isNumber(value)) return;
      total += toDouble(value);
      count += 1;
    },
    result: () => (count === 0 ? null : total / count),
  };
}

function extreme(isBetter: (order: number) => boolean): Accumulator {
  let best: BsonValue = null;
  return {
    add(value) {
      if (value === undefined || value === null) return;
      if (best === null || isBetter(compareValues(value, best))) best = value;
    },
    result: () => best,
  };
}

function first(): Accumulator {
  let value: BsonValue;
  let isSet = false;
  return {
    add(next) {
      if (!isSet) value = next;
      isSet = true;
    },
    result: () => value ?? null,
  };
}

function last(): Accumulator {
  let value: BsonValue;
  return {
    add(next) {
      value = next;
    },
    result: () => value ?? null,
  };
}

function push(): Accumulator {
  const values: BsonValue[] = [];
  return {
    add(value) {
      if (value !== undefined) values.push(value);
    },
    result: () => values,
  };
}

function addToSet(): Accumulator {
  const values = new Map<string, BsonValue>();
  return {
    add(value) {
      if (value === undefined) return;
      const key = encodeKey(value).toString('latin1');
      if (!values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function mergeObjects(): Accumulator {
  const merged: BsonDocument = {};
  return {
    add(value) {
      if (value === undefined || value === null) return;
      if (!isPlainObject(value)) throw new CommandError(40400, '$mergeObjects requires object inputs');
      for (const [name, item] of Object.entries(value)) setField(merged, name, item);
    },
    result: () => merged,
  };
}
