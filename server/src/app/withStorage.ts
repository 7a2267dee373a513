import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { storeFile } from '../embedded/mongo/engine/openDatabase.ts';
import { startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { connectMongo } from '../storage/mongo/connect.ts';

/**
 * For tools: works on what is stored, without the server. An embedded store must be there and not in use.
 * @throws Error with a sentence for the operator
 */
export async function withStorage<T>(
  { mongoUri, dataFolder }: Pick<Config, 'mongoUri' | 'dataFolder'>,
  log: Log,
  work: (storage: Storage) => Promise<T>,
): Promise<T> {
  if (mongoUri !== null) return connected(mongoUri, log, work);
  const folder = join(dataFolder, 'store');
  if (!existsSync(storeFile(folder))) {
    throw new Error(`There is no store in ${folder}. Set DATA_DIR to the data folder of the server, or MONGO_URI.`);
  }
  const store = await startEmbeddedMongo({ folder });
  try {
    return await connected(store.uri, log, work);
  } finally {
    await store.close();
  }
}

async function connected<T>(uri: string, log: Log, work: (storage: Storage) => Promise<T>): Promise<T> {
  const { storage, close } = await connectMongo(uri, log);
  try {
    return await work(storage);
  } finally {
    await close();
  }
}
