import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listMongos, type TestMongo } from '../../../testing/mongos.ts';
import type { MongoStorage } from '../connect.ts';

const workspaceId = 'w';
const limit = 10;
const others = 3_000;
const noon = Date.parse('2026-03-01T12:00:00.000Z');

const asked = z.tuple([z.record(z.string(), z.unknown())], z.unknown());
const statistics = z.object({ executionStats: z.object({ totalDocsExamined: z.number() }) });

for (const { name, start } of listMongos()) {
  describe(`a page of the list on ${name}`, () => {
    let mongo: TestMongo | undefined;
    let opened: MongoStorage;
    beforeAll(async () => {
      mongo = await start();
      opened = await mongo.open();
      await opened.connection.collection('conversations').insertMany(
        Array.from({ length: others + 100 }, (_, index) => ({
          // As it was stored before anything could be archived.
          ...(index < others ? { archived: true, isMarkedUnread: index % 2 === 0 ? true : null } : {}),
          ...(index >= others + 50 ? { isMarkedUnread: true } : {}),
          workspaceId,
          channelId: 'c',
          contactId: `${index}`,
          name: `Customer ${index}`,
          phoneNumber: null,
          lastMessage: null,
          unreadCount: index < others || index % 3 === 0 ? 1 : 0,
          readUpTo: null,
          totalMessages: 0,
          incomingAt: 0,
          // What is archived is newer than all else, and older.
          sortAt: new Date(noon + (index < others / 2 ? 1_000_000 : 0) + index),
          updatedAt: new Date(noon),
          seq: index,
        })),
      );
    }, 60_000);
    afterAll(async () => {
      await opened?.close();
      await mongo?.close();
    });

    it.each([
      { query: {}, found: limit },
      { query: { archived: false }, found: limit },
      { query: { archived: true }, found: limit },
      { query: { unread: true }, found: limit },
      { query: { unread: true, archived: false }, found: limit },
      { query: { unread: true, archived: true }, found: limit },
      { query: { channelId: 'c', archived: false }, found: limit },
    ])('of $query reads no more than it shows, whatever else there is', async ({ query, found }) => {
      const examined = watchExamined(opened.connection);
      const { data, nextCursor } = await opened.storage.conversations.list({ workspaceId, limit, ...query });
      expect(data).toHaveLength(found);
      expect(nextCursor).not.toBeNull();
      for (const count of await examined()) expect(count).toBeLessThanOrEqual(limit + 1);
    });
  });
}

/** @returns a function that has the database explain each list that was asked for: how many documents it read */
function watchExamined(connection: Connection): () => Promise<number[]> {
  const filters: Record<string, unknown>[] = [];
  connection.set('debug', (_collection: string, method: string, ...parameters: unknown[]) => {
    if (method === 'find') filters.push(asked.parse(parameters)[0]);
  });
  return async () => {
    connection.set('debug', false);
    expect(filters.length).toBeGreaterThan(0);
    const explained = filters.map((filter) =>
      connection
        .collection('conversations')
        .find(filter)
        .sort({ sortAt: -1, _id: -1 })
        .limit(limit + 1)
        .explain('executionStats'),
    );
    return (await Promise.all(explained)).map((one) => statistics.parse(one).executionStats.totalDocsExamined);
  };
}
