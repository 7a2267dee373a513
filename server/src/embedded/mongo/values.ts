import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  type DBRef,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';

/** What a field of a stored document can hold; numbers keep their BSON kind (Int32, Long, Double). */
export type BsonValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | RegExp
  | Int32
  | Long
  | Double
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Code
  | DBRef
  | Timestamp
  | MinKey
  | MaxKey
  | BsonValue[]
  | BsonDocument;

export type BsonDocument = { [field: string]: BsonValue };

/** The largest document MongoDB takes, in bytes. */
export const maxDocumentBytes = 16 * 1024 * 1024;

export function isPlainObject(value: unknown): value is BsonDocument {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export type BsonNumber = number | bigint | Int32 | Double | Long;

export function isNumber(value: BsonValue): value is BsonNumber {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Int32 ||
    value instanceof Double ||
    (value instanceof Long && !(value instanceof Timestamp))
  );
}

/** The nearest double; exact for all but 64-bit integers beyond 2^53. */
export function toDouble(value: BsonNumber): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Long ? value.toNumber() : value.value;
}

/** A field of an object, or undefined; inherited properties do not count. */
export function getField(document: BsonDocument, name: string): BsonValue {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

/** Sets a field whatever its name is: plain assignment to `__proto__` would not make a field. */
export function setField(document: BsonDocument, name: string, value: BsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(document, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    document[name] = value;
  }
}

/** Reads stored or received bytes; every number keeps its kind. */
export function readDocument(bytes: Uint8Array): BsonDocument {
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}

export function writeDocument(document: BsonDocument): Uint8Array {
  return serialize(document, { ignoreUndefined: false });
}

/** The type's name as MongoDB's messages and `$type` give it. */
export function typeName(value: BsonValue): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Int32) return 'int';
  if (value instanceof Double) return 'double';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Long) return 'long';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Date) return 'date';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp || value instanceof RegExp) return 'regex';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  if (value instanceof Code) return 'javascript';
  if (value instanceof BSONSymbol) return 'symbol';
  return 'object';
}

/** Shallow-free copy of containers; scalars are never changed in place and may be shared. */
export function cloneValue<T extends BsonValue>(value: T): T;
export function cloneValue(value: BsonValue): BsonValue {
  if (Array.isArray(value)) return value.map((item) => cloneValue(item));
  if (!isPlainObject(value)) return value;
  const copy: BsonDocument = {};
  for (const [name, item] of Object.entries(value)) setField(copy, name, cloneValue(item));
  return copy;
}
