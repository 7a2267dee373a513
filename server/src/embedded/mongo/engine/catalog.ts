import type { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../errors.ts';
import { type BsonDocument, readDocument, writeDocument } from '../values.ts';
import { type Collection, openCollection } from './collection.ts';
import { type IndexDefinition, toIndexDefinition } from './indexDefinition.ts';

/** The longest "database.collection" MongoDB takes, in bytes. */
const maxNamespaceBytes = 255;

export type Catalog = {
  find: (database: string, name: string) => Collection | undefined;
  /** The collection, made when missing. */
  ensure: (database: string, name: string) => Collection;
  create: (database: string, name: string) => Collection;
  drop: (collection: Collection) => void;
  list: (database?: string) => Collection[];
  addIndex: (collection: Collection, specification: BsonDocument) => void;
  dropIndex: (collection: Collection, index: IndexDefinition) => void;
  /** Makes an index anew from the documents. @throws CommandError DuplicateKey when they forbid a unique index. */
  rebuildIndex: (collection: Collection, index: IndexDefinition) => void;
  /** Reads everything anew; needed after a rollback that may have undone a change of collections or indexes. */
  reload: () => void;
};

/** Which collections and indexes exist, kept in the tables `collections` and `indexes`. */
export function openCatalog(database: DatabaseSync): Catalog {
  database.exec(`
    CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY, db TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (db, name));
    CREATE TABLE IF NOT EXISTS indexes (
      id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, specification BLOB NOT NULL, multikey INTEGER NOT NULL DEFAULT 0);
  `);
  const insertCollection = database.prepare('INSERT INTO collections (db, name) VALUES (?, ?)');
  const deleteCollection = database.prepare('DELETE FROM collections WHERE id = ?');
  const insertIndex = database.prepare('INSERT INTO indexes (collection, specification) VALUES (?, ?)');
  const deleteIndex = database.prepare('DELETE FROM indexes WHERE id = ?');
  const updateMultikey = database.prepare('UPDATE indexes SET multikey = ? WHERE id = ?');
  const collections = new Map<string, Collection>();

  function load(): void {
    collections.clear();
    for (const row of database.prepare('SELECT id, db, name FROM collections ORDER BY id').all()) {
      add(Number(row['id']), String(row['db']), String(row['name']));
    }
  }

  function add(id: number, db: string, name: string): Collection {
    const indexes = database
      .prepare('SELECT id, specification, multikey FROM indexes WHERE collection = ? ORDER BY id')
      .all(id)
      .map((row) => readIndex(row));
    const collection = openCollection({
      database,
      id,
      db,
      name,
      indexes,
      saveMultikey: (index) => updateMultikey.run(index.multikey, index.id),
    });
    collections.set(namespaceOf(db, name), collection);
    return collection;
  }

  function addIndex(collection: Collection, specification: BsonDocument): void {
    const { lastInsertRowid } = insertIndex.run(collection.id, writeDocument(specification));
    const index = toIndexDefinition(Number(lastInsertRowid), specification, 0);
    makeIndexTable(index);
    collection.addIndex(index);
  }

  function makeIndexTable(index: IndexDefinition): void {
    database.exec(`CREATE TABLE i_${index.id} (key BLOB PRIMARY KEY, rid INTEGER NOT NULL) WITHOUT ROWID`);
  }

  function create(db: string, name: string): Collection {
    checkNamespace(db, name);
    const { lastInsertRowid } = insertCollection.run(db, name);
    const id = Number(lastInsertRowid);
    database.exec(`CREATE TABLE c_${id} (rid INTEGER PRIMARY KEY, document BLOB NOT NULL)`);
    const collection = add(id, db, name);
    addIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_' });
    return collection;
  }

  load();
  return {
    find: (db, name) => collections.get(namespaceOf(db, name)),
    ensure: (db, name) => collections.get(namespaceOf(db, name)) ?? create(db, name),
    create,
    drop(collection) {
      for (const index of [...collection.indexes]) dropIndexTable(index);
      database.exec(`DROP TABLE c_${collection.id}`);
      deleteCollection.run(collection.id);
      collections.delete(namespaceOf(collection.db, collection.name));
      collection.markDropped();
    },
    list: (db) => [...collections.values()].filter((collection) => db === undefined || collection.db === db),
    addIndex,
    dropIndex(collection, index) {
      collection.removeIndex(index);
      dropIndexTable(index);
    },
    rebuildIndex(collection, index) {
      database.exec(`DROP TABLE IF EXISTS i_${index.id}`);
      makeIndexTable(index);
      index.multikey = 0;
      updateMultikey.run(0, index.id);
      collection.fillIndex(index);
    },
    reload: load,
  };

  function dropIndexTable(index: IndexDefinition): void {
    database.exec(`DROP TABLE i_${index.id}`);
    deleteIndex.run(index.id);
  }
}

function readIndex(row: Record<string, unknown>): IndexDefinition {
  const { specification } = row;
  if (!(specification instanceof Uint8Array)) throw new Error('The store lists an index without a specification.');
  return toIndexDefinition(Number(row['id']), readDocument(specification), Number(row['multikey']));
}

function namespaceOf(db: string, name: string): string {
  return `${db}.${name}`;
}

function checkNamespace(db: string, name: string): void {
  const isBad =
    db === '' ||
    /[\s/\\."$*<>:|?\0]/.test(db) ||
    name === '' ||
    /[$\0]/.test(name) ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    name.startsWith('system.') ||
    Buffer.byteLength(namespaceOf(db, name)) > maxNamespaceBytes;
  if (isBad) throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespaceOf(db, name)}'`);
}
