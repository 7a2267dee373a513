import { Double, Int32, Long } from 'bson';
import { CommandError } from '../errors.ts';
import { type BsonNumber, toDouble } from '../values.ts';

const int32Max = 2n ** 31n - 1n;
const int64Max = 2n ** 63n - 1n;

/** The sum, of the kind MongoDB gives it: a double if one is, else the smallest integer kind of the two that holds it. */
export function addNumbers(left: BsonNumber, right: BsonNumber): BsonNumber {
  return combine(left, right, { doubles: (a, b) => a + b, integers: (a, b) => a + b });
}

export function multiplyNumbers(left: BsonNumber, right: BsonNumber): BsonNumber {
  return combine(left, right, { doubles: (a, b) => a * b, integers: (a, b) => a * b });
}

type Operation = {
  doubles: (left: number, right: number) => number;
  integers: (left: bigint, right: bigint) => bigint;
};

function combine(left: BsonNumber, right: BsonNumber, operation: Operation): BsonNumber {
  const integers = [toInteger(left), toInteger(right)];
  const [a, b] = integers;
  if (a === undefined || b === undefined) return new Double(operation.doubles(toDouble(left), toDouble(right)));
  const result = operation.integers(a, b);
  const isLong = left instanceof Long || right instanceof Long;
  if (!isLong && result <= int32Max && result >= -int32Max - 1n) return new Int32(Number(result));
  if (result > int64Max || result < -int64Max - 1n) {
    throw new CommandError('BadValue', 'The result of the operation does not fit into a 64-bit integer.');
  }
  return Long.fromBigInt(result);
}

function toInteger(value: BsonNumber): bigint | undefined {
  if (value instanceof Int32) return BigInt(value.value);
  if (value instanceof Long) return value.toBigInt();
  if (typeof value === 'bigint') return value;
  // Computed numbers are stored as 32-bit integers where they fit, else as doubles.
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return BigInt(value);
  return undefined;
}
