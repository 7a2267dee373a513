import { deserialize } from 'bson';
import { type BsonDocument, isPlainObject, readDocument } from '../values.ts';

export const maxMessageBytes = 48_000_000;
export const headerBytes = 16;

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const checksumPresent = 1;
const moreToCome = 2;
/** Of the lower 16 flag bits, those that must be understood, only these two are defined. */
const knownRequiredFlags = checksumPresent | moreToCome;

/** A command as it arrived. */
export type Request = {
  requestId: number;
  /** Legacy requests get a legacy reply; only the first hello of a connection is one. */
  isLegacy: boolean;
  expectsReply: boolean;
  name: string;
  db: string;
  body: BsonDocument;
  /** The raw documents of an `insert`, kept byte for byte. */
  documents: Uint8Array[];
};

/**
 * Reads one complete message.
 * @throws Error when it does not follow the protocol; the connection is then beyond repair.
 */
export function readRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === opMsg) return readMsg(message, requestId);
  if (opCode === opQuery) return readQuery(message, requestId);
  throw new Error(`opcode ${opCode} is not supported`);
}

function readMsg(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(headerBytes);
  if ((flags & 0xffff & ~knownRequiredFlags) !== 0) throw new Error('unknown flag in OP_MSG');
  const end = message.length - ((flags & checksumPresent) === 0 ? 0 : 4);
  let body: Uint8Array | undefined;
  const sequences: { identifier: string; documents: Uint8Array[] }[] = [];
  let offset = headerBytes + 4;
  while (offset < end) {
    const kind = message.readUInt8(offset);
    const section = sliceSized(message.subarray(0, end), offset + 1);
    offset += 1 + section.length;
    if (kind === 0 && body === undefined) body = section;
    else if (kind === 1) sequences.push(readSequence(section));
    else throw new Error(`section kind ${kind} is not expected here`);
  }
  if (body === undefined) throw new Error('OP_MSG without a body');
  const request = readBody(body);
  for (const { identifier, documents } of sequences) {
    if (Object.hasOwn(request.body, identifier) || request.documents.length > 0) {
      throw new Error(`the field ${identifier} is given twice`);
    }
    if (request.name === 'insert' && identifier === 'documents') request.documents = documents;
    else request.body[identifier] = documents.map(readDocument);
  }
  const db = request.body['$db'];
  if (typeof db !== 'string') throw new Error('OP_MSG without a $db');
  return { ...request, db, requestId, isLegacy: false, expectsReply: (flags & moreToCome) === 0 };
}

function readSequence(section: Buffer): { identifier: string; documents: Uint8Array[] } {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new Error('document sequence without a name');
  const documents: Uint8Array[] = [];
  let offset = nameEnd + 1;
  while (offset < section.length) {
    const document = sliceSized(section, offset);
    documents.push(document);
    offset += document.length;
  }
  return { identifier: section.toString('utf8', 4, nameEnd), documents };
}

/** What begins with its own length in bytes. */
function sliceSized(buffer: Buffer, start: number): Buffer {
  const size = buffer.readInt32LE(start);
  if (size < 5 || start + size > buffer.length) throw new Error('a length points outside of the message');
  return buffer.subarray(start, start + size);
}

function readBody(bytes: Uint8Array): { name: string; body: BsonDocument; documents: Uint8Array[] } {
  // The inserted documents must not be taken apart: their bytes are what is stored.
  const parsed: BsonDocument & { documents?: unknown } = deserialize(bytes, {
    promoteValues: false,
    bsonRegExp: true,
    ...(isInsert(bytes) ? { fieldsAsRaw: { documents: true } } : {}),
  });
  const [name = ''] = Object.keys(parsed);
  if (name !== 'insert') return { name, body: parsed, documents: [] };
  const { documents, ...body } = parsed;
  const raw = Array.isArray(documents) ? documents.filter((item) => item instanceof Uint8Array) : [];
  return { name, body, documents: raw };
}

/** The first field's name stands right after the length (4 bytes) and the type (1 byte). */
function isInsert(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', 5, 12) === 'insert\0';
}

function readQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  if (nameEnd < 0) throw new Error('OP_QUERY without a collection name');
  const namespace = message.toString('utf8', headerBytes + 4, nameEnd);
  const query = readDocument(sliceSized(message, nameEnd + 9));
  const inner = query['$query'];
  const body = isPlainObject(inner) ? inner : query;
  const [name = ''] = Object.keys(body);
  const [db = ''] = namespace.split('.');
  return { requestId, isLegacy: true, expectsReply: true, name, db, body, documents: [] };
}

/** The answer to a request, ready for the socket. */
export function writeReply(request: Request, responseId: number, document: Uint8Array): Buffer {
  const head = request.isLegacy ? legacyHead() : Buffer.alloc(5);
  const total = headerBytes + head.length + document.length;
  const reply = Buffer.allocUnsafe(total);
  reply.writeInt32LE(total, 0);
  reply.writeInt32LE(responseId, 4);
  reply.writeInt32LE(request.requestId, 8);
  reply.writeInt32LE(request.isLegacy ? opReply : opMsg, 12);
  head.copy(reply, headerBytes);
  reply.set(document, headerBytes + head.length);
  return reply;
}

/** Flags, no cursor, starting from 0, one document. */
function legacyHead(): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16);
  return head;
}
