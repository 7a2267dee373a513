import { setTimeout as pause } from 'node:timers/promises';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Peers } from '../domain/ports/peers.ts';
import type { Clock, Facts, Log } from '../domain/ports/runtime.ts';
import type { Indexing } from '../domain/ports/search.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { IndexKeeping } from '../domain/search/indexing.ts';

/** In milliseconds. */
export type IndexerTimes = {
  /** Messages that come within this time are taken in together. */
  gather: number;
  /** How often is looked for what other processes stored and nobody heard of, and said that this one lives. */
  look: number;
  /** After so long without a word from the one that does it, another one may. */
  lifetime: number;
  /** After a failure. */
  retry: number;
};

const usualTimes: IndexerTimes = { gather: 400, look: 3_000, lifetime: 15_000, retry: 5_000 };
/** For each millisecond of work so many are left to others: more where something happens. */
const restWhileBusy = 2;
const restElse = 0.25;
const longestRest = 200;
/** In milliseconds. */
const busyFor = 2_000;

/**
 * Takes messages into the index of words: what comes, soon after it was told, and what was there before, in between. One
 * process does it for all. Where two do for a moment, some messages are in the index twice, and found once.
 */
export function createSearchIndexer(parts: {
  indexing: IndexKeeping;
  storage: Pick<Storage, 'search'>;
  facts: Pick<Facts, 'subscribe' | 'subscribeElsewhere'>;
  peers: Pick<Peers, 'isAlone'>;
  /** This process. */
  owner: string;
  clock: Clock;
  log: Log;
  times?: IndexerTimes;
}) {
  const { indexing, peers, owner, clock, log, times = usualTimes } = parts;
  const { search } = parts.storage;
  const ending = new AbortController();
  let isOwner = false;
  let isDue = true;
  let hasOlder = true;
  let wake: () => void = () => undefined;
  let steppedAt = clock.elapsed();
  let happenedAt = Number.NEGATIVE_INFINITY;
  let seen: { indexing: Indexing; at: number } | null = null;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  const hear = ({ name }: Fact) => {
    happenedAt = clock.elapsed();
    if (name !== 'message:created' && name !== 'message:replaced') return;
    isDue = true;
    wake();
  };
  const unsubscribers = [parts.facts.subscribe(hear), parts.facts.subscribeElsewhere(hear)];

  return {
    /** Works until it is closed. */
    start(): void {
      running ??= run();
    },

    /** Ends after the step that is under way, and lets another process go on at once. */
    async close(): Promise<void> {
      for (const unsubscribe of unsubscribers) unsubscribe();
      ending.abort();
      wake();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!isEnding()) {
      try {
        await work();
      } catch (error) {
        if (isEnding()) break;
        log.warn({ err: error }, 'messages could not be indexed; it is tried again');
        isDue = true;
        await sleep(times.retry);
      }
    }
    if (!isOwner) return;
    await search
      .releaseIndexing(owner)
      .catch((error: unknown) =>
        log.debug({ err: error }, 'indexing was not given up; another process takes it later'),
      );
  }

  async function work(): Promise<void> {
    if (!(await own())) {
      await sleep(times.look);
    } else if (isDue) {
      isDue = false;
      await sleep(times.gather);
      steppedAt = clock.elapsed();
      if (!isEnding()) isDue = (await indexing.indexNew(rest)) || isDue;
    } else if (hasOlder) {
      steppedAt = clock.elapsed();
      hasOlder = await indexing.indexOlder(rest);
    } else {
      await sleepUntilDue();
      // What others told of what they stored may have been lost.
      if (!peers.isAlone) isDue = true;
    }
  }

  /** Whether this process is the one that does it; it is from when it was found that nobody else does. */
  async function own(): Promise<boolean> {
    const now = clock.elapsed();
    if (isOwner && (peers.isAlone || now - renewedAt < times.look)) return true;
    renewedAt = now;
    if (isOwner) {
      isOwner = await search.renewIndexing(owner);
      if (isOwner) return true;
    }
    const found = await search.getIndexing();
    const isSame = seen?.indexing.owner === found.owner && seen.indexing.renewals === found.renewals;
    if (!isSame || seen === null) seen = { indexing: found, at: now };
    const isFree = peers.isAlone || found.owner === null || now - seen.at >= times.lifetime;
    isOwner = isFree && (await search.takeIndexing(owner, found));
    return isOwner;
  }

  /** Leaves the database to others, longer the longer the last step took. */
  async function rest(): Promise<void> {
    if (isEnding()) throw new Error('The indexing ends.');
    const now = clock.elapsed();
    const share = now - happenedAt < busyFor ? restWhileBusy : restElse;
    await sleep(Math.min((now - steppedAt) * share, longestRest));
    steppedAt = clock.elapsed();
  }

  async function sleepUntilDue(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    await (peers.isAlone ? promise : Promise.race([promise, sleep(times.look)]));
  }

  function isEnding(): boolean {
    return ending.signal.aborted;
  }

  async function sleep(length: number): Promise<void> {
    await pause(length, null, { signal: ending.signal, ref: false }).catch(() => undefined);
  }
}
