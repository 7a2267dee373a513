import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { createLog } from '../log.ts';
import { connectMongo, type MongoStorage } from '../storage/mongo/connect.ts';

export type TestMongo = {
  /** Connects to a new, empty database, or to the one that is named. It is gone when the connection is closed. */
  open: (databaseName?: string) => Promise<MongoStorage>;
  close: () => Promise<void>;
};

/** What the storage is tested on: the embedded store, and the MongoDB that `MONGO_URI` names, when it does. */
export function listMongos(): { name: string; start: () => Promise<TestMongo> }[] {
  const uri = process.env['MONGO_URI'];
  return [
    { name: 'the embedded store', start: startEmbedded },
    ...(uri
      ? [
          {
            name: 'MongoDB',
            start: async () => ({ open: (name?: string) => openDatabase(uri, name), close: async () => {} }),
          },
        ]
      : []),
  ];
}

async function startEmbedded(): Promise<TestMongo> {
  const folder = await mkdtemp(join(tmpdir(), 'erp-mongo-'));
  const store = await startEmbeddedMongo({ folder });
  return {
    open: (name) => openDatabase(store.uri, name),
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openDatabase(uri: string, databaseName = `test_${randomUUID()}`): Promise<MongoStorage> {
  const opened = await connectMongo(uri, createLog('silent'), { databaseName });
  return {
    ...opened,
    async close() {
      await opened.connection.dropDatabase();
      await opened.close();
    },
  };
}
