import { BSONRegExp, Double, Int32, Long, Timestamp } from 'bson';
import { toRegExp } from '../query/parseRegex.ts';
import { type BsonDocument, type BsonValue, isPlainObject, setField } from '../values.ts';

/**
 * The same value with JavaScript's numbers, which is what mingo computes with. A 64-bit integer beyond them stays as it is: it
 * can be compared and passed on, and computing with it is an error.
 */
export function toPlain(value: BsonValue): BsonValue {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) return toSafeNumber(value);
  if (value instanceof BSONRegExp) return toRegExp(value.pattern, value.options);
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isPlainObject(value)) return value;
  const plain: BsonDocument = {};
  for (const [name, item] of Object.entries(value)) setField(plain, name, toPlain(item));
  return plain;
}

function toSafeNumber(value: Long): number | Long {
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : value;
}

/** A computed value as it can be stored: a missing field is left out, in an array it becomes null. */
export function fromPlain(value: unknown): BsonValue {
  if (Array.isArray(value)) return value.map((item) => fromPlain(item) ?? null);
  if (isPlainObject(value)) {
    const document: BsonDocument = {};
    for (const [name, item] of Object.entries(value)) {
      const stored = fromPlain(item);
      if (stored !== undefined) setField(document, name, stored);
    }
    return document;
  }
  return isBsonValue(value) ? value : undefined;
}

export function isBsonValue(value: unknown): value is BsonValue {
  return typeof value !== 'function' && typeof value !== 'symbol';
}
