import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { z } from 'zod';
import { type Agent, createAgent } from './agent.ts';
import { createLedger, type InFlight } from './ledger.ts';
import { business, customers, makePlan, numbers, type PlanSize, type Step } from './plan.ts';
import { isClean, judge, type Sides, type Verdict, type Window } from './verdict.ts';
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

type KillStep = Extract<Step, { do: 'kill' }>;

/** After all is well, this long must bring nothing new, in milliseconds. */
const stillness = 1_500;
/** How long a socket to cut is waited for, in milliseconds. */
const longestWait = 5_000;
const cutSockets = z.object({ sockets: z.number() });

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
  const { seed, size, print } = options;
  const ledger = createLedger();
  const agents = world.agents.map((credentials) => createAgent(credentials, ledger));
  const windows: Window[] = [];
  const kills: InFlight[] = [];
  const done = { drops: 0, streamErrors: 0, leaves: 0 };
  const started = Date.now();
  // One life of the server after the other, and what a customer does one after another.
  const lives = new PQueue({ concurrency: 1 });
  const hands = new Map<string, PQueue>(numbers.map((number) => [number, new PQueue({ concurrency: 1 })]));
  const controls = new PQueue({ concurrency: 1 });
  // A server that does not come back, for one: there is no going on then.
  const broken = Promise.withResolvers<never>();
  const verdict = await Promise.race([live(), broken.promise]);

  const counted = kills.filter((inFlight) => total(inFlight) > 0);
  const { refusals } = ledger;
  const { crashes } = world;
  const isPassed = isClean(verdict) && refusals.length + crashes.length === 0 && counted.length > 0;
  return { verdict, kills, ...done, refusals, crashes, isPassed };

  async function live(): Promise<Verdict> {
    for (const customer of customers) await world.simulator().addCustomer(customer);
    await attachAll();
    for (const step of makePlan(seed, size)) {
      await pause(Math.max(started + step.at - Date.now(), 0));
      take(step);
    }
    await Promise.all([lives.onIdle(), controls.onIdle(), ...[...hands.values()].map((hand) => hand.onIdle())]);
    print(`${clock()} all is written; it gets ${options.quiet / 1000} s to come to rest`);
    const verdict = await comeToRest();
    for (const agent of agents) agent.detach();
    return verdict;
  }

  function take(step: Step): void {
    switch (step.do) {
      case 'write': {
        const entry = ledger.open(step.message);
        const { agent, customer, text } = step.message;
        if (agent !== null) agents[agent]?.send(entry);
        else {
          doAs(customer, async () => {
            await world.simulator().write(customer, business, text);
            entry.isTaken = true;
          });
        }
        return;
      }
      case 'change':
        doAs(step.customer, () => world.simulator().changeCustomer(step.customer, step.change));
        return;
      case 'read':
        doAs(step.customer, () => world.simulator().read(step.customer, business));
        return;
      case 'markRead':
        void attempt(() => agents[step.agent]?.markRead(step.customer));
        return;
      case 'fault':
        void controls.add(() => attempt(() => addFault(step.fault)));
        return;
      case 'cut':
        void attempt(() => cut(step.fault));
        return;
      case 'calm':
        void controls.add(() => attempt(calm));
        return;
      case 'leave':
        takeLife(() => leave(agents[step.agent]));
        return;
      case 'kill':
        takeLife(async () => {
          await kill(step);
          if (step.isTwice) await kill({ pause: 0, startsInVain: [] });
        });
    }
  }

  function takeLife(work: () => Promise<void>): void {
    lives.add(work).catch(broken.reject);
  }

  function doAs(customer: string, work: () => Promise<unknown>): void {
    void hands.get(customer)?.add(() => attempt(work));
  }

  /** What fails because the other side is being killed is not done: it shows in the ledger as not answered. */
  async function attempt(work: () => Promise<unknown> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (lives.pending === 0) print(`${clock()} ${error instanceof Error ? error.message : error}`);
    }
  }

  async function kill({ pause: awayFor, startsInVain }: Pick<KillStep, 'pause' | 'startsInVain'>): Promise<void> {
    const inFlight = ledger.countInFlight();
    await world.kill();
    kills.push(inFlight);
    const { unacknowledged, unsent, unseen } = inFlight;
    const killed = Date.now();
    for (const agent of agents) agent.detach();
    await pause(awayFor);
    for (const after of startsInVain) await world.startAndKill(after);
    await world.start();
    await attachAll();
    print(
      `${clock()} kill ${kills.length}: ${total(inFlight)} in flight (${unacknowledged} not acknowledged, ${unsent} not sent, ` +
        `${unseen} not seen), ${startsInVain.map((after) => `killed ${after} ms into its start, `).join('')}back after ${((Date.now() - killed) / 1000).toFixed(1)} s`,
    );
  }

  async function leave(agent: Agent | undefined): Promise<void> {
    agent?.detach();
    done.leaves += 1;
    await agent?.attach(world.url());
  }

  async function attachAll(): Promise<void> {
    await Promise.all(agents.map((agent) => agent.attach(world.url())));
    await agents[0]?.catchUp(numbers);
  }

  /** Where there is no socket at the moment, the next one. */
  async function cut(fault: Extract<Step, { do: 'cut' }>['fault']): Promise<void> {
    const end = Date.now() + longestWait;
    for (let sockets = 0; sockets === 0 && Date.now() < end; ) {
      sockets = cutSockets.parse(await world.simulator().addFault(fault)).sockets;
      if (fault.kind === 'drop-socket') done.drops += sockets;
      else done.streamErrors += sockets;
      if (sockets === 0) await pause(100);
    }
  }

  async function addFault(fault: Extract<Step, { do: 'fault' }>['fault']): Promise<void> {
    const { kind, number: customer } = fault;
    windows.push({ kind, customer, from: Date.now(), until: Number.POSITIVE_INFINITY });
    await world.simulator().addFault(fault);
  }

  async function calm(): Promise<void> {
    await world.simulator().clearFaults();
    for (const window of windows) window.until = Math.min(window.until, Date.now());
  }

  /** Everyone is there and nothing is in the way. @returns how it is then */
  async function comeToRest(): Promise<Verdict> {
    await calm();
    for (const agent of agents) agent.detach();
    await attachAll();
    for (const number of numbers) await world.simulator().changeCustomer(number, { online: true });
    const end = Date.now() + options.quiet;
    let cleanSince: number | null = null;
    for (;;) {
      const verdict = judge({ written: ledger.list(), sides: await readSides(), windows });
      cleanSince = isClean(verdict) ? (cleanSince ?? Date.now()) : null;
      const isStill = cleanSince !== null && Date.now() - cleanSince >= stillness;
      if (isStill || Date.now() > end) return verdict;
      await pause(500);
    }
  }

  async function readSides(): Promise<Map<string, Sides>> {
    const sides = new Map<string, Sides>();
    for (const number of numbers) {
      const [ours = [], theirs] = await Promise.all([
        agents[0]?.readAll(number),
        world.simulator().thread(number, business),
      ]);
      sides.set(number, { ours, theirs });
    }
    return sides;
  }

  function clock(): string {
    return `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  }
}

export function total({ unacknowledged, unsent, unseen }: InFlight): number {
  return unacknowledged + unsent + unseen;
}
