import { Binary, BSONRegExp, Long, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isNumber, isPlainObject, toDouble } from '../values.ts';
import { rankOf, typeRank } from './typeRank.ts';

/*
 * Keys whose byte order is MongoDB's order. Every value starts with its type's rank and ends by itself (fixed
 * length, or a terminator), so that keys can follow one another in a compound index and no key is the beginning of another.
 */

/** A zero byte inside a string is followed by 0xff, the one at its end by 0x01. */
const afterEnd = 0x01;
const afterZero = 0xff;
const sequenceEnd = 0x00;
/** The rank of a double's nearest 64-bit integer is its own; beyond 2^53 an integer is off by at most 2^10. */
const longOffset = 0x8000;

let scratch = Buffer.allocUnsafe(4096);
let length = 0;

/** @throws CommandError BadValue for kinds without an order here (Decimal128, Code, DBRef, Symbol). */
export function encodeKey(value: BsonValue): Buffer {
  length = 0;
  append(value);
  return Buffer.from(scratch.subarray(0, length));
}

/** An empty array is indexed as `undefined`, which sorts before null. */
export function encodeEmptyArrayKey(): Buffer {
  return Buffer.of(typeRank.undefined);
}

/** The same key for a field that an index keeps in descending order. */
export function invertKey(key: Uint8Array): Buffer {
  const inverted = Buffer.allocUnsafe(key.length);
  for (let index = 0; index < key.length; index += 1) inverted[index] = 0xff - (key[index] ?? 0);
  return inverted;
}

function append(value: BsonValue): void {
  const rank = rankOf(value);
  appendByte(rank);
  switch (rank) {
    case typeRank.minKey:
    case typeRank.maxKey:
    case typeRank.null:
    case typeRank.undefined:
      return;
    default:
      appendBody(value);
  }
}

function appendBody(value: BsonValue): void {
  if (typeof value === 'string') appendString(value);
  else if (typeof value === 'boolean') appendByte(value ? 2 : 1);
  else if (isNumber(value)) appendNumber(toDouble(value), value);
  else if (value instanceof ObjectId) appendBytes(value.id);
  else if (value instanceof Date) appendOrderedInt64(dateMillis(value));
  else if (value instanceof Timestamp) appendOrderedInt64(value.toBigInt());
  else if (value instanceof Binary) appendBinary(value);
  else if (value instanceof BSONRegExp) appendStrings(value.pattern, value.options);
  else if (value instanceof RegExp) appendStrings(value.source, value.flags);
  else if (Array.isArray(value)) appendArray(value);
  else if (isPlainObject(value)) appendObject(value);
  else throw new CommandError('BadValue', 'This store does not order values of that type.');
}

/** MongoDB compares a field's type before its name, and the name before its value. */
function appendObject(document: BsonDocument): void {
  for (const [name, item] of Object.entries(document)) {
    appendByte(rankOf(item));
    appendString(name);
    append(item);
  }
  appendByte(sequenceEnd);
}

function appendArray(items: readonly BsonValue[]): void {
  for (const item of items) append(item);
  appendByte(sequenceEnd);
}

function appendNumber(double: number, value: BsonValue): void {
  reserve(10);
  if (Number.isNaN(double)) {
    // Below every other number, as in MongoDB.
    scratch.fill(0, length, length + 10);
  } else {
    scratch.writeDoubleBE(double === 0 ? 0 : double, length);
    flipDouble(length);
    scratch.writeUInt16BE(longOffset + distanceFrom(double, value), length + 8);
  }
  length += 10;
}

/** How far a 64-bit integer is from the double it was rounded to. */
function distanceFrom(double: number, value: BsonValue): number {
  if (Math.abs(double) <= Number.MAX_SAFE_INTEGER) return 0;
  if (value instanceof Long) return Number(value.toBigInt() - BigInt(double));
  return typeof value === 'bigint' ? Number(value - BigInt(double)) : 0;
}

/** Turns the 8 bytes of a double into bytes that sort like it: negative numbers inverted, the others above them. */
function flipDouble(start: number): void {
  const isNegative = ((scratch[start] ?? 0) & 0x80) !== 0;
  if (isNegative) {
    for (let index = start; index < start + 8; index += 1) scratch[index] = 0xff - (scratch[index] ?? 0);
  } else {
    scratch[start] = (scratch[start] ?? 0) | 0x80;
  }
}

function dateMillis(date: Date): bigint {
  const millis = date.getTime();
  return Number.isNaN(millis) ? 0n : BigInt(millis);
}

function appendOrderedInt64(value: bigint): void {
  reserve(8);
  scratch.writeBigUInt64BE(BigInt.asUintN(64, value + 2n ** 63n), length);
  length += 8;
}

function appendBinary(value: Binary): void {
  const bytes = value.buffer.subarray(0, value.position);
  reserve(5);
  scratch.writeUInt32BE(bytes.length, length);
  scratch[length + 4] = value.sub_type;
  length += 5;
  appendBytes(bytes);
}

function appendStrings(...texts: string[]): void {
  for (const text of texts) appendString(text);
}

function appendString(text: string): void {
  reserve(text.length * 3);
  if (text.includes('\0')) {
    for (const byte of Buffer.from(text, 'utf8')) {
      appendByte(byte);
      if (byte === 0) appendByte(afterZero);
    }
  } else {
    length += scratch.write(text, length, 'utf8');
  }
  appendByte(0);
  appendByte(afterEnd);
}

function appendBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  scratch.set(bytes, length);
  length += bytes.length;
}

function appendByte(byte: number): void {
  reserve(1);
  scratch[length] = byte;
  length += 1;
}

function reserve(count: number): void {
  if (length + count <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, length + count));
  scratch.copy(larger, 0, 0, length);
  scratch = larger;
}
