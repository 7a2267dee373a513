import { BSONType, Long, serialize } from 'bson';

/** A cursor's batch as the driver expects it, around documents that are passed on byte for byte. */
export function cursorReply(cursor: {
  id: bigint;
  namespace: string;
  field: 'firstBatch' | 'nextBatch';
  documents: readonly Uint8Array[];
}): Uint8Array {
  const rest = serialize({ id: Long.fromBigInt(cursor.id), ns: cursor.namespace });
  const batch = element(
    BSONType.array,
    cursor.field,
    document(cursor.documents.map((bytes, position) => element(BSONType.object, String(position), bytes))),
  );
  return document([
    element(BSONType.object, 'cursor', document([batch, fieldsOf(rest)])),
    fieldsOf(serialize({ ok: 1 })),
  ]);
}

/** The fields of a document without its length and end. */
function fieldsOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(4, -1);
}

function element(type: number, name: string, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`, 'utf8'), value]);
}

function document(fields: readonly Uint8Array[]): Buffer {
  const size = fields.reduce((sum, field) => sum + field.length, 5);
  const length = Buffer.alloc(4);
  length.writeInt32LE(size, 0);
  return Buffer.concat([length, ...fields, Buffer.of(0)], size);
}
