import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CommandError } from '../errors.ts';
import { type BsonDocument, readDocument } from '../values.ts';
import { duplicateKeyError } from './duplicateKeyError.ts';
import type { IndexDefinition } from './indexDefinition.ts';
import { indexKeysOf } from './indexKeys.ts';

/** Bytes of a row id at the end of a non-unique index's key; SQLite's own ids never reach 2^48 here. */
const rowIdBytes = 6;
/** Rows that an index being built reads at once. */
const buildChunk = 500;

export type IndexEntry = {
  key: Uint8Array;
  rid: number;
};

/** A stretch of an index, from `from` (included) to `to` (not included) in byte order. */
export type KeyRange = {
  from: Uint8Array;
  to: Uint8Array;
};

export type ReadOrder = {
  isBackward: boolean;
  limit: number;
  /** Entries left out at the beginning, of an index only. */
  offset?: number;
};

export type Collection = {
  id: number;
  db: string;
  name: string;
  namespace: string;
  readonly indexes: readonly IndexDefinition[];
  /** Grows with every write. */
  readonly changes: number;
  /** @throws CommandError DuplicateKey; nothing is written then. */
  insert: (document: BsonDocument, bytes: Uint8Array) => void;
  /** @throws CommandError DuplicateKey; nothing is written then. */
  replace: (row: { rid: number; document: BsonDocument }, document: BsonDocument, bytes: Uint8Array) => void;
  remove: (row: { rid: number; document: BsonDocument }) => void;
  read: (rid: number) => Uint8Array | undefined;
  /** The next row ids after (or, backward, before) `rid` in the order of insertion. */
  readRows: (rid: number, order: ReadOrder) => number[];
  readEntries: (index: IndexDefinition, range: KeyRange, order: ReadOrder) => IndexEntry[];
  countEntries: (index: IndexDefinition, range: KeyRange) => number;
  count: () => number;
  /** @throws CommandError DuplicateKey when the documents there forbid a unique index. */
  addIndex: (index: IndexDefinition) => void;
  /** Fills an index's empty table. @throws as addIndex */
  fillIndex: (index: IndexDefinition) => void;
  removeIndex: (index: IndexDefinition) => void;
  markDropped: () => void;
};

type CollectionParts = {
  database: DatabaseSync;
  id: number;
  db: string;
  name: string;
  indexes: IndexDefinition[];
  saveMultikey: (index: IndexDefinition) => void;
};

/** One collection's table of raw documents and its index tables, always changed together. */
export function openCollection({ database, id, db, name, indexes, saveMultikey }: CollectionParts): Collection {
  const statements = new Map<string, StatementSync>();
  const namespace = `${db}.${name}`;
  let isDropped = false;
  let changes = 0;

  /** Prepared once: preparing costs more than most of the statements themselves. */
  function statement(sql: string): StatementSync {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = database.prepare(sql);
      prepared.setReturnArrays(true);
      statements.set(sql, prepared);
    }
    return prepared;
  }

  function keysByIndex(document: BsonDocument): Map<IndexDefinition, Buffer[]> {
    const keys = new Map<IndexDefinition, Buffer[]>();
    for (const index of indexes) keys.set(index, keysFor(document, index));
    return keys;
  }

  function keysFor(document: BsonDocument, index: IndexDefinition): Buffer[] {
    const { keys, multikey } = indexKeysOf(document, index);
    if ((multikey & ~index.multikey) !== 0) {
      index.multikey |= multikey;
      saveMultikey(index);
    }
    return keys;
  }

  /** Asked before anything is written, so that a refused document leaves no trace. */
  function refuseDuplicates(index: IndexDefinition, keys: readonly Buffer[], document: BsonDocument): void {
    if (!index.isUnique) return;
    const find = statement(`SELECT rid FROM i_${index.id} WHERE key = ?`);
    const taken = keys.find((key) => find.get(key) !== undefined);
    if (taken !== undefined) throw duplicateKeyError(namespace, index, { document, key: taken });
  }

  function writeEntries(index: IndexDefinition, keys: readonly Buffer[], rid: number): void {
    const insert = statement(`INSERT INTO i_${index.id} (key, rid) VALUES (?, ?)`);
    for (const key of keys) insert.run(storedKey(index, key, rid), rid);
  }

  function removeEntries(index: IndexDefinition, keys: readonly Buffer[], rid: number): void {
    const remove = statement(`DELETE FROM i_${index.id} WHERE key = ?`);
    for (const key of keys) remove.run(storedKey(index, key, rid));
  }

  function refuseWhenGone(index?: IndexDefinition): void {
    if (!isDropped && (index === undefined || indexes.includes(index))) return;
    throw new CommandError('QueryPlanKilled', `collection or index dropped: ${namespace}`);
  }

  function fillIndex(index: IndexDefinition): void {
    let last = 0;
    for (;;) {
      const rows = readRows(last, { isBackward: false, limit: buildChunk });
      for (const rid of rows) {
        const bytes = read(rid);
        if (bytes === undefined) continue;
        const document = readDocument(bytes);
        const keys = keysFor(document, index);
        refuseDuplicates(index, keys, document);
        writeEntries(index, keys, rid);
      }
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }

  function read(rid: number): Uint8Array | undefined {
    refuseWhenGone();
    const [bytes] = toRow(statement(`SELECT document FROM c_${id} WHERE rid = ?`).get(rid));
    return bytes instanceof Uint8Array ? bytes : undefined;
  }

  function readRows(rid: number, { isBackward, limit }: ReadOrder): number[] {
    refuseWhenGone();
    const sql = isBackward
      ? `SELECT rid FROM c_${id} WHERE rid < ? ORDER BY rid DESC LIMIT ?`
      : `SELECT rid FROM c_${id} WHERE rid > ? ORDER BY rid LIMIT ?`;
    return statement(sql)
      .all(rid, limit)
      .map((row) => Number(toRow(row)[0]));
  }

  return {
    id,
    db,
    name,
    namespace,
    indexes,
    get changes() {
      return changes;
    },
    insert(document, bytes) {
      changes += 1;
      const keys = keysByIndex(document);
      for (const [index, entries] of keys) refuseDuplicates(index, entries, document);
      const { lastInsertRowid } = statement(`INSERT INTO c_${id} (document) VALUES (?)`).run(bytes);
      for (const [index, entries] of keys) writeEntries(index, entries, Number(lastInsertRowid));
    },
    replace({ rid, document: former }, document, bytes) {
      changes += 1;
      const moves = [...keysByIndex(document)].map(([index, keys]) => {
        const formerKeys = indexKeysOf(former, index).keys;
        return { index, added: without(keys, formerKeys), removed: without(formerKeys, keys) };
      });
      for (const { index, added } of moves) refuseDuplicates(index, added, document);
      for (const { index, added, removed } of moves) {
        removeEntries(index, removed, rid);
        writeEntries(index, added, rid);
      }
      statement(`UPDATE c_${id} SET document = ? WHERE rid = ?`).run(bytes, rid);
    },
    remove({ rid, document }) {
      changes += 1;
      for (const index of indexes) removeEntries(index, indexKeysOf(document, index).keys, rid);
      statement(`DELETE FROM c_${id} WHERE rid = ?`).run(rid);
    },
    read,
    readRows,
    readEntries(index, { from, to }, { isBackward, limit, offset = 0 }) {
      refuseWhenGone(index);
      const direction = isBackward ? 'DESC' : 'ASC';
      const sql = `SELECT key, rid FROM i_${index.id} WHERE key >= ? AND key < ? ORDER BY key ${direction} LIMIT ? OFFSET ?`;
      return statement(sql)
        .all(from, to, limit, offset)
        .flatMap((row) => {
          const [key, rid] = toRow(row);
          return key instanceof Uint8Array ? [{ key, rid: Number(rid) }] : [];
        });
    },
    countEntries(index, { from, to }) {
      refuseWhenGone(index);
      const sql = `SELECT count(*) FROM i_${index.id} WHERE key >= ? AND key < ?`;
      return Number(toRow(statement(sql).get(from, to))[0]);
    },
    count() {
      // Every document has exactly one entry in the index on _id, which is far smaller than the documents.
      const [byId] = indexes;
      if (byId === undefined) throw new Error(`The collection ${namespace} has lost its index on _id.`);
      const [count] = toRow(statement(`SELECT count(*) FROM i_${byId.id} `).get());
      return Number(count);
    },
    addIndex(index) {
      indexes.push(index);
      fillIndex(index);
    },
    fillIndex,
    removeIndex(index) {
      const position = indexes.indexOf(index);
      if (position >= 0) indexes.splice(position, 1);
      for (const sql of statements.keys()) if (sql.includes(`i_${index.id} `)) statements.delete(sql);
    },
    markDropped() {
      isDropped = true;
      statements.clear();
    },
  };
}

/** With `setReturnArrays` a row is an array of its columns; the typings know only objects. */
function toRow(row: unknown): unknown[] {
  return Array.isArray(row) ? row : [];
}

/** The key under which an index's table has a document's entry. */
export function storedKey({ isUnique }: IndexDefinition, key: Buffer, rid: number): Buffer {
  if (isUnique) return key;
  const full = Buffer.allocUnsafe(key.length + rowIdBytes);
  key.copy(full);
  full.writeUIntBE(rid, key.length, rowIdBytes);
  return full;
}

function without(keys: readonly Buffer[], others: readonly Buffer[]): Buffer[] {
  return keys.filter((key) => !others.some((other) => other.equals(key)));
}
