import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { type Agent, connectAgent } from './harness/agents.ts';
import { startStore } from './harness/bare.ts';
import { fillHistory, type History } from './harness/fillHistory.ts';
import { makeFolder } from './harness/folder.ts';
import { signIn, startProduct } from './harness/product.ts';
import { atMost, report, type Target } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { median, quantile } from './harness/statistics.ts';
import { makeTemplate } from './harness/template.ts';
import { needle, sayLike, wordOf } from './harness/vocabulary.ts';

const total = Number(process.env['MESSAGES'] ?? bySize(1_000_000, 5_000));
/** Of the conversation that is searched alone. */
const measured = bySize(9_000, 500);
const rounds = Number(process.env['ROUNDS'] ?? bySize(300, 30));
const limit = 20;
/** In milliseconds. */
const tokenUsedFor = 600_000;
/** What a search may take of what a bare find of as many messages takes. */
const mostRatio = 30;

const folder = makeFolder();
cpSync(await makeTemplate(), folder, { recursive: true, filter: (file) => !statSync(file).isSocket() });
const history = await fillHistory(folder, {
  measured,
  others: total - measured,
  otherConversations: bySize(1_000, 50) - 1,
  toContent: sayLike,
});
await forgetIndex();
const bytesBefore = statSync(join(folder, 'store', 'store.sqlite')).size;
const bare = await timeBareFinds(history);
const product = await startProduct({ folder, settings: { WHATSAPP_NETWORK: 'live' } });
const indexingTime = await waitForIndex();
const agent = await signInAgent();
const figures: Record<string, number> = {
  messages: total,
  'indexing, messages a second': (1_000 * total) / indexingTime,
  'index, bytes a message': (statSync(join(folder, 'store', 'store.sqlite')).size - bytesBefore) / total,
};
figures['a bare find by id, p50, ms'] = median(bare);

const [usual, second] = [wordOf(0), wordOf(1)];
const searches: Record<string, { query: string; conversationId?: string }> = {
  'a rare word': { query: `${needle} ` },
  'a common word': { query: `${usual} ` },
  'two common words': { query: `${usual} ${second} ` },
  'two words that seldom meet': { query: `${wordOf(60)} ${wordOf(80)} ` },
  'a common and a rare word': { query: `${usual} ${needle} ` },
  'the first three letters': { query: wordOf(700).slice(0, 3) },
  'a common word in one thread': { query: `${usual} `, conversationId: history.conversationId },
  'a seldom word in one thread': { query: `${wordOf(40)} `, conversationId: history.conversationId },
};
const targets: Target[] = [];
for (const [what, search] of Object.entries(searches)) {
  const times: number[] = [];
  let found = 0;
  for (let round = -10; round < rounds; round += 1) {
    const start = performance.now();
    const { data } = await agent.ask('search_messages', { ...search, limit });
    if (round >= 0) times.push(performance.now() - start);
    found = data.hits.length;
  }
  if (found === 0 && total >= 50_000) throw new Error(`${what} found nothing.`);
  figures[`${what}, hits`] = found;
  figures[`${what}, p50, ms`] = median(times);
  figures[`${what}, p95, ms`] = quantile(times, 0.95);
  targets.push(atMost(`${what}, p50 ÷ bare find`, median(times) / median(bare), mostRatio));
}

agent.socket.disconnect();
await product.end();
report({
  counted: `From a search over the socket to its answer, with ${limit} hits at most, on a running server that has indexed all messages by itself; beside it, finding ${limit} messages by their ids with the driver alone, on the same store before.`,
  figures,
  targets,
});
process.exit(0);

/** The template's product took all of its messages in: those that are there now are still to be. */
async function forgetIndex(): Promise<void> {
  await withStore(async (client) => {
    for (const { name } of await client.db().listCollections().toArray()) {
      if (name.startsWith('search')) await client.db().collection(name).deleteMany({});
    }
  });
}

async function signInAgent(): Promise<Agent> {
  return connectAgent(product.url, await signIn(product.url));
}

/** A million takes longer than a token is good for. @returns how long it took, in milliseconds */
async function waitForIndex(): Promise<number> {
  for (const start = performance.now(); ; ) {
    const { ask, socket } = await signInAgent();
    for (const end = performance.now() + tokenUsedFor; performance.now() < end; await pause(250)) {
      const { data } = await ask('search_messages', { query: needle, limit: 1 });
      if (data.isIndexing) continue;
      socket.disconnect();
      return performance.now() - start;
    }
    socket.disconnect();
  }
}

/** Before the product has the store: only one process can. */
async function timeBareFinds({ messageIds }: History): Promise<number[]> {
  return withStore(async (client) => {
    const messages = client.db().collection<{ _id: string }>('messages');
    const times: number[] = [];
    for (let round = -10; round < rounds; round += 1) {
      const ids = Array.from({ length: limit }, (_, place) => {
        return messageIds[(Math.abs(round) * 7_919 + place * 104_729) % messageIds.length] ?? '';
      });
      const start = performance.now();
      const found = await messages.find({ _id: { $in: ids } }).toArray();
      if (found.length === 0) throw new Error('The bare find found nothing.');
      if (round >= 0) times.push(performance.now() - start);
    }
    return times;
  });
}

async function withStore<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
  const store = await startStore(folder);
  const client = new MongoClient(store.address);
  try {
    return await work(client);
  } finally {
    await client.close();
    await store.end();
  }
}
