import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMongos, type TestMongo } from '../../../testing/mongos.ts';
import { createMessageModel } from '../messages/messageModel.ts';
import { createSearchModels } from './searchModels.ts';
import { createSearchStorage } from './searchStorage.ts';

for (const { name, start } of listMongos()) {
  describe(`a new version of the index on ${name}`, () => {
    let mongo: TestMongo | undefined;
    beforeAll(async () => {
      mongo = await start();
    });
    afterAll(() => mongo?.close());

    it('begins anew beside the one that there is, which goes when the new one has all', async () => {
      const opened = await mongo?.open();
      if (!opened) throw new Error('MongoDB did not start.');
      const { connection, storage } = opened;
      await storage.search.takeIndexing('one', await storage.search.getIndexing());
      await storage.search.noteReadDown(null);
      await storage.search.addPostings('w', 'recent', new Map([['blue', ['t1']]]));

      // Models of another version need a connection of their own.
      const later = connection.useDb(connection.name, { useCache: false });
      const messages = createMessageModel(later);
      const next = createSearchStorage({ ...createSearchModels(later, 2), messages }, 2);
      expect(await next.getIndexing()).toMatchObject({ isComplete: false, readDownTo: null });
      expect(await next.listWords({ workspaceId: 'w', prefix: 'b', limit: 9 })).toEqual([]);
      expect(await next.takeIndexing('two', await next.getIndexing())).toBe(true);
      await next.addPostings('w', 'recent', new Map([['black', ['t1']]]));
      expect(await storage.search.listWords({ workspaceId: 'w', prefix: 'b', limit: 9 })).toHaveLength(1);

      await next.noteReadDown(null);
      const left = await connection.listCollections();
      expect(left.map((collection) => collection.name).filter((one) => /^search\D+1$/.test(one))).toEqual([]);
      expect(await next.listWords({ workspaceId: 'w', prefix: 'b', limit: 9 })).toEqual([
        { word: 'black', buckets: 1 },
      ]);
      await opened.close();
    });
  });
}
