import type { Clock } from './ports/runtime.ts';
import type { ChangeStorage } from './ports/storage.ts';

/** Numbers fetched in one go, so that a write does not wait for its own. */
const blockSize = 256;
/** How long they are good: other processes take larger ones meanwhile, and the order shall not suffer for long. In milliseconds. */
const blockLife = 1_000;
/** From this age on the next ones are fetched while these are still good. In milliseconds. */
const agingAt = blockLife / 2;
/** How long a write that failed may still reach the database. In milliseconds. */
const outcomeWait = 10_000;

/** Numbers from `next` up to, and without, `end`. */
type Block = { next: number; end: number; fetchedAt: number };

type Line = {
  block: Block | null;
  /** The one after it. */
  spare: Block | null;
  fetching: Promise<void> | null;
  /** Of writes under way: the first number of each. They are taken in order, so the smallest comes first. */
  open: Set<number>;
};

/**
 * The numbers of a workspace's changes. A write that takes long may end after others with larger numbers; `settled` says
 * how far nothing is missing.
 */
export function createChanges(storage: ChangeStorage, clock: Pick<Clock, 'elapsed'>) {
  const lines = new Map<string, Line>();

  return {
    /**
     * Runs a write of `count` changes. It gets the first of as many successive numbers, and takes down within it what
     * derives from them: whoever counts on {@link settled} counts on that too.
     */
    async write<T>(workspaceId: string, count: number, work: (first: number) => Promise<T>): Promise<T> {
      const line = lines.get(workspaceId) ?? openLine(workspaceId);
      const first = takeNow(line, count) ?? (await take(workspaceId, line, count));
      keepSpare(workspaceId, line);
      try {
        const result = await work(first);
        line.open.delete(first);
        return result;
      } catch (error) {
        setTimeout(() => line.open.delete(first), outcomeWait).unref();
        throw error;
      }
    },

    /** A number up to which all changes of the workspace are there to be read. */
    async settled(workspaceId: string): Promise<number> {
      const line = lines.get(workspaceId);
      const [smallest] = line?.open ?? [];
      if (smallest !== undefined) return smallest - 1;
      return line?.block ? line.block.next - 1 : storage.current(workspaceId);
    },
  };

  function openLine(workspaceId: string): Line {
    const line: Line = { block: null, spare: null, fetching: null, open: new Set() };
    lines.set(workspaceId, line);
    return line;
  }

  async function take(workspaceId: string, line: Line, count: number): Promise<number> {
    for (;;) {
      // Whoever waited for the same block may have taken all of it.
      await fetch(workspaceId, line, count);
      const first = takeNow(line, count);
      if (first !== null) return first;
    }
  }

  function takeNow(line: Line, count: number): number | null {
    if (!canGive(line.block, count) && canGive(line.spare, count)) {
      line.block = line.spare;
      line.spare = null;
    }
    const { block } = line;
    if (!block || !canGive(block, count)) return null;
    const first = block.next;
    block.next += count;
    line.open.add(first);
    return first;
  }

  function canGive(block: Block | null, count: number): boolean {
    return block !== null && block.end - block.next >= count && clock.elapsed() - block.fetchedAt < blockLife;
  }

  function keepSpare(workspaceId: string, line: Line): void {
    const { block } = line;
    if (!block || canGive(line.spare, 1)) return;
    const isAging = clock.elapsed() - block.fetchedAt > agingAt || block.end - block.next < blockSize / 4;
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
    const next = await storage.reserve(workspaceId, size);
    line.spare = { next, end: next + size, fetchedAt: clock.elapsed() };
  }
}

export type Changes = ReturnType<typeof createChanges>;
