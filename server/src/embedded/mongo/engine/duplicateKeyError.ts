import { Binary, BSONRegExp, Double, Int32, Long, ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isPlainObject } from '../values.ts';
import type { IndexDefinition } from './indexDefinition.ts';
import { keyValueOf } from './indexKeys.ts';

/** MongoDB's E11000, whose message and fields clients take apart. */
export function duplicateKeyError(
  namespace: string,
  index: IndexDefinition,
  { document, key }: { document: BsonDocument; key: Buffer },
): CommandError {
  const keyValue = keyValueOf(document, index, key);
  const keyPattern = index.specification['key'];
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${show(keyValue)}`;
  return new CommandError('DuplicateKey', message, { keyPattern, keyValue });
}

function show(value: BsonValue): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Int32 || value instanceof Long) return value.toString();
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(show).join(', ')} ]`;
  if (!isPlainObject(value)) return String(value);
  const fields = Object.entries(value).map(([name, item]) => `${name}: ${show(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
