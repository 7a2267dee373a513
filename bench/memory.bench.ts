import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Memory, memoryFlags, readMemory, readRss } from './harness/memory.ts';
import { type Numbers, startBareNumbers, startProductNumbers } from './harness/numbers.ts';
import { signIn, startProduct } from './harness/product.ts';
import { atMost, report, type Target } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { startCrowd } from './harness/startCrowd.ts';
import { median } from './harness/statistics.ts';
import { startWorld } from './harness/world.ts';

// `pnpm bench memory --minutes 2 --numbers 20`
const { values } = parseArgs({ options: { minutes: { type: 'string' }, numbers: { type: 'string' } } });
const minutes = Number(values.minutes ?? bySize(10, 0.2));
const count = Number(values.numbers ?? bySize(50, 3));
if (!(minutes > 0) || !Number.isInteger(count) || count < 2)
  throw new Error('--minutes and --numbers: at least 2 numbers.');
/** What comes with the first numbers and not with each is told apart by measuring after so many, too. */
const fewNumbers = Math.ceil(count / 5);
const agents = bySize(200, 20);
const agentRounds = bySize(3, 1);
const linkedAtOnce = 5;
/** Each is a customer's message and its answer. */
const exchanges = bySize(50, 5);
/** Customers' messages a second, over all numbers, and as many answers. */
const pace = 10;
const sampleEvery = 1_000;
const megabyte = 1024 * 1024;
const figures: Record<string, number> = {};
const targets: Target[] = [];

const world = await startWorld();
const folder = await measureAgents();
const bare = await startBareNumbers(world, count);
const bareEach = await measureNumbers('bare', bare);
await bare.part.end();
const product = await startProductNumbers(world, { folder, count });
const productEach = await measureNumbers('product', product);
targets.push(atMost('a number, product ÷ bare Baileys, RSS', productEach / bareEach, 1.5));
targets.push(atMost('a number, product, MB of RSS', productEach, 80));
await measureSteadiness(product);
product.leave();
await product.part.end();
await world.end();

report({
  counted: `RSS of the server’s process with the embedded store in it, after the same forced collection in every thread as of bare Baileys’ process: with ${agents} agents connected against none, and with ${count} numbers that each exchanged ${2 * exchanges} messages against none, divided by ${count}; bare: as many Baileys sockets with Baileys’ own files. A further number: from ${fewNumbers} numbers to ${count}. Then ${minutes} minutes of ${pace} messages and ${pace} answers a second, nothing forced, RSS every second, medians of the thirds.`,
  figures,
  targets,
});
process.exit(0);

/** @returns the stopped product's folder */
async function measureAgents(): Promise<string> {
  const server = await startProduct({ flags: memoryFlags, settings: { WHATSAPP_NETWORK: 'live' } });
  const crowd = { url: server.url, size: agents, token: await signIn(server.url) };
  const added: Memory[] = [];
  // The first round only brings to memory what the server keeps from then on.
  for (let round = -1; round < agentRounds; round += 1) {
    const before = await readMemory(server);
    const part = await startCrowd(crowd);
    const after = await readMemory(server);
    await part.end();
    await pause(1_000);
    if (round >= 0) added.push({ rss: after.rss - before.rss, heapUsed: after.heapUsed - before.heapUsed });
  }
  figures['an agent, KB of RSS'] = median(added.map(({ rss }) => rss)) / agents / 1024;
  figures['an agent, KB of heap'] = median(added.map(({ heapUsed }) => heapUsed)) / agents / 1024;
  await server.end();
  return server.folder;
}

/** @returns megabytes of RSS each number took */
async function measureNumbers(name: string, numbers: Numbers): Promise<number> {
  const { part } = numbers;
  // What signing in leaves in memory is nothing that a number takes.
  await numbers.attend();
  numbers.leave();
  const none = await readMemory(part);
  const few = await growTo(numbers, { from: 0, to: fewNumbers });
  const all = await growTo(numbers, { from: fewNumbers, to: count });
  const each = (all.rss - none.rss) / count / megabyte;
  const further = (all.rss - few.rss) / (count - fewNumbers) / megabyte;
  figures[`no number, ${name}, MB of RSS`] = none.rss / megabyte;
  figures[`${fewNumbers} numbers, ${name}, MB of RSS`] = few.rss / megabyte;
  figures[`${count} numbers, ${name}, MB of RSS`] = all.rss / megabyte;
  figures[`${count} numbers, ${name}, nothing collected, MB of RSS`] = all.uncollected / megabyte;
  figures[`a number, ${name}, MB of RSS`] = each;
  figures[`a further number, ${name}, MB of RSS`] = further;
  figures[`a further number, ${name}, MB of heap`] = (all.heapUsed - few.heapUsed) / (count - fewNumbers) / megabyte;
  figures[`what comes with the first numbers, ${name}, MB of RSS`] = (each - further) * count;
  process.stderr.write(`${name}: ${each.toFixed(2)} MB a number, ${further.toFixed(2)} MB a further one\n`);
  return each;
}

/** Links more numbers and has each exchange its messages. */
async function growTo(
  numbers: Numbers,
  { from, to }: { from: number; to: number },
): Promise<Memory & { uncollected: number }> {
  const added = Array.from({ length: to - from }, (_, place) => from + place);
  for (let place = 0; place < added.length; place += linkedAtOnce) {
    await Promise.all(added.slice(place, place + linkedAtOnce).map(numbers.link));
  }
  await numbers.attend();
  for (let round = 0; round < exchanges; round += 1) {
    await Promise.all(added.map((index) => numbers.exchange(index, `message ${round}`)));
  }
  numbers.leave();
  // Receipts and what else follows an answer.
  await pause(2_000);
  const uncollected = await readRss(numbers.part);
  return { ...(await readMemory(numbers.part)), uncollected };
}

async function measureSteadiness(numbers: Numbers): Promise<void> {
  await numbers.attend();
  const heapBefore = (await readMemory(numbers.part)).heapUsed;
  const samples: number[] = [];
  const failures: unknown[] = [];
  const open = new Set<Promise<void>>();
  const start = performance.now();
  const end = start + minutes * 60_000;
  let written = 0;
  for (let now = start; now < end && failures.length === 0; now = performance.now()) {
    const exchange = numbers
      .exchange(written % numbers.count, `message ${written} of a steady day`)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => open.delete(exchange));
    open.add(exchange);
    written += 1;
    // A server that falls behind is not pushed further, and the pace that was reached is told.
    if (open.size > 5 * pace) await Promise.race(open);
    if (now - start >= samples.length * sampleEvery) samples.push(await readRss(numbers.part));
    await pause(Math.max(0, start + (written * 1000) / pace - performance.now()));
  }
  await Promise.all(open);
  if (failures.length > 0) throw failures[0];
  const third = Math.floor(samples.length / 3);
  const [first, middle, last] = [0, 1, 2].map((index) => median(samples.slice(index * third, (index + 1) * third)));
  if (first === undefined || middle === undefined || last === undefined) throw new Error('Nothing was measured.');
  figures['steady traffic, messages each way a second'] = written / ((performance.now() - start) / 1000);
  figures['steady traffic, first third, MB of RSS'] = first / megabyte;
  figures['steady traffic, middle third, MB of RSS'] = middle / megabyte;
  figures['steady traffic, last third, MB of RSS'] = last / megabyte;
  figures['steady traffic, heap before, MB'] = heapBefore / megabyte;
  figures['steady traffic, heap after, MB'] = (await readMemory(numbers.part)).heapUsed / megabyte;
  targets.push(atMost('steady traffic, RSS of the last third ÷ middle third', last / middle, 1.05));
}
