import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { listMongos, type TestMongo } from '../../testing/mongos.ts';
import { watchQueries } from '../../testing/watchQueries.ts';
import { checkInsertsOnce } from '../contract/messages.contract.ts';
import { describeStorage } from '../storage.contract.ts';
import { connectMongo, type MongoStorage } from './connect.ts';

for (const { name, start } of listMongos()) {
  describe(`storage on ${name}`, () => {
    let mongo: TestMongo | undefined;
    beforeAll(async () => {
      mongo = await start();
    });
    afterAll(() => mongo?.close());

    const open = (databaseName?: string): Promise<MongoStorage> => {
      if (!mongo) throw new Error('MongoDB did not start.');
      return mongo.open(databaseName);
    };

    /** Gives a test a database of its own. */
    async function withDatabase(test: (opened: MongoStorage) => Promise<void>): Promise<void> {
      const opened = await open();
      try {
        await test(opened);
      } finally {
        await opened.close();
      }
    }

    describeStorage('keeps the promises', async () => {
      const { storage, connection, close } = await open();
      const listUncovered = watchQueries(connection);
      return {
        storage,
        async close() {
          expect(await listUncovered(), 'what was asked without an index').toEqual([]);
          await close();
        },
      };
    });

    it.each([
      ['clientMessageId', { workspaceId: 1, clientMessageId: 1 }],
      ['whatsappId', { workspaceId: 1, channelId: 1, conversationId: 1, isOutgoing: 1, whatsappId: 1 }],
    ])('stores once because of the unique index on %s, and not without it', async (_field, keys) => {
      await withDatabase(async ({ storage, connection }) => {
        await checkInsertsOnce(storage);
        await connection.collection('messages').dropIndex(nameIndex(keys));
        await expect(checkInsertsOnce(storage)).rejects.toThrow();
      });
    });

    it('answers a ping, and says so when it is closed', async () => {
      const opened = await open();
      await opened.ping();
      await opened.close();
      await expect(opened.ping()).rejects.toThrow();
      await expect(opened.storage.workspaces.isEmpty()).rejects.toThrow();
    });

    it('connects again to what is stored, and leaves its indexes as they are', async () => {
      await withDatabase(async ({ storage, connection }) => {
        await storage.changes.reserve('home', 1);
        const before = await listIndexes(connection);
        const again = await open(connection.name);
        expect(await listIndexes(again.connection)).toEqual(before);
        expect(await again.storage.changes.current('home')).toBe(1);
        await again.close();
      });
    });
  });
}

describe('connecting', () => {
  it('says what to do when there is no database', async () => {
    const connecting = connectMongo('mongodb://127.0.0.1:1/erp', createLog('silent'), { serverSelectionTimeout: 50 });
    await expect(connecting).rejects.toThrow('Check MONGO_URI');
  });

  it('does not show the password of an address that it can not read', async () => {
    const connecting = connectMongo('mongodb://me:hush@', createLog('silent'));
    await expect(connecting).rejects.toThrow(/^(?!.*hush).*Check MONGO_URI/);
  });
});

async function listIndexes({ models }: MongoStorage['connection']): Promise<unknown> {
  const indexed = Object.values(models).filter(({ schema }) => schema.indexes().length > 0);
  return Promise.all(indexed.map((model) => model.listIndexes()));
}

/** As MongoDB names an index that was given no name. */
function nameIndex(keys: Record<string, number>): string {
  return Object.entries(keys).flat().join('_');
}
