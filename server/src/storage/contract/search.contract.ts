import { describe, expect, it } from 'vitest';
import type { IndexedMessage } from '../../domain/ports/search.ts';
import { atOnce, type GetStorage, insert, newId, newIncoming, newOutgoing, noon, setStage } from './stage.ts';

/** More than all that other tests leave. */
const all = 10_000;

export function describeSearch(storage: GetStorage): void {
  describe('the index of words', () => {
    const search = () => storage().search;
    const findWaiting = async (workspaceId: string): Promise<IndexedMessage[]> =>
      (await search().listUnindexed(all)).filter((message) => message.workspaceId === workspaceId);

    it('is told of each new message with a text, until that is in it', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const incoming = await insert(storage(), newIncoming(conversation, { content: 'Good morning' }));
      const outgoing = await insert(storage(), newOutgoing(conversation, { content: 'Good evening' }));
      await insert(storage(), newIncoming(conversation, { content: '' }));
      expect(await findWaiting(workspaceId)).toEqual([
        {
          id: incoming.id,
          workspaceId,
          conversationId: conversation.id,
          channelId: conversation.channelId,
          content: 'Good morning',
          createdAt: noon,
        },
        expect.objectContaining({ id: outgoing.id, content: 'Good evening' }),
      ]);
      await search().noteIndexed(workspaceId, [incoming.id]);
      expect((await findWaiting(workspaceId)).map(({ id }) => id)).toEqual([outgoing.id]);
    });

    it('is told of a placeholder when that has its content, and numbers stay as they are', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { id } = await insert(storage(), newIncoming(conversation, { isPlaceholder: true, content: 'Later.' }));
      expect(await findWaiting(workspaceId)).toEqual([]);
      const replacement = { content: 'Here I am', messageType: 'text', replyTo: null, raw: null } as const;
      await storage().messages.replacePlaceholder(workspaceId, id, { ...replacement, at: noon, seq: 7 });
      expect(await findWaiting(workspaceId)).toMatchObject([{ id, content: 'Here I am' }]);
      await search().noteIndexed(workspaceId, [id]);
      expect(await findWaiting(workspaceId)).toEqual([]);
      expect(await storage().messages.get(workspaceId, id)).toMatchObject({ seq: 7 });
    });

    it('reads what was there before it, from the largest id down, without what waits', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const messages = await atOnce(7, () => insert(storage(), newIncoming(conversation)));
      const ids = messages.map(({ id }) => id).sort();
      await search().noteIndexed(workspaceId, ids.slice(0, 5));
      const read: string[] = [];
      for (let below: string | null = null; ; ) {
        const { messages: page, last } = await search().listBelow(below, 3);
        read.push(...page.filter((message) => message.workspaceId === workspaceId).map(({ id }) => id));
        if (last === null) break;
        below = last;
      }
      expect(read).toEqual(ids.slice(0, 5).reverse());
    });

    it('keeps the postings of a word in buckets, the newest first', async () => {
      const workspaceId = newId();
      const name = (index: number) => `t${String(index).padStart(4, '0')}`;
      const names = Array.from({ length: 300 }, (_, index) => name(index));
      await search().addPostings(workspaceId, 'recent', new Map([['blue', names.slice(0, 5)]]));
      await search().addPostings(
        workspaceId,
        'recent',
        new Map([
          ['blue', names.slice(5)],
          ['bluebird', [name(1)]],
        ]),
      );
      const buckets = await search().listBuckets({ workspaceId, word: 'blue', upTo: '~', limit: 10 });
      expect(buckets.map(({ last }) => last)).toEqual([name(299), name(255), name(127)]);
      expect(buckets.flatMap(({ postings }) => postings).sort()).toEqual(names);
      const words = await search().getWords(workspaceId, ['blue', 'bluebird', 'red']);
      expect(words.toSorted((a, b) => b.buckets - a.buckets)).toEqual([
        { word: 'blue', buckets: 3 },
        { word: 'bluebird', buckets: 1 },
      ]);
      expect(await search().getWords(newId(), ['blue'])).toEqual([]);

      const next = await search().listBuckets({ workspaceId, word: 'blue', upTo: name(255), limit: 1 });
      expect(next).toEqual([buckets[1]]);
      expect(await search().listBuckets({ workspaceId: newId(), word: 'blue', upTo: '~', limit: 1 })).toEqual([]);
    });

    it('keeps old ones apart from recent ones', async () => {
      const workspaceId = newId();
      await search().addPostings(workspaceId, 'recent', new Map([['blue', ['t5']]]));
      await search().addPostings(workspaceId, 'old', new Map([['blue', ['t1']]]));
      await search().addPostings(workspaceId, 'recent', new Map([['blue', ['t6']]]));
      await search().addPostings(workspaceId, 'old', new Map([['blue', ['t0']]]));
      const buckets = await search().listBuckets({ workspaceId, word: 'blue', upTo: '~', limit: 10 });
      expect(buckets.map(({ postings }) => postings)).toEqual([
        ['t5', 't6'],
        ['t1', 't0'],
      ]);
    });

    it('takes postings from many at once', async () => {
      const workspaceId = newId();
      await atOnce(20, (index) => search().addPostings(workspaceId, 'recent', new Map([['blue', [`t${10 + index}`]]])));
      const buckets = await search().listBuckets({ workspaceId, word: 'blue', upTo: '~', limit: 100 });
      expect(buckets.flatMap(({ postings }) => postings).sort()).toEqual(
        Array.from({ length: 20 }, (_, index) => `t${10 + index}`),
      );
      expect((await search().listWords({ workspaceId, prefix: '', limit: 10 })).map(({ word }) => word)).toEqual([
        'blue',
      ]);
    });

    it('finds words by how they begin', async () => {
      const workspaceId = newId();
      const words = ['bla', 'blau', 'blauw', 'blé', 'bl\u{10400}', 'b', 'c', 'a.b'];
      await search().addPostings(workspaceId, 'recent', new Map(words.map((word) => [word, ['t']])));
      const list = async (prefix: string, limit = 10) =>
        (await search().listWords({ workspaceId, prefix, limit })).map(({ word }) => word);
      expect(await list('blau')).toEqual(['blau', 'blauw']);
      expect(await list('bl')).toEqual(['bla', 'blau', 'blauw', 'blé', 'bl\u{10400}']);
      expect(await list('bl', 2)).toEqual(['bla', 'blau']);
      expect(await list('a.')).toEqual(['a.b']);
      expect(await list('x')).toEqual([]);
      expect(await search().listWords({ workspaceId: newId(), prefix: 'b', limit: 10 })).toEqual([]);
    });

    it('gives the messages that are there', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newIncoming(conversation));
      expect(await search().getMessages(workspaceId, [newId(), message.id])).toEqual([message]);
      expect(await search().getMessages(workspaceId, [])).toEqual([]);
    });

    it('is kept by one process, until that gives it up or is not heard of', async () => {
      const first = await search().getIndexing();
      const taken = await Promise.all(['one', 'two'].map((owner) => search().takeIndexing(owner, first)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const [owner, other] = taken[0] ? ['one', 'two'] : ['two', 'one'];
      expect(await search().renewIndexing(other)).toBe(false);
      const seen = await search().getIndexing();
      expect(await search().renewIndexing(owner)).toBe(true);
      expect(await search().takeIndexing(other, seen), 'it lives').toBe(false);
      await search().noteReadDown('x');
      await search().releaseIndexing(other);
      expect(await search().getIndexing()).toMatchObject({ owner, readDownTo: 'x', isComplete: false });
      await search().releaseIndexing(owner);
      expect(await search().takeIndexing(other, await search().getIndexing())).toBe(true);
      await search().noteReadDown(null);
      expect(await search().getIndexing()).toMatchObject({ owner: other, isComplete: true });
    });
  });
}
