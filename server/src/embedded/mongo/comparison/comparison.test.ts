import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../startEmbeddedMongo.ts';
import { makeFolder } from '../testing/withStore.ts';
import { groups } from './groups.ts';
import { isOrdered, type Result, runCase } from './runCase.ts';

type Server = { uri: string; close: () => Promise<void> };

async function startEmbedded(): Promise<Server> {
  const folder = makeFolder();
  const store = await startEmbeddedMongo({ folder: folder.path });
  return {
    uri: store.uri,
    async close() {
      await store.close();
      folder.remove();
    },
  };
}

const uri = process.env['MONGO_URI'];
const servers = [
  { name: 'the embedded store', isEmbedded: true, start: startEmbedded },
  ...(uri ? [{ name: 'MongoDB', isEmbedded: false, start: async () => ({ uri, close: async () => {} }) }] : []),
];

describe.each(servers)('$name', ({ isEmbedded, start }) => {
  let server: Server;
  let client: mongo.MongoClient;
  let db: mongo.Db;
  beforeAll(async () => {
    server = await start();
    client = await new mongo.MongoClient(server.uri).connect();
    db = client.db(`comparison_${randomUUID().slice(0, 8)}`);
  });
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
    await server.close();
  });

  describe.each(groups)('$about', (group) => {
    it.each(group.cases)('$name', async (test) => {
      const source = test.source ?? group.source;
      expect(source).toMatch(/^(?:manual|specifications|server): \S/);
      const { ids, gives, replies, leaves, fails } = (isEmbedded ? test.here : undefined) ?? test;
      const result: Result = await runCase(db, group, test);
      await db.dropDatabase();
      expect(result.fails, `${source} ${JSON.stringify(result.replies)}`).toBe(fails);
      if (ids !== undefined)
        expect(isOrdered(test) ? result.ids : sorted(result.ids ?? [])).toEqual(isOrdered(test) ? ids : sorted(ids));
      if (gives !== undefined) expect(result.gives, source).toEqual(gives);
      if (replies !== undefined) expect(result.replies, source).toMatchObject(replies);
      if (leaves !== undefined) expect(result.leaves, source).toEqual(leaves);
      expect([ids, gives, replies, leaves, fails].some((part) => part !== undefined)).toBe(true);
    });
  });
});

function sorted(ids: readonly unknown[]): unknown[] {
  return ids.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

it('the table is large enough to say something', () => {
  const names = groups.flatMap(({ about, cases }) => cases.map(({ name }) => `${about}: ${name}`));
  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(new Set(names).size).toBe(names.length);
});
