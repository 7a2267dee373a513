import { Binary, BSONRegExp, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../errors.ts';
import { type BsonValue, isPlainObject } from '../values.ts';

/**
 * A value's rank in MongoDB's order across types. The figures are also the first byte of an index key, so
 * there is room between them and none is 0 or 255 (see keyEncoding.ts).
 */
export const typeRank = {
  minKey: 0x05,
  undefined: 0x0a,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x40,
  array: 0x50,
  binary: 0x60,
  objectId: 0x68,
  boolean: 0x70,
  date: 0x78,
  timestamp: 0x80,
  regex: 0x88,
  maxKey: 0xf0,
} as const;

export type TypeRank = (typeof typeRank)[keyof typeof typeRank];

/** @throws CommandError BadValue for the kinds this store does not order: Decimal128, Code, DBRef, Symbol. */
export function rankOf(value: BsonValue): TypeRank {
  switch (typeof value) {
    case 'string':
      return typeRank.string;
    case 'boolean':
      return typeRank.boolean;
    case 'number':
    case 'bigint':
      return typeRank.number;
    case 'undefined':
      return typeRank.null;
    default:
      return rankOfObject(value);
  }
}

function rankOfObject(value: Exclude<BsonValue, string | boolean | number | bigint | undefined>): TypeRank {
  if (value === null) return typeRank.null;
  if (Array.isArray(value)) return typeRank.array;
  if (isPlainObject(value)) return typeRank.object;
  if (value instanceof Int32 || value instanceof Double) return typeRank.number;
  if (value instanceof ObjectId) return typeRank.objectId;
  if (value instanceof Date) return typeRank.date;
  // Timestamp extends Long, so it is asked for first.
  if (value instanceof Timestamp) return typeRank.timestamp;
  if (value instanceof Long) return typeRank.number;
  if (value instanceof Binary) return typeRank.binary;
  if (value instanceof BSONRegExp || value instanceof RegExp) return typeRank.regex;
  if (value instanceof MinKey) return typeRank.minKey;
  if (value instanceof MaxKey) return typeRank.maxKey;
  throw new CommandError('BadValue', `This store does not keep values of the type ${value.constructor.name}.`);
}
