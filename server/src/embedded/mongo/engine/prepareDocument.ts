import { ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import {
  type BsonDocument,
  type BsonValue,
  getField,
  isPlainObject,
  maxDocumentBytes,
  readDocument,
  typeName,
  writeDocument,
} from '../values.ts';
import { rankOf, typeRank } from './typeRank.ts';

/** How deep documents may be nested, as in MongoDB. */
const maxDepth = 180;

export type PreparedDocument = {
  document: BsonDocument;
  bytes: Uint8Array;
};

/** Checks a received document; its bytes are kept as they came, unless `_id` is missing or not the first field. */
export function prepareInsert(raw: Uint8Array): PreparedDocument {
  if (raw.length > maxDocumentBytes) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${raw.length}, max size: ${maxDocumentBytes}`,
    );
  }
  const document = readReceived(raw);
  checkDocument(document);
  const [first] = Object.keys(document);
  if (first === '_id') return { document, bytes: raw };
  return prepareDocument({ ...document, _id: getField(document, '_id') ?? new ObjectId() });
}

/** Checks a document that an update or upsert made, and writes it with `_id` first. */
export function prepareDocument(document: BsonDocument): PreparedDocument {
  checkDocument(document);
  const { _id, ...rest } = document;
  const ordered: BsonDocument = { _id, ...rest };
  const bytes = writeDocument(ordered);
  if (bytes.length > maxDocumentBytes) {
    throw new CommandError(17419, `Resulting document after update is larger than ${maxDocumentBytes}`);
  }
  // As it will be read: computed numbers get their kinds here.
  return { document: readDocument(bytes), bytes };
}

function readReceived(raw: Uint8Array): BsonDocument {
  try {
    return readDocument(raw);
  } catch (error) {
    throw new CommandError(22, `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkDocument(document: BsonDocument): void {
  const id = getField(document, '_id');
  const idRank = rankOf(id);
  if (idRank === typeRank.array || idRank === typeRank.regex) {
    throw new CommandError(53, `The '_id' value cannot be of type ${typeName(id)}`);
  }
  const dollar = isPlainObject(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar !== undefined) {
    throw new CommandError('DollarPrefixedFieldName', `_id fields may not contain '$'-prefixed fields: ${dollar}`);
  }
  checkValue(document, 1);
}

/** Kinds of values that cannot be ordered here are refused when written, so that no query can stumble over them. */
function checkValue(value: BsonValue, depth: number): void {
  if (depth > maxDepth) throw new CommandError(15, `Document exceeds maximum nesting object depth: ${maxDepth}`);
  rankOf(value);
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item, depth + 1);
  } else if (isPlainObject(value)) {
    for (const item of Object.values(value)) checkValue(item, depth + 1);
  }
}
