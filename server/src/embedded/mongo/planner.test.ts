import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestCollection, withStore } from './testing/withStore.ts';

const { ObjectId } = mongoose.mongo;
const store = withStore();
const conversation = 'busy';
/** Two histories of very different lengths: what a page reads must not depend on it. */
const historySizes = [500, 4000];

type Figures = {
  nReturned: number;
  totalKeysExamined: number;
  totalDocsExamined: number;
};

async function explain(c: TestCollection, filter: object, options: object = {}) {
  const { queryPlanner, executionStats } = await c.find(filter, options).explain('executionStats');
  const figures: Figures = executionStats;
  return { plan: JSON.stringify(queryPlanner.winningPlan), ...figures };
}

describe('a page of a conversation', () => {
  const histories: TestCollection[] = [];
  beforeAll(async () => {
    for (const size of historySizes) {
      const c = store.collection();
      await c.createIndex({ conversationId: 1, createdAt: -1, _id: -1 });
      await c.createIndex(
        { clientMessageId: 1 },
        { unique: true, partialFilterExpression: { clientMessageId: { $type: 'string' } } },
      );
      await c.createIndex({ workspaceId: 1, seq: 1 });
      await c.createIndex({ participants: 1, seq: -1 });
      const message = (n: number, conversationId: string) => ({
        conversationId,
        createdAt: new Date(Math.floor(n / 3)),
        clientMessageId: `${conversationId}${n}`,
        workspaceId: 'w',
        seq: n,
        participants: ['anna', `customer${n % 50}`],
      });
      await c.insertMany(Array.from({ length: size }, (_, n) => message(n, conversation)));
      await c.insertMany(Array.from({ length: 50 }, (_, n) => message(n, `other${n}`)));
      histories.push(c);
    }
  });

  const queries: [string, (c: TestCollection) => Promise<[object, object]>, number][] = [
    ['the newest', async () => [{ conversationId: conversation }, { sort: { createdAt: -1, _id: -1 }, limit: 50 }], 50],
    ['the oldest', async () => [{ conversationId: conversation }, { sort: { createdAt: 1, _id: 1 }, limit: 50 }], 50],
    [
      'one in the middle of the history',
      async (c) => {
        const count = await c.countDocuments({ conversationId: conversation });
        const at = await c.findOne({ conversationId: conversation, seq: Math.floor(count / 6) * 3 });
        const before = {
          $or: [{ createdAt: { $lt: at?.['createdAt'] } }, { createdAt: at?.['createdAt'], _id: { $lt: at?._id } }],
        };
        return [
          { conversationId: conversation, ...before },
          { sort: { createdAt: -1, _id: -1 }, limit: 50 },
        ];
      },
      // At most the messages of the same millisecond are walked besides.
      53,
    ],
    [
      'the next changes',
      async () => [
        { workspaceId: 'w', seq: { $gt: 100 } },
        { sort: { seq: 1 }, limit: 50 },
      ],
      50,
    ],
    [
      'several conversations merged',
      async () => [
        { conversationId: { $in: [conversation, 'other1', 'other2'] } },
        { sort: { createdAt: -1, _id: -1 }, limit: 50 },
      ],
      56,
    ],
    ['one by a unique field', async () => [{ clientMessageId: `${conversation}77` }, {}], 1],
    [
      'some by _id',
      async (c) => [{ _id: { $in: (await c.find({}, { limit: 20 }).toArray()).map(({ _id }) => _id) } }, {}],
      20,
    ],
    ['those of a participant', async () => [{ participants: 'anna' }, { sort: { seq: -1 }, limit: 50 }], 50],
  ];

  it.each(queries)('%s, costs the same however long the history is', async (_name, query, most) => {
    const costs: Figures[] = [];
    for (const c of histories) {
      const [filter, options] = await query(c);
      const cost = await explain(c, filter, options);
      expect(cost.plan).toContain('IXSCAN');
      expect(cost.plan).not.toContain('SORT');
      expect(cost.totalKeysExamined).toBeLessThanOrEqual(most);
      expect(cost.totalDocsExamined).toBeLessThanOrEqual(most);
      costs.push({
        nReturned: cost.nReturned,
        totalKeysExamined: cost.totalKeysExamined,
        totalDocsExamined: cost.totalDocsExamined,
      });
    }
    expect(costs[1]).toEqual(costs[0]);
  });

  it('passes over what is skipped without reading it', async () => {
    const [, long] = histories;
    if (long === undefined) throw new Error('no history');
    const sort = { createdAt: -1, _id: -1 } as const;
    const everything = await long.find({ conversationId: conversation }, { sort }).toArray();
    for (const filter of [{ conversationId: conversation }, { conversationId: { $in: [conversation, 'none'] } }]) {
      const page = { sort, skip: 3000, limit: 50 };
      expect(await explain(long, filter, page)).toMatchObject({ nReturned: 50, totalDocsExamined: 50 });
      expect(await long.find(filter, page).toArray()).toEqual(everything.slice(3000, 3050));
    }
    expect(await explain(long, {}, { skip: 4000 })).toMatchObject({ nReturned: 50, totalDocsExamined: 50 });
  });

  it('runs through all pages without a gap, ties included', async () => {
    const [c] = histories;
    if (c === undefined) throw new Error('no history');
    const seen: string[] = [];
    let before: object = {};
    for (;;) {
      const page = await c
        .find({ conversationId: conversation, ...before }, { sort: { createdAt: -1, _id: -1 }, limit: 37 })
        .toArray();
      const last = page.at(-1);
      if (last === undefined) break;
      seen.push(...page.map(({ clientMessageId }) => clientMessageId));
      before = {
        $or: [{ createdAt: { $lt: last['createdAt'] } }, { createdAt: last['createdAt'], _id: { $lt: last._id } }],
      };
    }
    expect(new Set(seen).size).toBe(historySizes[0]);
    expect(seen).toHaveLength(historySizes[0] ?? 0);
  });
});

describe('the choice of an index', () => {
  let c: TestCollection;
  beforeAll(async () => {
    c = store.collection();
    await c.createIndex({ a: 1, b: -1 });
    await c.createIndex({ email: 1 }, { sparse: true });
    await c.createIndex({ state: 1, at: 1 }, { partialFilterExpression: { state: { $in: ['pending', 'sending'] } } });
    await c.createIndex({ open: 1 }, { partialFilterExpression: { open: { $exists: true } } });
    await c.createIndex({ 'items.k': 1, 'items.v': 1 });
    await c.insertMany(
      Array.from({ length: 300 }, (_, n) => ({
        a: n % 3,
        b: n,
        state: n % 10 === 0 ? 'pending' : 'done',
        at: n,
        ...(n % 2 === 0 ? { email: `e${n}`, open: n } : {}),
        items: [
          { k: n, v: 1 },
          { k: n + 1, v: 2 },
        ],
      })),
    );
  });

  it.each<[string, object, object, string, number]>([
    ['an equality and a range', { a: 1, b: { $gt: 100, $lte: 110 } }, {}, 'a_1_b_-1', 3],
    ['a sort alone', {}, { sort: { a: -1, b: 1 }, limit: 5 }, 'a_1_b_-1', 5],
    ['values and a sort, merged', { a: { $in: [0, 2] } }, { sort: { b: 1 }, limit: 6 }, 'a_1_b_-1', 8],
    ['a sparse index for a value', { email: 'e10' }, {}, 'email_1', 1],
    ['a partial index for a part of its filter', { state: 'pending', at: { $lt: 50 } }, {}, 'state_1_at_1', 5],
    [
      'a partial index for all of its filter',
      { state: { $in: ['sending', 'pending'] }, at: 30 },
      {},
      'state_1_at_1',
      1,
    ],
    ['a partial index on existence', { open: { $gte: 290 } }, {}, 'open_1', 5],
    ['one field of an array', { 'items.k': 5 }, {}, 'items.k_1_items.v_1', 2],
    ['a hint', { b: 5 }, { hint: 'a_1_b_-1' }, 'a_1_b_-1', 300],
  ])('takes %s', async (...[, filter, options, index, keys]) => {
    const found = await explain(c, filter, options);
    expect(found.plan).toContain(`"indexName":"${index}"`);
    expect(found.totalKeysExamined).toBeLessThanOrEqual(keys);
    const numbers = async (extra: object) =>
      (await c.find(filter, { ...options, ...extra }).toArray()).map(({ b }) => b);
    const [withIndex, without] = [await numbers({}), await numbers({ hint: { $natural: 1 } })];
    expect('sort' in options ? withIndex : withIndex.toSorted()).toEqual(
      'sort' in options ? without : without.toSorted(),
    );
  });

  it('takes two indexes for the two sides of an $or', async () => {
    const found = await explain(c, { $or: [{ email: 'e4' }, { a: 0, b: 9 }] });
    expect(found).toMatchObject({ plan: expect.stringContaining('"OR"'), nReturned: 2, totalDocsExamined: 2 });
  });

  it.each([
    ['a sparse index for missing fields', { email: null }],
    ['a sparse index for $ne', { email: { $ne: 'e4' } }],
    ['a partial index outside of its filter', { state: 'done', at: 3 }],
    ['a partial index for a missing field', { open: { $exists: false } }],
  ])('does not take %s', async (_name, filter) => {
    const found = await explain(c, filter);
    expect(found.plan).toBe('{"stage":"COLLSCAN"}');
    expect(found.nReturned).toBe((await c.find({}).toArray()).filter((d) => matchesInJs(d, filter)).length);
  });

  it('does not mix up the elements of an array', async () => {
    expect(await c.countDocuments({ 'items.k': 5, 'items.v': 2 })).toBe(2);
    expect(await c.countDocuments({ items: { $elemMatch: { k: 5, v: 2 } } })).toBe(1);
  });

  it('stops after the time it is given', async () => {
    const slow = store.collection();
    await slow.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n })));
    const query = { $expr: { $eq: [{ $pow: ['$n', 2] }, -1] } };
    await expect(slow.find(query, { maxTimeMS: 1 }).toArray()).rejects.toMatchObject({ code: 50 });
  });

  it('finds an _id among many at once', async () => {
    const first = await c.findOne({});
    expect(await explain(c, { _id: first?._id })).toMatchObject({ totalKeysExamined: 1, totalDocsExamined: 1 });
    expect(await explain(c, { _id: new ObjectId() })).toMatchObject({ totalKeysExamined: 0, nReturned: 0 });
  });
});

/** The few filters of the test above, written out. */
function matchesInJs(document: Record<string, unknown>, filter: Record<string, unknown>): boolean {
  if ('open' in filter) return document['open'] === undefined;
  if ('state' in filter) return document['state'] === 'done' && document['at'] === 3;
  return filter['email'] === null ? document['email'] === undefined : document['email'] !== 'e4';
}
