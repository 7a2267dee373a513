import type { Clock } from '../../../domain/ports/runtime.ts';

/** What is kept at most. More than that in so short a time, and who was away has to begin anew. */
const capacity = 50_000;

/** Something that many sockets were told. `key` names what is stored of it, the same in every process; `null`: nothing is. */
export type Told = {
  number: number;
  rooms: readonly string[];
  except: readonly string[];
  event: string;
  payload: unknown;
  key: string | null;
  /** By the clock that runs evenly, in milliseconds. */
  at: number;
};

/** A place in what one process told: all up to that number. */
export type Offset = { process: string; number: number };

/**
 * What the sockets of this process were told lately, in the order in which they were.
 * @param parts.keptFor in milliseconds
 */
export function createHistory(parts: { process: string; keptFor: number; clock: Pick<Clock, 'elapsed'> }) {
  const { clock, keptFor } = parts;
  const startedAt = clock.elapsed();
  const kept = new Map<number, Told>();
  let first = 1;
  let last = 0;
  /** When the latest was told that had to go before its time. */
  let cutUpTo = Number.NEGATIVE_INFINITY;

  return {
    process: parts.process,

    add(told: Omit<Told, 'number' | 'at'>): void {
      last += 1;
      kept.set(last, { ...told, number: last, at: clock.elapsed() });
      forget();
    },

    forget,

    /** Where it stands now. */
    here: (): string => toOffset({ process: parts.process, number: last }),

    /** Whether all is there that was told after a number, as far as that was since then. Times are by the even clock. */
    hasAllAfter: (number: number, since: number): boolean => number + 1 >= first || since > cutUpTo,

    /** Whether all is there that was told since then. */
    hasAllSince: (since: number): boolean => since >= startedAt && since > cutUpTo,

    /** What was told after a number, or since a time, to whoever is in these rooms; oldest first. */
    list(from: { after: number } | { since: number }, rooms: ReadonlySet<string>): Told[] {
      const found: Told[] = [];
      const start = 'after' in from ? Math.max(first, from.after + 1) : findFirst(from.since);
      for (let number = start; number <= last; number += 1) {
        const told = kept.get(number);
        if (!told) continue;
        const isIn = (room: string) => rooms.has(room);
        if (told.rooms.some(isIn) && !told.except.some(isIn)) found.push(told);
      }
      return found;
    },
  };

  /** The number of the first one that was told since then. */
  function findFirst(since: number): number {
    let number = last + 1;
    while (number > first && (kept.get(number - 1)?.at ?? since) >= since) number -= 1;
    return number;
  }

  function forget(): void {
    const now = clock.elapsed();
    for (let oldest = kept.get(first); oldest; oldest = kept.get(first)) {
      const isOld = oldest.at < now - keptFor;
      if (!isOld && kept.size <= capacity) return;
      if (!isOld) cutUpTo = oldest.at;
      kept.delete(first);
      first += 1;
    }
  }
}

export type History = ReturnType<typeof createHistory>;

/** As a client keeps it and gives it back. */
export function toOffset({ process, number }: Offset): string {
  return `${process}.${number.toString(36)}`;
}

/** @returns `null` for what is none of ours */
export function readOffset(text: unknown): Offset | null {
  if (typeof text !== 'string') return null;
  const [, process, number] = /^([\da-f]{8})\.([\da-z]{1,11})$/.exec(text) ?? [];
  return process === undefined || number === undefined ? null : { process, number: Number.parseInt(number, 36) };
}
