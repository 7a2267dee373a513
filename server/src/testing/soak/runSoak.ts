import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAs, reachSimulator, type Simulator } from '../console.ts';
import { type ServerProcess, spawnServer } from '../spawnServer.ts';
import { spawnSimulator } from '../spawnSimulator.ts';
import { type Crowd, createCrowd, type Habits } from './crowd.ts';
import { describeMemory, judge, listLeftBehind } from './judge.ts';
import { type Business, linkAll, makePopulation } from './population.ts';
import { type Probe, probeOptions, readAll, readMemory } from './readProbe.ts';

export type SoakOptions = {
  agents: number;
  numbers: number;
  /** In milliseconds. The warm-up brings to memory what the server keeps from then on, and is not judged. */
  duration: number;
  warmUp: number;
  /** Customers' messages a second, over all numbers, and as many answers. */
  pace: number;
  habits: Habits;
  /** Times that memory is looked at, and how much more the last third of them may show than the middle one. */
  samples: number;
  growth: number;
  print: (line: string) => void;
};

/** How long what was opened for those who left may take to go, in milliseconds. */
const settlingTime = 60_000;
/** So many answers there must be; a slow machine gets so much more time for them, in milliseconds. */
const leastAnswers = 10;
const patience = 60_000;

/** Lets agents come and go and messages flow both ways. @returns what is wrong, a line each */
export async function runSoak(options: SoakOptions): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const data = join(folder, 'server');
  const businesses = await makePopulation(data, options);
  const simulator = await spawnSimulator(folder);
  try {
    const server = await spawnServer({
      DATA_DIR: data,
      LOG_LEVEL: 'warn',
      WHATSAPP_WS_URL: simulator.webSocketUrl,
      NODE_OPTIONS: `--max-semi-space-size=16 ${probeOptions}`,
    });
    try {
      return await soak({ server, simulator: reachSimulator(simulator.webSocketUrl), businesses }, options);
    } finally {
      await server.end('SIGTERM');
    }
  } finally {
    await simulator.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

type World = { server: ServerProcess; simulator: Simulator; businesses: Business[] };

async function soak(world: World, options: SoakOptions): Promise<string[]> {
  const { server, simulator, businesses } = world;
  const { print, duration, warmUp, samples: wanted, growth } = options;
  const started = Date.now();
  const say = (line: string) => print(`${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s ${line}`);

  await linkAll(businesses, { url: server.url, simulator });
  say(`${businesses.length} numbers are linked`);
  const first = await live(world, { ...options, duration: warmUp, samples: 0, print: say });
  const before = await settle(server, null);
  say(`warm: ${describeMemory(before)} with nobody there`);
  const present = await lookAtOne(world);

  const then = await live(world, { ...options, duration, samples: wanted, print: say });
  const after = await settle(server, before);
  say(`all have gone: ${describeMemory(after)}`);
  const wrong = [...first.wrong, ...then.wrong, ...judge({ before, after, samples: then.samples, growth })];
  if (then.answered < leastAnswers) wrong.push(`customers got ${then.answered} answers only`);
  // What can't be seen while it is there would never be found left behind.
  if (listLeftBehind(before, present).length === 0)
    wrong.push('an agent who is there leaves no trace in a look at the server');
  if (wrong.length > 0)
    say(
      `the server said: ${server
        .output()
        .replaceAll(/^probe: .*$/gm, '')
        .slice(-5_000)}`,
    );
  return wrong;
}

/** Agents come and go for a while, and then all leave. */
async function live({ server, simulator, businesses }: World, options: SoakOptions) {
  const { duration, pace, habits, samples: wanted, print } = options;
  const crowd = createCrowd(server.url, habits);
  const samples: Probe[] = [];
  const open = new Set<Promise<void>>();
  const wrong: string[] = [];
  const start = Date.now();
  crowd.start(businesses);
  let written = 0;
  const isOver = () => {
    const time = Date.now() - start;
    return time >= duration + (crowd.figures.answered < leastAnswers ? patience : 0);
  };
  for (; !isOver(); await pause(Math.max(start + (written * 1_000) / pace - Date.now(), 0))) {
    const exchange = converse({ simulator, crowd, businesses }, written)
      .catch((error: unknown) => void wrong.push(String(error)))
      .finally(() => open.delete(exchange));
    open.add(exchange);
    written += 1;
    // A server that falls behind is not pushed further, and the pace that was reached is told.
    if (open.size > 5 * pace) await Promise.race(open);
    const due = ((samples.length + 1) * duration) / (wanted + 1);
    if (samples.length < wanted && Date.now() - start >= due) await sample();
  }
  // A slow machine came to none of the last ones.
  while (samples.length < wanted) await sample();
  await Promise.all(open);
  await crowd.leave();
  const { came, crashed, answered } = crowd.figures;
  print(`${written} messages from customers, ${answered} answers, ${came} visits, ${crashed} of them broken off`);
  return { samples, answered, wrong: [...wrong, ...crowd.failures] };

  async function sample(): Promise<void> {
    const probe = await readMemory(server);
    samples.push(probe);
    print(`${crowd.countPresent()} agents there, ${written} messages: ${describeMemory(probe)}`);
  }
}

/** Somebody is there and does nothing. */
async function lookAtOne({ server, businesses }: World): Promise<Probe> {
  const [business] = businesses;
  if (!business) throw new Error('There is nobody to look at.');
  const client = await connectAs({ url: server.url }, business.admin);
  const probe = await readAll(server);
  client.socket.disconnect();
  return probe;
}

/** A customer writes and is answered. */
async function converse(
  { simulator, crowd, businesses }: Pick<World, 'simulator' | 'businesses'> & { crowd: Crowd },
  turn: number,
): Promise<void> {
  const business = businesses[turn % businesses.length];
  const customer = business?.customers[Math.floor(turn / businesses.length) % business.customers.length];
  if (!business || !customer) throw new Error('There is nobody to write.');
  await simulator.write(customer, business.number, `message ${turn} of a long day`);
  await crowd.answer(business, customer, `answer ${turn} of a long day`);
}

/** Looks again until nothing is left behind, or the time for that is over. */
async function settle(server: ServerProcess, before: Probe | null): Promise<Probe> {
  // Timers that end what was just begun, such as a typing sign, are none that stay.
  await pause(before === null ? 5_000 : 1_000);
  for (const end = Date.now() + settlingTime; ; await pause(1_000)) {
    const probe = await readAll(server);
    if (before === null || listLeftBehind(before, probe).length === 0 || Date.now() > end) return probe;
  }
}
