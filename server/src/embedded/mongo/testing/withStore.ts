import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../startEmbeddedMongo.ts';

type Db = NonNullable<mongoose.Connection['db']>;
export type TestCollection = ReturnType<Db['collection']>;

/** A store for one test file, reached through the real driver; `collection()` is a new empty one at each call. */
export function withStore(): { db: () => Db; connection: () => mongoose.Connection; collection: () => TestCollection } {
  const folder = makeFolder();
  let store: EmbeddedMongo | undefined;
  let connection: mongoose.Connection | undefined;
  let count = 0;
  beforeAll(async () => {
    store = await startEmbeddedMongo({ folder: folder.path });
    connection = await mongoose.createConnection(store.uri).asPromise();
  });
  afterAll(async () => {
    await connection?.close();
    await store?.close();
    folder.remove();
  });
  const current = () => {
    if (connection === undefined) throw new Error('The store has not been started.');
    return connection;
  };
  const db = () => {
    const { db: found } = current();
    if (found === undefined) throw new Error('The connection is not open.');
    return found;
  };
  return {
    db,
    connection: current,
    collection: () => {
      count += 1;
      return db().collection(`c${count}`);
    },
  };
}

export function makeFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
