import type { Probe } from './readProbe.ts';

const megabyte = 1024 * 1024;

export type Evidence = {
  /** With nobody there: before all came, and after all have gone. */
  before: Probe;
  after: Probe;
  /** While they came and went, evenly spread. */
  samples: Probe[];
  /** How much more memory the last third of the time may show than the middle one. */
  growth: number;
};

/** What was left behind, a line each. Empty is what it should be. */
export function judge({ before, after, samples, growth }: Evidence): string[] {
  return [
    ...judgeMemory(
      'RSS',
      samples.map(({ rss }) => rss),
      growth,
    ),
    ...judgeMemory('heap', samples.map(sumHeaps), growth),
    ...listLeftBehind(before, after),
  ];
}

/** What each of the connections to the store consists of on both its ends, and how many listeners those have at most. */
const connectionParts = ['active PipeWrap', 'active TCPSocketWrap', 'Connection', 'SizedMessageTransform', 'Socket'];
const connectionListeners = 12;

/**
 * What there is more of than before. The driver keeps as many connections to the store as were ever needed at once, 100 at
 * most: those are none that agents left behind.
 */
export function listLeftBehind(before: Probe, after: Probe): string[] {
  const had = count(before);
  const connections = Math.max(countConnections(after) - countConnections(before), 0);
  return [...count(after)].flatMap(([what, now]) => {
    const then = had.get(what) ?? 0;
    const isPart = connectionParts.some((part) => what.startsWith(part));
    const isHeard = connectionParts.some((part) => what.startsWith(`listeners of ${part}`));
    const allowed = then + (isPart ? connections : isHeard ? connections * connectionListeners : 0);
    return now > allowed ? [`left behind: ${what}: ${now} instead of ${then}`] : [];
  });
}

function sumHeaps({ threads }: Probe): number {
  return threads.reduce((sum, { heapUsed }) => sum + heapUsed, 0);
}

/** In megabytes. */
export function describeMemory(probe: Probe): string {
  return `${(probe.rss / megabyte).toFixed(1)} MB of RSS, ${(sumHeaps(probe) / megabyte).toFixed(1)} MB of heap`;
}

function judgeMemory(what: string, samples: number[], growth: number): string[] {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return [`${what} was looked at ${samples.length} times only`];
  const middle = median(samples.slice(third, -third));
  const last = median(samples.slice(-third));
  if (last <= middle * growth) return [];
  return [
    `${what} grows: ${(last / megabyte).toFixed(1)} MB in the last third, ${(middle / megabyte).toFixed(1)} before`,
  ];
}

function countConnections({ threads }: Probe): number {
  return threads[0]?.emitters['Connection']?.count ?? 0;
}

function count({ resources, threads }: Probe): Map<string, number> {
  const counts = new Map(Object.entries(resources).map(([kind, number]) => [`active ${kind}`, number]));
  for (const { threadId, emitters, timers, subscriptions, cursors } of threads) {
    const where = `in thread ${threadId}`;
    counts.set(`open cursors ${where}`, cursors);
    counts.set(`timers ${where}`, timers);
    counts.set(`subscribed functions ${where}`, subscriptions);
    for (const [name, { count: made, listeners, entries }] of Object.entries(emitters)) {
      counts.set(`${name} ${where}`, made);
      counts.set(`listeners of ${name} ${where}`, listeners);
      counts.set(`rooms of ${name} ${where}`, entries);
    }
  }
  return counts;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
