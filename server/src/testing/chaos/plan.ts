import { planBrowsers } from './planBrowsers.ts';
import { createRandom, type Random } from './random.ts';
import {
  type Action,
  agentCount,
  business,
  type LastingKind,
  lastingKinds,
  numbers,
  type PlanSize,
  planEnding,
  type Step,
  spread,
} from './steps.ts';

/** Around each kill and each drop, within so many milliseconds, people write so often, so that some is under way. */
const burst = 5;
const burstTime = 300;
/** What is written at one go, as lines that are pasted: close enough for the slightest disorder to show. */
const volleys = [1, 1, 2, 3];

/** So long before a phone is back WhatsApp begins to refuse what it will ask for, in milliseconds. */
const refusedFor = 200;

/** What will happen and when: the same for the same seed and size. */
export function makePlan(seed: string, size: PlanSize): Step[] {
  const random = createRandom(seed);
  const { duration, kills } = size;
  const killTimes = spread(random, kills, duration);
  const cutTimes = spread(random, size.drops, duration);
  const steps: Step[] = [
    ...killTimes.map((at): Step => ({ at, ...planKill(random) })),
    ...cutTimes.map((at): Step => ({ at, ...planCut(random) })),
    ...planMessages(random, size, [...killTimes, ...cutTimes]),
    ...planFaultWindows(random, size),
    ...spread(random, Math.ceil(kills / 2), duration).map(
      (at): Step => ({ at, do: 'leave', agent: random.integer(0, agentCount - 1) }),
    ),
    ...planHabits(random, size),
    ...spread(random, size.simulatorKills, duration).map(
      (at): Step => ({ at, do: 'killSimulator', pause: random.integer(0, 2_000) }),
    ),
    ...planBrowsers(random, size),
  ];
  return steps.sort((a, b) => a.at - b.at);
}

function planMessages(random: Random, { duration, messages }: PlanSize, bursts: number[]): Step[] {
  const moments = bursts.flatMap((at) =>
    Array.from({ length: burst }, () => Math.max(at + random.integer(-burstTime, burstTime / 3), 0)),
  );
  const drafts: { at: number; customer: string; agent: number | null }[] = [];
  while (drafts.length < messages || moments.length > 0) {
    const at = moments.pop() ?? random.integer(0, duration);
    const agent = random.isTrue(0.5) ? random.integer(0, agentCount - 1) : null;
    const draft = { at, agent, customer: random.pick(numbers) };
    drafts.push(...Array.from({ length: random.pick(volleys) }, () => draft));
  }
  return drafts
    .sort((a, b) => a.at - b.at)
    .map(({ at, customer, agent }, index): Step => {
      const who = agent === null ? `${customer} writes` : `agent ${agent} to ${customer}`;
      return { at, do: 'write', message: { customer, agent, text: `#${index} ${who}${planEnding(random)}` } };
    });
}

function planKill(random: Random): Action {
  return {
    do: 'kill',
    pause: random.isTrue(0.5) ? 0 : random.integer(0, 1_500),
    startsInVain: random.isTrue(0.25) ? [random.integer(200, 3_000)] : [],
    isTwice: random.isTrue(0.2),
  };
}

function planCut(random: Random): Action {
  if (random.isTrue(0.75)) return { do: 'cut', fault: { kind: 'drop-socket', number: business } };
  return { do: 'cut', fault: { kind: 'stream-error', number: business, code: random.pick([500, 503, 515]) } };
}

/** Two kinds at a time, each kind in its turn, some that meet at one customer, and quiet in between. */
function planFaultWindows(random: Random, { duration, faultWindows }: PlanSize): Step[] {
  const part = duration / faultWindows;
  let kinds: LastingKind[] = [];
  return Array.from({ length: faultWindows }, (_, index) => index * part).flatMap((start): Step[] => {
    if (kinds.length < 2) kinds = [...kinds, ...random.shuffle(lastingKinds)];
    const on = kinds.splice(0, 2).map((kind): Step => {
      const at = start + random.integer(0, Math.floor(part / 3));
      return { at, do: 'fault', fault: planFault(random, kind) };
    });
    if (random.isTrue(0.3)) on.push(...planVainWish(random, { start, part }));
    return [...on, { at: start + random.integer(Math.floor((part * 2) / 3), Math.floor(part)), do: 'calm' }];
  });
}

/** What waits for a phone is asked for again when it is back, and then refused. */
function planVainWish(random: Random, { start, part }: { start: number; part: number }): Step[] {
  const number = random.pick(numbers);
  const back = start + Math.floor(part / 2);
  return [
    { at: start, do: 'change', customer: number, change: { online: false } },
    { at: start, do: 'fault', fault: { kind: 'retry-receipts', number } },
    { at: back - refusedFor, do: 'fault', fault: { kind: 'reject-sends', number, code: random.pick([463, 479]) } },
    { at: back, do: 'change', customer: number, change: { online: true } },
  ];
}

function planFault(random: Random, kind: LastingKind): Extract<Action, { do: 'fault' }>['fault'] {
  const anyone = random.isTrue(0.3) ? null : random.pick(numbers);
  switch (kind) {
    case 'latency':
      return { kind, number: anyone, ms: random.integer(20, 1_500) };
    case 'withhold-acks':
      // The longest is longer than the server waits for an answer.
      return { kind, number: anyone, seconds: random.pick([0.5, 2, 25]) };
    case 'reject-sends':
      return { kind, number: random.pick(numbers), code: random.pick([463, 479]) };
    case 'retry-receipts':
      return { kind, number: random.pick(numbers) };
    case 'withhold-receipts':
    case 'duplicate-deliveries':
    case 'reorder-receipts':
      return { kind, number: anyone };
  }
}

/** Customers come, go and read; agents read. */
function planHabits(random: Random, { duration, messages }: PlanSize): Step[] {
  return spread(random, Math.ceil(messages / 12), duration).map((at): Step => ({ at, ...planHabit(random) }));
}

function planHabit(random: Random): Action {
  const customer = random.pick(numbers);
  switch (random.pick(['change', 'read', 'markRead'] as const)) {
    case 'change':
      return { do: 'change', customer, change: { online: random.isTrue(0.7), autoRead: random.isTrue(0.3) } };
    case 'read':
      return { do: 'read', customer };
    case 'markRead':
      return { do: 'markRead', agent: random.integer(0, agentCount - 1), customer };
  }
}
