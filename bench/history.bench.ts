import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, connectAgent } from './harness/agents.ts';
import { fillHistory, type History } from './harness/fillHistory.ts';
import { makeFolder } from './harness/folder.ts';
import { type Product, signIn, startProduct } from './harness/product.ts';
import { atMost, report, type Target } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { median, quantile } from './harness/statistics.ts';
import { makeTemplate } from './harness/template.ts';

const sizeNames = ['small', 'large'] as const;
type SizeName = (typeof sizeNames)[number];
type Side = { product: Product; agent: Agent; history: History };

const total = { small: bySize(10_000, 1_000), large: Number(process.env['MESSAGES'] ?? bySize(1_000_000, 20_000)) };
const conversations = { small: bySize(100, 60), large: bySize(1_000, 200) };
/** As long on both sides, so that only what is around it differs. */
const measured = bySize(9_000, 800);
const rounds = Number(process.env['ROUNDS'] ?? bySize(1_500, 50));
const limit = 50;

const template = await makeTemplate();
const sides = { small: await openSide('small'), large: await openSide('large') };
const figures: Record<string, number> = {};
const targets: Target[] = [];

for (const name of sizeNames) {
  const { product, history } = sides[name];
  figures[`messages, ${name}`] = history.messages;
  figures[`store, ${name}, MB`] = statSync(findStoreFile(product.folder)).size / 1e6;
}

/** What an agent's console asks for. */
const requests: Record<string, (side: Side, round: number) => Promise<number>> = {
  async 'newest 50'({ agent, history }) {
    const { data } = await agent.ask('get_messages_between', { conversationId: history.conversationId, limit });
    return data.messages.length;
  },
  async '50 before a message'({ agent, history }, round) {
    // Another place every time, from the newest to the oldest and all over.
    const index = limit + ((round * 7_919) % (history.messageIds.length - limit));
    const before = history.messageIds[index] ?? '';
    const { data } = await agent.ask('get_messages_between', { conversationId: history.conversationId, limit, before });
    return data.messages.length;
  },
  async 'first 50 conversations'({ agent }) {
    const { data } = await agent.ask('get_conversations', { limit });
    return data.length;
  },
};

for (const [what, request] of Object.entries(requests)) {
  const times: Record<SizeName, number[]> = { small: [], large: [] };
  const warmUp = Math.ceil(rounds / 10);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? sizeNames : sizeNames.toReversed()) {
      const start = performance.now();
      const count = await request(sides[name], Math.abs(round));
      const time = performance.now() - start;
      if (count !== limit) throw new Error(`${what} on the ${name} side answered ${count} instead of ${limit}.`);
      if (round >= 0) times[name].push(time);
    }
  }
  for (const name of sizeNames) {
    figures[`${what}, ${name}, p50, ms`] = median(times[name]);
    figures[`${what}, ${name}, p99, ms`] = quantile(times[name], 0.99);
  }
  targets.push(atMost(`${what}, large p50 ÷ small p50`, median(times.large) / median(times.small), 1.3));
}

for (const { agent, product } of Object.values(sides)) {
  agent.socket.disconnect();
  await product.end();
}
report({
  counted:
    'From a request over the socket to its answer, in turns at two running servers: one with ten thousand messages, one with a million. The conversation that is read is as long in both, and its messages lie all over the store.',
  figures,
  targets,
});
process.exit(0);

async function openSide(name: SizeName): Promise<Side> {
  const folder = makeFolder();
  cpSync(template, folder, { recursive: true, filter: (file) => !statSync(file).isSocket() });
  const start = performance.now();
  const history = await fillHistory(folder, {
    measured,
    others: total[name] - measured,
    otherConversations: conversations[name] - 1,
  });
  process.stderr.write(`${history.messages} messages took ${Math.round((performance.now() - start) / 1000)} s\n`);
  // Nothing is linked, so nothing is reached.
  const product = await startProduct({ folder, settings: { WHATSAPP_NETWORK: 'live' } });
  return { product, agent: await connectAgent(product.url, await signIn(product.url)), history };
}

function findStoreFile(folder: string): string {
  return join(folder, 'store', 'store.sqlite');
}
