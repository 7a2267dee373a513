import { Double, Int32, ObjectId } from 'bson';
import type { BsonValue } from '../values.ts';
import { encodeKey } from './keyEncoding.ts';
import { rankOf } from './typeRank.ts';

/** MongoDB's order across all types: negative, 0 or positive. Numbers of all kinds compare by value; NaN is the smallest. */
export function compareValues(left: BsonValue, right: BsonValue): number {
  if (left === right) return 0;
  const leftNumber = smallNumber(left);
  const rightNumber = smallNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) return leftNumber - rightNumber;
  if (left instanceof ObjectId && right instanceof ObjectId) return Buffer.compare(left.id, right.id);
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  const ranks = rankOf(left) - rankOf(right);
  return ranks !== 0 ? ranks : Buffer.compare(encodeKey(left), encodeKey(right));
}

export function areEqual(left: BsonValue, right: BsonValue): boolean {
  // Most comparisons are of two strings, and those need no order.
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  return compareValues(left, right) === 0;
}

/** Finite numbers whose difference is meaningful as it is; 64-bit integers, NaN and infinities take the long way. */
function smallNumber(value: BsonValue): number | undefined {
  if (value instanceof Int32) return value.value;
  if (value instanceof Double && Number.isFinite(value.value)) return value.value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return undefined;
}
