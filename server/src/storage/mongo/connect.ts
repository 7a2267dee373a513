import mongoose, { type Connection } from 'mongoose';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import { createStorage } from './createStorage.ts';

/** How long a server may stay silent in the middle of an operation; long enough to build an index. In milliseconds. */
const socketTimeout = 60_000;

export type MongoStorage = {
  storage: Storage;
  /** For models beside the domain's own. Bind each to a workspace and make its indexes. */
  connection: Connection;
  /** @throws Error when the database does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
};

export type ConnectOptions = {
  /** In place of the one that the address names. */
  databaseName?: string;
  /** How long to look for a server before an operation fails. In milliseconds. */
  serverSelectionTimeout?: number;
};

/**
 * Connects to MongoDB and makes the indexes, which much of the storage's promises rest on: it resolves when they stand.
 * A write resolves when most of the replica set has it on disk.
 * @throws Error when the server can't be reached, or refuses an index because of what is stored.
 */
export async function connectMongo(
  uri: string,
  log: Log,
  { databaseName, serverSelectionTimeout = 5_000 }: ConnectOptions = {},
): Promise<MongoStorage> {
  const connection = mongoose.createConnection();
  // The driver quotes an address that it can't read, password and all.
  const reason = (error: unknown) => String(error).replaceAll(uri, 'the address');
  // Without a listener a connection's error would end the process. What waits for an answer hears of it by itself.
  connection.on('error', (error: unknown) => log.error({ reason: reason(error) }, 'database error'));
  const storage = createStorage(connection);
  try {
    await connection.openUri(uri, {
      ...(databaseName === undefined ? {} : { dbName: databaseName }),
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      serverSelectionTimeoutMS: serverSelectionTimeout,
      connectTimeoutMS: serverSelectionTimeout,
      socketTimeoutMS: socketTimeout,
      // What was written a moment ago must be there to be read.
      readPreference: 'primary',
      writeConcern: { w: 'majority', journal: true },
    });
    await createIndexes(connection);
  } catch (error) {
    await connection.close();
    throw new Error(`The database can't be used. Check MONGO_URI, and that MongoDB runs. (${reason(error)})`);
  }
  const onAway = () => log.warn({}, 'the database is away');
  connection.on('disconnected', onAway);
  connection.on('reconnected', () => log.info({}, 'the database is back'));

  return {
    storage,
    connection,
    async ping() {
      if (!connection.db) throw new Error('The database is not connected.');
      await connection.db.command({ ping: 1 });
    },
    async close() {
      connection.off('disconnected', onAway);
      await connection.close();
    },
  };
}

/** Makes the indexes of all models. Those that stand are left as they are. */
async function createIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) await model.createIndexes();
}
