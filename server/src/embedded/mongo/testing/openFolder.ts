import { join } from 'node:path';
import mongoose from 'mongoose';
import { onTestFinished } from 'vitest';
import { runStore } from '../runStore.ts';
import { uriOf } from '../wire/address.ts';
import type { Address } from '../wire/listen.ts';
import { makeFolder } from './withStore.ts';

/** A folder for a store, gone at the end of the test. */
export function newStoreFolder(): string {
  const { path, remove } = makeFolder();
  onTestFinished(remove);
  return join(path, 'store');
}

export type OpenedStore = {
  uri: string;
  db: mongoose.mongo.Db;
  /** At the end of the test at the latest. */
  close: () => Promise<void>;
};

/** Serves a folder until the end of the test: in this thread, which takes a tenth of the time that one of its own does. */
export async function openFolder(
  folder: string,
  address: Address = { path: join(folder, 'mongo.sock') },
): Promise<OpenedStore> {
  const store = await runStore({ folder, address });
  const uri = uriOf(address, store.port);
  const connection = await mongoose.createConnection(uri).asPromise();
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await connection.close();
    await store.close();
  };
  onTestFinished(close);
  if (connection.db === undefined) throw new Error('The connection is not open.');
  return { uri, db: connection.db, close };
}
