import { z } from 'zod';
import type { Actor } from '../../../domain/actor.ts';
import type { Clock, Log } from '../../../domain/ports/runtime.ts';
import { limitTime } from '../../timeLimit.ts';

/** Sockets that are waited for at most; beyond that the first ones to go are given up. */
const capacity = 10_000;
/** How long other processes are asked after one, in milliseconds. */
const askLimit = 1_000;

const actorSchema = z.object({
  workspaceId: z.string(),
  userId: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'agent']),
  signInId: z.string().nullable(),
  /** `null`: never. */
  expiresAt: z
    .number()
    .nullable()
    .transform((at) => at ?? Number.POSITIVE_INFINITY),
});

const awaitedSchema = z.object({
  /** Its id, which it keeps, and the secret by which it shows who it is. */
  sid: z.string(),
  pid: z.string(),
  rooms: z.array(z.string()),
  actor: actorSchema,
  /** When it went, by the machine's clock. In milliseconds. */
  goneAt: z.number(),
  /** The process where it was, and what was told there to its rooms before, for another process to compare. */
  process: z.string(),
  told: z.array(z.object({ number: z.number(), key: z.string().nullable(), at: z.number() })),
});

/** A socket that went without a word and may come back. */
export type Awaited = Omit<z.output<typeof awaitedSchema>, 'actor'> & { actor: Actor };

/** Where all processes can find it. What it can't do just now it does not do. */
export type SocketShelf = {
  put: (name: string, value: string, milliseconds: number) => void;
  /** Nobody finds it afterwards. */
  take: (name: string) => Promise<string | null>;
};

/**
 * Sockets that are waited for, here and, with a shelf, in all processes.
 * @param parts.time for how long, in milliseconds
 */
export function createAwaited(parts: { time: number; shelf: SocketShelf | null; clock: Clock; log: Log }) {
  const { clock, shelf, time } = parts;
  const own = new Map<string, Awaited & { until: number }>();
  /** How many of those that are waited for here were in each room. */
  const rooms = new Map<string, number>();

  return {
    /**
     * @param more.age how long ago it went, in milliseconds
     * @param more.isShared whether other processes may find it
     */
    add(awaited: Awaited, { age = 0, isShared = true } = {}): void {
      forgetOld();
      const [oldest] = own.size < capacity ? [] : own.keys();
      for (const pid of [oldest, awaited.pid]) if (pid !== undefined) remove(pid);
      own.set(awaited.pid, { ...awaited, until: clock.elapsed() + time - age });
      count(awaited.rooms, 1);
      if (isShared) shelf?.put(awaited.pid, JSON.stringify(awaited), time - age);
    },

    /** @returns `null` for one that is not known here or was away for too long */
    take(pid: string): Awaited | null {
      forgetOld();
      const isInTime = (own.get(pid)?.until ?? 0) > clock.elapsed();
      const found = remove(pid);
      // Nobody else shall find it either.
      if (found) void askShelf(pid);
      return isInTime ? found : null;
    },

    /** The same for one that was in another process. */
    async takeShared(pid: string): Promise<Awaited | null> {
      const shelved = await askShelf(pid);
      return shelved && clock.now() - shelved.goneAt <= time ? shelved : null;
    },

    /** Whether somebody is waited for who was in that room. */
    isAnyoneOf: (room: string): boolean => rooms.has(room),

    forgetOld,
  };

  async function askShelf(pid: string): Promise<Awaited | null> {
    if (!shelf) return null;
    try {
      const text = await limitTime(shelf.take(pid), askLimit, () => new Error('it did not answer in time'));
      return text === null ? null : (awaitedSchema.safeParse(JSON.parse(text)).data ?? null);
    } catch (error) {
      parts.log.debug({ err: error }, 'other processes could not be asked after a socket');
      return null;
    }
  }

  function forgetOld(): void {
    const now = clock.elapsed();
    for (const { pid, until } of own.values()) {
      if (until > now) return;
      remove(pid);
    }
  }

  function remove(pid: string): Awaited | null {
    const found = own.get(pid);
    if (!found) return null;
    own.delete(pid);
    count(found.rooms, -1);
    const { until: _, ...awaited } = found;
    return awaited;
  }

  function count(names: readonly string[], by: number): void {
    for (const name of names) {
      const next = (rooms.get(name) ?? 0) + by;
      if (next > 0) rooms.set(name, next);
      else rooms.delete(name);
    }
  }
}

export type AwaitedSockets = ReturnType<typeof createAwaited>;
