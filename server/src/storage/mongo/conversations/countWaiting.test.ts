import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listMongos, type TestMongo } from '../../../testing/mongos.ts';
import type { MongoStorage } from '../connect.ts';

const workspaceId = 'w';
const unread = 10_000;
const marked = 100;
const others = 5_000;
const noon = Date.parse('2026-03-01T12:00:00.000Z');

const asked = z.tuple([z.record(z.string(), z.unknown()), z.object({ hint: z.record(z.string(), z.number()) })]);
const statistics = z.object({ executionStats: z.object({ totalDocsExamined: z.number() }) });

for (const { name, start } of listMongos()) {
  describe(`how many conversations wait on ${name}`, () => {
    let mongo: TestMongo | undefined;
    let opened: MongoStorage;
    beforeAll(async () => {
      mongo = await start();
      opened = await mongo.open();
      const collection = opened.connection.collection('conversations');
      const all = Array.from({ length: unread + marked + others }, (_, index) => index);
      for (let start = 0; start < all.length; start += 1_000) {
        await collection.insertMany(all.slice(start, start + 1_000).map(makeConversation));
      }
    }, 60_000);
    afterAll(async () => {
      await opened?.close();
      await mongo?.close();
    });

    it('is right for ten thousand, and reads none of the others', async () => {
      const { connection, storage } = opened;
      const counts: z.infer<typeof asked>[] = [];
      connection.set('debug', (_collection: string, method: string, ...parameters: unknown[]) => {
        if (method === 'countDocuments') counts.push(asked.parse(parameters));
      });
      expect(await storage.conversations.countWaiting(workspaceId, [])).toBe(unread + marked);
      connection.set('debug', false);
      const examined = counts.map(async ([filter, { hint }]) => {
        const found = connection.collection('conversations').find(filter).hint(hint);
        return statistics.parse(await found.explain('executionStats')).executionStats.totalDocsExamined;
      });
      expect((await Promise.all(examined)).toSorted()).toEqual([unread, marked].toSorted());
    });
  });
}

function makeConversation(index: number) {
  return {
    ...(index >= unread && index < unread + marked ? { isMarkedUnread: true } : {}),
    workspaceId,
    channelId: 'c',
    contactId: `${index}`,
    name: `Customer ${index}`,
    phoneNumber: null,
    lastMessage: null,
    unreadCount: index < unread ? 1 + (index % 3) : 0,
    readUpTo: null,
    totalMessages: 0,
    incomingAt: 0,
    sortAt: new Date(noon + index),
    updatedAt: new Date(noon),
    seq: index,
  };
}
