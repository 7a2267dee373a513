import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectAgent, connectBare } from './harness/agents.ts';
import { fillHistory } from './harness/fillHistory.ts';
import { makeFolder } from './harness/folder.ts';
import { startPart } from './harness/parts.ts';
import { signIn, startProduct } from './harness/product.ts';
import { atMost, report } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { median } from './harness/statistics.ts';
import { makeTemplate } from './harness/template.ts';

// `pnpm bench start --messages 100000 --rounds 5`
const { values } = parseArgs({ options: { messages: { type: 'string' }, rounds: { type: 'string' } } });
const messages = Number(values.messages ?? bySize(1_000_000, 10_000));
const rounds = Number(values.rounds ?? bySize(15, 2));
const conversations = Math.ceil(messages / 1_000);
/** Conversations that a console asks for at once. */
const page = 50;
/** What the product compiled at an earlier start; the bare server gets the same help. */
const compiled = fileURLToPath(new URL('../.cache/compiled', import.meta.url));

type Lane = {
  /** In milliseconds. */
  limit: number | null;
  /** Resolves to how long a start took, in milliseconds, when it has ended again. */
  start: () => Promise<number>;
};

const workspace = { folder: makeFolder(), conversations: 0 };
const history = { folder: await fill(), conversations: Math.min(page, conversations) };
const lanes: Record<string, Lane> = {
  'an empty folder': {
    limit: 1_000,
    start: () => startAndEnd({ folder: makeFolder(), conversations: 0 }, 'end'),
  },
  'an empty folder, nothing compiled yet': {
    limit: 1_000,
    start: () => startAndEnd({ folder: makeFolder(), conversations: 0 }, 'end', { NODE_COMPILE_CACHE: makeFolder() }),
  },
  'a workspace': { limit: 1_000, start: () => startAndEnd(workspace, 'kill') },
  // Each leaves its folder as the next one needs it.
  'a workspace, after a kill': { limit: 1_000, start: () => startAndEnd(workspace, 'end') },
  [`${messages} messages`]: { limit: 1_500, start: () => startAndEnd(history, 'kill') },
  [`${messages} messages, after a kill`]: { limit: 1_500, start: () => startAndEnd(history, 'end') },
  bare: { limit: null, start: startBare },
};
const times = new Map(Object.keys(lanes).map((what): [string, number[]] => [what, []]));

// In turns. The first round only brings files to memory.
for (let round = -1; round < rounds; round += 1) {
  for (const [what, lane] of Object.entries(lanes)) {
    const time = await lane.start();
    if (round >= 0) times.get(what)?.push(time);
  }
}

const figures: Record<string, number> = {};
for (const [what, measured] of times) {
  figures[`${what}, p50, ms`] = median(measured);
  figures[`${what}, slowest, ms`] = Math.max(...measured);
  if (what !== 'bare') figures[`${what}, p50 ÷ bare p50`] = median(measured) / median(times.get('bare') ?? []);
}
report({
  counted:
    'From spawning the server’s process, as npm start does, to the first answered command: it says that it is ready, an admin signs in over HTTP, a socket connects with the token, and its get_conversations is answered. Bare: Socket.IO and the driver on the same store in a thread, one durable write and one read, with the same cache of compiled code.',
  figures,
  targets: Object.entries(lanes).flatMap(([what, { limit }]) =>
    limit === null ? [] : [atMost(`${what}, p50 in ms`, median(times.get(what) ?? []), limit)],
  ),
});
process.exit(0);

type Place = { folder: string; conversations: number };

async function startAndEnd(place: Place, ending: 'end' | 'kill', settings = {}): Promise<number> {
  const start = performance.now();
  const product = await startProduct({ folder: place.folder, settings });
  const agent = await connectAgent(product.url, await signIn(product.url));
  const { data } = await agent.ask('get_conversations', { limit: page });
  const time = performance.now() - start;
  if (data.length !== place.conversations) {
    throw new Error(`The server answered with ${data.length} conversations instead of ${place.conversations}.`);
  }
  agent.socket.disconnect();
  await product[ending]();
  return time;
}

async function startBare(): Promise<number> {
  const start = performance.now();
  const bare = await startPart({
    file: 'bench/start.baseline.ts',
    settings: { DATA_DIR: makeFolder(), NODE_COMPILE_CACHE: compiled },
    ready: /ready: (\S+)/,
  });
  const socket = await connectBare(bare.address);
  await socket.emitWithAck('list');
  const time = performance.now() - start;
  socket.disconnect();
  await bare.end();
  return time;
}

/** @returns a stopped product's folder with as many messages as wanted, a hundredth of them in one conversation */
async function fill(): Promise<string> {
  const folder = await makeTemplate();
  const measured = Math.ceil(messages / 100);
  await fillHistory(folder, { measured, others: messages - measured, otherConversations: conversations - 1 });
  return folder;
}
