import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { createAgent } from './agent.ts';
import { createFaultSwitch } from './faultSwitch.ts';
import { createLedger, type InFlight, total } from './ledger.ts';
import { createLives } from './lives.ts';
import { business, customers, makePlan, numbers, type PlannedMessage, type PlanSize, type Step } from './plan.ts';
import { isClean, judge, type Sides, type Verdict } from './verdict.ts';
import { createWorld, type SimulatorPlace, type World } from './world.ts';

export type ChaosOptions = {
  seed: string;
  size: PlanSize;
  simulator: SimulatorPlace;
  /** How long everything may take to come to rest at the end, in milliseconds. */
  quiet: number;
  print: (line: string) => void;
};

export type Outcome = {
  verdict: Verdict;
  /** What was under way at each kill. */
  kills: InFlight[];
  /** Sockets of the business that were cut, by either fault. */
  drops: number;
  streamErrors: number;
  /** Times that an agent's own connection went. */
  leaves: number;
  /** What the server refused to take, and what it said when it ended by itself. */
  refusals: string[];
  crashes: string[];
  isPassed: boolean;
};

/** After all is well, this long must bring nothing new, in milliseconds. */
const stillness = 1_500;
/** With more than this in flight nothing more is begun for a while: at most for so many milliseconds. */
const backlog = 60;
const longestDrain = 20_000;

/**
 * Lets customers and agents write while faults come and go and the server is killed, and then counts what became of it on
 * both sides.
 */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const world = await createWorld(business, options.simulator);
  let isPassed = false;
  try {
    const outcome = await run(world, options);
    isPassed = outcome.isPassed;
    return outcome;
  } finally {
    if (!isPassed) options.print(`what was stored and printed is in ${world.folder}`);
    await world.close(!isPassed);
  }
}

async function run(world: World, options: ChaosOptions): Promise<Outcome> {
  const started = Date.now();
  const print = (line: string) => options.print(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s ${line}`);
  const ledger = createLedger();
  const agents = world.agents.map((credentials) => createAgent(credentials, ledger));
  const faults = createFaultSwitch(world.simulator);
  const lives = createLives({ world, agents, ledger, print });
  // One thing after another: in the server's life, at the switch, and for each customer.
  const atServer = new PQueue({ concurrency: 1 });
  const atSwitch = new PQueue({ concurrency: 1 });
  const atCustomer = new Map<string, PQueue>(numbers.map((number) => [number, new PQueue({ concurrency: 1 })]));
  // A server that does not come back, for one: there is no going on then.
  const broken = Promise.withResolvers<never>();
  const verdict = await Promise.race([live(), broken.promise]);

  const { kills } = lives;
  const { refusals } = ledger;
  const { crashes } = world;
  const isProof = kills.length > 0 && kills.every((inFlight) => total(inFlight) > 0);
  const isPassed = isClean(verdict) && isProof && refusals.length + crashes.length === 0;
  return { verdict, kills, ...faults.cuts, leaves: lives.countLeaves(), refusals, crashes, isPassed };

  async function live(): Promise<Verdict> {
    for (const customer of customers) await world.simulator().addCustomer(customer);
    await lives.connectAll();
    let late = Date.now() - started;
    for (const step of makePlan(options.seed, options.size)) {
      await pause(Math.max(started + step.at + late - Date.now(), 0));
      take(step);
      if (step.do === 'calm') late += await letItDrain();
    }
    await Promise.all([atServer, atSwitch, ...atCustomer.values()].map((queue) => queue.onIdle()));
    print(`all is written; it gets ${options.quiet / 1000} s to come to rest`);
    const atRest = await comeToRest();
    for (const agent of agents) agent.disconnect();
    return atRest;
  }

  /** A slow machine gets more time, so that it is not what is tested. @returns how much, in milliseconds */
  async function letItDrain(): Promise<number> {
    const from = Date.now();
    while (total(ledger.countInFlight()) > backlog && Date.now() - from < longestDrain) await pause(100);
    return Date.now() - from;
  }

  function take(step: Step): void {
    switch (step.do) {
      case 'write':
        write(step.message);
        return;
      case 'change':
        takeTo(atCustomer.get(step.customer), () => world.simulator().changeCustomer(step.customer, step.change));
        return;
      case 'read':
        takeTo(atCustomer.get(step.customer), () => world.simulator().read(step.customer, business));
        return;
      case 'markRead':
        void attempt(() => agents[step.agent]?.markRead(step.customer));
        return;
      case 'fault':
        takeTo(atSwitch, () => faults.switchOn(step.fault));
        return;
      case 'calm':
        takeTo(atSwitch, faults.switchAllOff);
        return;
      case 'cut':
        void attempt(() => faults.cut(step.fault));
        return;
      case 'leave':
        atServer.add(() => lives.leave(agents[step.agent])).catch(broken.reject);
        return;
      case 'kill':
        atServer.add(() => lives.kill(step)).catch(broken.reject);
    }
  }

  function write(message: PlannedMessage): void {
    const { agent, customer, text } = message;
    const entry = ledger.open(message);
    if (agent !== null) {
      agents[agent]?.send(entry);
      return;
    }
    takeTo(atCustomer.get(customer), async () => {
      await world.simulator().write(customer, business, text);
      entry.isTaken = true;
    });
  }

  function takeTo(queue: PQueue | undefined, work: () => Promise<unknown>): void {
    void queue?.add(() => attempt(work));
  }

  /** What fails because the other side is being killed is not done: it shows in the ledger as not answered. */
  async function attempt(work: () => Promise<unknown> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (atServer.pending === 0) print(error instanceof Error ? error.message : String(error));
    }
  }

  /** Everyone is there and nothing is in the way. @returns how it is then */
  async function comeToRest(): Promise<Verdict> {
    await faults.switchAllOff();
    for (const agent of agents) agent.disconnect();
    await lives.connectAll();
    for (const number of numbers) await world.simulator().changeCustomer(number, { online: true });
    const end = Date.now() + options.quiet;
    let cleanSince: number | null = null;
    for (;;) {
      const { windows } = faults;
      const found = judge({ written: ledger.list(), sides: await readSides(), windows });
      cleanSince = isClean(found) ? (cleanSince ?? Date.now()) : null;
      const isStill = cleanSince !== null && Date.now() - cleanSince >= stillness;
      if (isStill || Date.now() > end) return found;
      await pause(500);
    }
  }

  async function readSides(): Promise<Map<string, Sides>> {
    const sides = new Map<string, Sides>();
    for (const number of numbers) {
      const [ours = [], summary = null, theirs] = await Promise.all([
        agents[0]?.readAll(number),
        agents[0]?.readSummary(number),
        world.simulator().thread(number, business),
      ]);
      sides.set(number, { ours, theirs, summary });
    }
    return sides;
  }
}
