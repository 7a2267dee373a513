import { Timestamp } from 'bson';
import { compareValues } from '../engine/compareValues.ts';
import { CommandError } from '../errors.ts';
import {
  type BsonDocument,
  type BsonNumber,
  type BsonValue,
  cloneValue,
  getField,
  isNumber,
  isPlainObject,
  toDouble,
  typeName,
} from '../values.ts';
import { addToSet, popFrom, pullAllFrom, pullFrom, pushTo } from './arrayModifiers.ts';
import { type Change, keep, type Modify, remove } from './modifyAt.ts';
import { addNumbers, multiplyNumbers } from './numbers.ts';

/** Reads the operand of one update operator for one path. */
export type Modifier = (operand: BsonValue, path: string) => Modify;

/** Update operators except `$rename`, which is about two paths. */
export const modifiers = new Map<string, Modifier>([
  ['$set', (operand) => () => set(cloneValue(operand))],
  ['$setOnInsert', (operand) => () => set(cloneValue(operand))],
  ['$unset', () => (value) => (value === undefined ? keep : remove)],
  ['$inc', (operand, path) => arithmetic({ operand, path, name: '$inc', verb: 'increment' })],
  ['$mul', (operand, path) => arithmetic({ operand, path, name: '$mul', verb: 'multiply' })],
  ['$min', (operand) => (value) => (value === undefined || compareValues(operand, value) < 0 ? set(operand) : keep)],
  ['$max', (operand) => (value) => (value === undefined || compareValues(operand, value) > 0 ? set(operand) : keep)],
  ['$currentDate', readCurrentDate],
  ['$push', pushTo],
  ['$addToSet', addToSet],
  ['$pull', pullFrom],
  ['$pullAll', pullAllFrom],
  ['$pop', popFrom],
]);

function set(value: BsonValue): Change {
  return { kind: 'set', value };
}

type Arithmetic = {
  operand: BsonValue;
  path: string;
  name: '$inc' | '$mul';
  verb: string;
};

function arithmetic({ operand, path, name, verb }: Arithmetic): Modify {
  if (!isNumber(operand)) {
    throw new CommandError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`);
  }
  return (value, id) => {
    if (value === undefined) return set(name === '$inc' ? operand : zeroLike(operand));
    if (!isNumber(value)) {
      throw new CommandError(
        'TypeMismatch',
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${String(id)}} has the field '${path.split('.').at(-1)}' of non-numeric type ${typeName(value)}`,
      );
    }
    return set(name === '$inc' ? addNumbers(value, operand) : multiplyNumbers(value, operand));
  };
}

function zeroLike(operand: BsonNumber): BsonNumber {
  return Number.isFinite(toDouble(operand)) ? multiplyNumbers(operand, 0) : 0;
}

function readCurrentDate(operand: BsonValue, path: string): Modify {
  const now = Date.now();
  if (operand === true || operand === false) return () => set(new Date(now));
  const type = isPlainObject(operand) ? onlyType(operand) : undefined;
  if (type === 'date') return () => set(new Date(now));
  if (type === 'timestamp') return () => set(new Timestamp({ t: Math.floor(now / 1000), i: 1 }));
  throw new CommandError('BadValue', `The '$type' string field for ${path} is required to be 'date' or 'timestamp'`);
}

function onlyType(operand: BsonDocument): BsonValue {
  return Object.keys(operand).length === 1 ? getField(operand, '$type') : undefined;
}
