import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { waitFor } from '../waitFor.ts';
import { createAgent } from './agent.ts';
import type { MakeBrowser } from './browser.ts';
import { createBrowserAgents } from './browserAgents.ts';
import { createFaultSwitch } from './faultSwitch.ts';
import { findDifferences } from './findDifferences.ts';
import { createLedger, type Entry, type InFlight, total } from './ledger.ts';
import { createLives } from './lives.ts';
import { makePlan } from './plan.ts';
import { agentCount, business, customers, numbers, type PlannedMessage, type PlanSize, type Step } from './steps.ts';
import { isClean, judge, type Sides, type Verdict } from './verdict.ts';
import { createWorld, type SimulatorPlace, type World } from './world.ts';

export type ChaosOptions = {
  seed: string;
  size: PlanSize;
  simulator: SimulatorPlace;
  /** Makes the browsers that the size tells of. */
  makeBrowser?: MakeBrowser;
  /** How long everything may take to come to rest at the end, in milliseconds. */
  quiet: number;
  print: (line: string) => void;
};

export type Outcome = {
  verdict: Verdict;
  /** What was under way at each kill. */
  kills: InFlight[];
  /** What waited in the outbox of a browser at each of its kills. */
  browserKills: number[];
  simulatorKills: number;
  /** What browsers showed at the end that the server does not have, or otherwise; and what they did not let agents do. */
  consoles: string[];
  /** Typed, but a browser was killed too soon after to be bound to have kept it; and those of them that were kept. */
  doubtful: { typed: number; kept: number };
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
  const { simulator, size } = options;
  const world = await createWorld({ business, simulator, browsers: size.browsers.count });
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
  // One thing after another: in the lives of the server and of WhatsApp's side, at the switch, and for each customer.
  const atServer = new PQueue({ concurrency: 1 });
  const atSwitch = new PQueue({ concurrency: 1 });
  const atSimulator = new PQueue({ concurrency: 1 });
  const atCustomer = new Map<string, PQueue>(numbers.map((number) => [number, new PQueue({ concurrency: 1 })]));
  // A server that does not come back, for one: there is no going on then.
  const broken = Promise.withResolvers<never>();
  const browsers = world.browserAgents.flatMap(
    (credentials, index) => options.makeBrowser?.(credentials, join(world.folder, `browser-${index}`)) ?? [],
  );
  const conversationIds = new Map<string, string>();
  const browserAgents = createBrowserAgents({
    browsers,
    url: world.url,
    findConversation: (customer) => conversationIds.get(customer) ?? '',
    print,
    onBroken: broken.reject,
  });
  let simulatorKills = 0;
  const doubtful = { typed: 0, kept: 0 };
  let differences: string[] = [];
  let verdict: Verdict;
  try {
    verdict = await Promise.race([live(), broken.promise]);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }

  const { kills } = lives;
  const { refusals } = ledger;
  const { crashes } = world;
  const browserKills = browserAgents.kills;
  const consoles = [...browserAgents.troubles, ...differences];
  const isProof =
    kills.length > 0 &&
    kills.every((inFlight) => total(inFlight) > 0) &&
    (browsers.length === 0 || browserKills.some((waited) => waited > 0));
  const isPassed = isClean(verdict) && isProof && refusals.length + crashes.length + consoles.length === 0;
  const beside = { browserKills, simulatorKills, consoles, doubtful, leaves: lives.countLeaves() };
  return { verdict, kills, ...beside, ...faults.cuts, refusals, crashes, isPassed };

  async function live(): Promise<Verdict> {
    for (const customer of customers) await world.simulator().addCustomer(customer);
    await lives.connectAll();
    if (browsers.length > 0) await openBrowsers();
    let late = Date.now() - started;
    for (const step of makePlan(options.seed, options.size)) {
      await pause(Math.max(started + step.at + late - Date.now(), 0));
      take(step);
      if (step.do === 'calm') late += await letItDrain();
    }
    await Promise.all([atServer, atSwitch, atSimulator, ...atCustomer.values()].map((queue) => queue.onIdle()));
    await browserAgents.onIdle();
    print(`all is written; it gets ${options.quiet / 1000} s to come to rest`);
    const atRest = await comeToRest();
    for (const agent of agents) agent.disconnect();
    return atRest;
  }

  /** Every customer has written once before, so that there is a conversation for a browser to write in. */
  async function openBrowsers(): Promise<void> {
    for (const [index, customer] of numbers.entries()) {
      write({ text: `#h${index} ${customer} writes first`, customer, agent: null });
    }
    await waitFor('the first messages', async () => {
      for (const { id, mobileNo } of (await agents[0]?.readList()) ?? []) conversationIds.set(mobileNo, id);
      return conversationIds.size === numbers.length;
    });
    await browserAgents.startAll();
    print(`${browsers.length} browsers are open`);
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
        return;
      case 'killSimulator':
        simulatorKills += 1;
        atSimulator.add(() => world.killSimulator(step.pause)).catch(broken.reject);
        return;
      case 'killBrowser':
      case 'beginGap':
      case 'endGap':
        browserAgents.take(step);
    }
  }

  function write(message: PlannedMessage): void {
    const { agent, customer, text } = message;
    const entry = ledger.open(message);
    if (agent !== null) {
      if (agent < agentCount) agents[agent]?.send(entry);
      else browserAgents.write(agent - agentCount, entry);
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
      if (atServer.pending + atSimulator.pending === 0) print(error instanceof Error ? error.message : String(error));
    }
  }

  /** Everyone is there and nothing is in the way. @returns how it is then */
  async function comeToRest(): Promise<Verdict> {
    await faults.switchAllOff();
    for (const agent of agents) agent.disconnect();
    await lives.connectAll();
    for (const number of numbers) await world.simulator().changeCustomer(number, { online: true });
    for (const browser of browsers) await browser.setOffline(false);
    const end = Date.now() + options.quiet;
    let cleanSince: number | null = null;
    for (;;) {
      const { windows } = faults;
      const sides = await readSides();
      const found = judge({ written: settle(sides), sides, windows });
      cleanSince = isClean(found) ? (cleanSince ?? Date.now()) : null;
      const isStill = cleanSince !== null && Date.now() - cleanSince >= stillness;
      if (isStill || Date.now() > end) {
        differences = await compareConsoles();
        if (differences.length === 0 || Date.now() > end) return found;
      }
      await pause(500);
    }
  }

  /** What was typed in browsers is taken where it is stored. What a browser may or may not have kept need not be there. */
  function settle(sides: Map<string, Sides>): Entry[] {
    const entries = ledger.list();
    for (const entry of entries) {
      const { customer, text, agent } = entry.message;
      if (agent === null || agent < agentCount) continue;
      entry.isTaken = sides.get(customer)?.ours.some(({ content }) => content === text) ?? false;
    }
    const typed = entries.filter(({ isDoubtful }) => isDoubtful);
    Object.assign(doubtful, { typed: typed.length, kept: typed.filter(({ isTaken }) => isTaken).length });
    return entries.filter(({ isDoubtful, isTaken }) => isTaken || !isDoubtful);
  }

  async function compareConsoles(): Promise<string[]> {
    const [reader] = agents;
    if (!reader) return [];
    const all: string[] = [];
    for (const [index, browser] of browsers.entries()) {
      const found = await findDifferences(browser, reader);
      all.push(...found.map((line) => `browser ${index}: ${line}`));
    }
    return all;
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
