import { randomBytes } from 'node:crypto';
import { CommandError } from '../errors.ts';
import { cursorReply } from '../wire/rawReply.ts';

/** Documents in a first batch that names no size, as in MongoDB. */
const firstBatchSize = 101;
/** Bytes of documents in one batch. */
const batchBytes = 16 * 1024 * 1024;
const idleMs = 10 * 60 * 1000;

type OpenCursor = {
  namespace: string;
  documents: Iterator<Uint8Array>;
  /** Read already, but too large for the batch before. */
  held: Uint8Array | undefined;
  lastUsed: number;
};

export type Cursors = {
  /** The first batch of a result; what is left is kept under an id. */
  open: (result: {
    namespace: string;
    documents: Iterable<Uint8Array>;
    batchSize: number | undefined;
    isSingleBatch: boolean;
  }) => Uint8Array;
  /** @throws CommandError CursorNotFound */
  next: (id: bigint, namespace: string, batchSize: number | undefined) => Uint8Array;
  /** Whether there was such a cursor. */
  kill: (id: bigint) => boolean;
  killNamespace: (namespace: string) => void;
  /** Forgets cursors that nobody has asked for in ten minutes. */
  sweep: (now: number) => void;
};

export function createCursors(): Cursors {
  const cursors = new Map<bigint, OpenCursor>();

  function advance(cursor: OpenCursor, limit: number): { documents: Uint8Array[]; isDone: boolean } {
    const documents: Uint8Array[] = [];
    let bytes = 0;
    cursor.lastUsed = performance.now();
    while (documents.length < limit) {
      const next = cursor.held ?? nextOf(cursor.documents);
      cursor.held = undefined;
      if (next === undefined) return { documents, isDone: true };
      if (documents.length > 0 && bytes + next.length > batchBytes) {
        cursor.held = next;
        return { documents, isDone: false };
      }
      documents.push(next);
      bytes += next.length;
    }
    return { documents, isDone: false };
  }

  return {
    open({ namespace, documents, batchSize, isSingleBatch }) {
      const cursor: OpenCursor = {
        namespace,
        documents: documents[Symbol.iterator](),
        held: undefined,
        lastUsed: 0,
      };
      const batch = advance(cursor, batchSize ?? firstBatchSize);
      const isDone = isSingleBatch || batch.isDone || isExhausted(cursor, batchSize);
      const id = isDone ? 0n : newId(cursors);
      if (!isDone) cursors.set(id, cursor);
      return cursorReply({ id, namespace, field: 'firstBatch', documents: batch.documents });
    },
    next(id, namespace, batchSize) {
      const cursor = cursors.get(id);
      if (cursor === undefined) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
      if (cursor.namespace !== namespace) {
        throw new CommandError(
          13,
          `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
        );
      }
      let isDone = true;
      try {
        const limit = batchSize === undefined || batchSize === 0 ? Infinity : batchSize;
        const batch = advance(cursor, limit);
        isDone = batch.isDone;
        return cursorReply({ id: isDone ? 0n : id, namespace, field: 'nextBatch', documents: batch.documents });
      } finally {
        if (isDone) cursors.delete(id);
      }
    },
    kill: (id) => cursors.delete(id),
    killNamespace(namespace) {
      for (const [id, cursor] of cursors) if (cursor.namespace === namespace) cursors.delete(id);
    },
    sweep(now) {
      for (const [id, { lastUsed }] of cursors) if (now - lastUsed > idleMs) cursors.delete(id);
    },
  };
}

/** Looks one document ahead, so that a result that just fills its batch needs no second round trip. */
function isExhausted(cursor: OpenCursor, batchSize: number | undefined): boolean {
  if (batchSize === 0 || cursor.held !== undefined) return false;
  cursor.held = nextOf(cursor.documents);
  return cursor.held === undefined;
}

function nextOf(documents: Iterator<Uint8Array>): Uint8Array | undefined {
  const next = documents.next();
  return next.done === true ? undefined : next.value;
}

function newId(taken: ReadonlyMap<bigint, unknown>): bigint {
  for (;;) {
    const id = BigInt.asUintN(62, randomBytes(8).readBigUInt64LE());
    if (id !== 0n && !taken.has(id)) return id;
  }
}
