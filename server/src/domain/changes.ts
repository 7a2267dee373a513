import { setTimeout as pause } from 'node:timers/promises';
import { type CounterSamples, createCounterSamples } from './counterSamples.ts';
import type { DomainParts } from './parts.ts';

/** Numbers fetched in one go, so that a write does not wait for its own. */
const blockSize = 256;
/** How long they are good: other processes take larger ones meanwhile, and the order shall not suffer for long. In milliseconds. */
const blockLife = 1_000;
/** From this age on the next ones are fetched while these are still good. In milliseconds. */
const agingAt = blockLife / 2;
/** How long a write that failed may still reach the database. In milliseconds. */
const outcomeWait = 10_000;
/**
 * Where several processes take numbers: a write that has not ended by then, counted from when its number was asked for, gets a
 * new number; and numbers that were taken longer ago than the other figure count as settled. In milliseconds.
 */
const lateAfter = 5_000;
const settleWait = 10_000;
const retryPause = 1_000;

/** Numbers from `next` up to, and without, `end`; when they were asked for, and when they came. */
type Block = { next: number; end: number; askedAt: number; cameAt: number };

type Line = {
  block: Block | null;
  /** The one after it. */
  spare: Block | null;
  fetching: Promise<void> | null;
  /** Of writes under way: the first number of each. They are taken in order, so the smallest comes first. */
  open: Set<number>;
  /** The largest number that was given. */
  latest: number;
  samples: CounterSamples;
  reading: Promise<void> | null;
  settled: number;
};

/** A run of `count` successive numbers. */
type Numbers = { first: number; count: number };
type Taken = { first: number; askedAt: number };

/**
 * The numbers of a workspace's changes. A write that takes long may end after others with larger numbers; `settled` says
 * how far nothing is missing.
 */
export function createChanges({
  storage: { changes: storage },
  clock,
  peers,
}: Pick<DomainParts, 'storage' | 'clock' | 'peers'>) {
  const lines = new Map<string, Line>();

  return {
    write,

    /**
     * For a document that bore a larger number of another process already when it was `written` with the `given` one: what
     * it says now could not be told apart from what it said before. `raise` gives it a new one.
     * @returns the document as it is then
     */
    async renew<T extends { id: string; seq: number }>(
      workspaceId: string,
      { written, given }: { written: T | null; given: number },
      raise: (id: string, seq: number) => Promise<T | null>,
    ): Promise<T | null> {
      if (peers.isAlone || written === null || written.seq <= given) return written;
      outgrow(workspaceId, written.seq);
      return (await write(workspaceId, 1, (seq) => raise(written.id, seq))) ?? written;
    },

    /** The numbers given from now on are larger than `seq`, which was read somewhere. */
    outgrow,

    /** The largest number given here so far. */
    latest: (workspaceId: string): number => lines.get(workspaceId)?.latest ?? 0,

    /** A number up to which all changes of the workspace are there to be read. */
    async settled(workspaceId: string): Promise<number> {
      if (!peers.isAlone) return settledBeside(workspaceId);
      const line = lines.get(workspaceId);
      const [smallest] = line?.open ?? [];
      if (smallest !== undefined) return smallest - 1;
      return line?.block ? line.block.next - 1 : storage.current(workspaceId);
    },

    /** A number that was settled at least `age` milliseconds ago; 0 when that is not known. */
    async settledBefore(workspaceId: string, age: number): Promise<number> {
      const line = openLine(workspaceId);
      await look(workspaceId, line);
      return boundByOpen(line, line.samples.ago(settleWait + age) ?? 0);
    },
  };

  /**
   * Runs a write of `count` changes. It gets the first of as many successive numbers, and takes down within it what
   * derives from them: whoever counts on `settled` counts on that too.
   */
  async function write<T>(workspaceId: string, count: number, work: (first: number) => Promise<T>): Promise<T> {
    const line = openLine(workspaceId);
    const { first, askedAt } = takeNow(line, count) ?? (await take(workspaceId, line, count));
    keepSpare(workspaceId, line);
    try {
      const result = await work(first);
      if (peers.isAlone || !isLate(askedAt)) line.open.delete(first);
      else await renumber(workspaceId, line, { first, count });
      return result;
    } catch (error) {
      setTimeout(() => {
        if (peers.isAlone) line.open.delete(first);
        else void renumber(workspaceId, line, { first, count });
      }, outcomeWait).unref();
      throw error;
    }
  }

  function openLine(workspaceId: string): Line {
    const known = lines.get(workspaceId);
    if (known) return known;
    const line: Line = {
      block: null,
      spare: null,
      fetching: null,
      open: new Set(),
      latest: 0,
      samples: createCounterSamples(clock.elapsed),
      reading: null,
      settled: 0,
    };
    lines.set(workspaceId, line);
    return line;
  }

  function outgrow(workspaceId: string, seq: number): void {
    const line = lines.get(workspaceId);
    if (line?.block && line.block.next <= seq) line.block = null;
    if (line?.spare && line.spare.next <= seq) line.spare = null;
  }

  async function take(workspaceId: string, line: Line, count: number): Promise<Taken> {
    for (;;) {
      // Whoever waited for the same block may have taken all of it.
      await fetch(workspaceId, line, count);
      const taken = takeNow(line, count);
      if (taken !== null) return taken;
    }
  }

  function takeNow(line: Line, count: number): Taken | null {
    if (!canGive(line.block, count) && canGive(line.spare, count)) {
      line.block = line.spare;
      line.spare = null;
    }
    const { block } = line;
    if (!block || !canGive(block, count)) return null;
    const first = block.next;
    block.next += count;
    line.latest = block.next - 1;
    line.open.add(first);
    return { first, askedAt: block.askedAt };
  }

  function canGive(block: Block | null, count: number): boolean {
    return block !== null && block.end - block.next >= count && clock.elapsed() - block.cameAt < blockLife;
  }

  function keepSpare(workspaceId: string, line: Line): void {
    const { block } = line;
    if (!block || canGive(line.spare, 1)) return;
    const isAging = clock.elapsed() - block.cameAt > agingAt || block.end - block.next < blockSize / 4;
    // A failure shows where somebody waits for a number.
    if (isAging) fetch(workspaceId, line, 1).catch(() => undefined);
  }

  function fetch(workspaceId: string, line: Line, count: number): Promise<void> {
    line.fetching ??= fetchSpare(workspaceId, line, Math.max(count, blockSize)).finally(() => {
      line.fetching = null;
    });
    return line.fetching;
  }

  async function fetchSpare(workspaceId: string, line: Line, size: number): Promise<void> {
    const askedAt = clock.elapsed();
    const next = await storage.reserve(workspaceId, size);
    line.spare = { next, end: next + size, askedAt, cameAt: clock.elapsed() };
    if (!peers.isAlone) line.samples.note(next + size - 1, askedAt);
  }

  /** What other processes are writing shows nowhere, so it goes by time: {@link lateAfter} is what they keep to. */
  async function settledBeside(workspaceId: string): Promise<number> {
    const line = openLine(workspaceId);
    await look(workspaceId, line);
    const seen = line.samples.ago(settleWait) ?? (await storage.lastSettled(workspaceId));
    line.settled = Math.max(line.settled, boundByOpen(line, seen));
    return line.settled;
  }

  function boundByOpen(line: Line, seq: number): number {
    const [smallest] = line.open;
    return smallest === undefined ? seq : Math.min(seq, smallest - 1);
  }

  async function look(workspaceId: string, line: Line): Promise<void> {
    if (line.samples.isFresh()) return;
    line.reading ??= readCounter(workspaceId, line).finally(() => {
      line.reading = null;
    });
    await line.reading;
  }

  async function readCounter(workspaceId: string, { samples }: Line): Promise<void> {
    const begunAt = clock.elapsed();
    samples.note(await storage.current(workspaceId), begunAt);
  }

  /**
   * Others count the old numbers as settled by now and would never look there again. Never rejects, and goes on until it is
   * done, since nobody could make up for it; but only the first try is waited for.
   */
  async function renumber(workspaceId: string, line: Line, { first, count }: Numbers): Promise<void> {
    const olds = [first];
    if (await tryRenumber(workspaceId, line, { olds, count })) return;
    void (async () => {
      do await pause(retryPause, undefined, { ref: false });
      while (!(await tryRenumber(workspaceId, line, { olds, count })));
    })();
  }

  /** @param numbers.olds where each run of numbers begins that the documents may bear; the one that is tried comes to them */
  async function tryRenumber(
    workspaceId: string,
    line: Line,
    { olds, count }: { olds: number[]; count: number },
  ): Promise<boolean> {
    try {
      const { first: next, askedAt } = takeNow(line, count) ?? (await take(workspaceId, line, count));
      const former = [...olds];
      olds.push(next);
      for (const first of former) await storage.renumber(workspaceId, { first, count }, next);
      if (isLate(askedAt)) return false;
      for (const first of olds) line.open.delete(first);
      return true;
    } catch {
      return false;
    }
  }

  function isLate(askedAt: number): boolean {
    return clock.elapsed() - askedAt > lateAfter;
  }
}

export type Changes = ReturnType<typeof createChanges>;
