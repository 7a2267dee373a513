import type { Socket } from 'socket.io';
import type { Adapter, Session } from 'socket.io-adapter';
import type { Actor } from '../../../domain/actor.ts';
import type { Clock, Log } from '../../../domain/ports/runtime.ts';
import { type Awaited, createAwaited, type SocketShelf } from './awaited.ts';
import { type History, type Offset, readOffset, type Told, toOffset } from './history.ts';

/** How long a socket is waited for, in milliseconds. */
export const awayTime = 2 * 60_000;
/** A line that is dead is noticed within so long, by the pings that no answer comes to. In milliseconds. */
const noticeTime = 60_000;
/** By how much the clocks of two machines may differ, in milliseconds. */
const clockSkew = 5_000;
/** How long what was told has to be kept for all that, in milliseconds. */
export const keptTime = awayTime + noticeTime + 3 * clockSkew;
/** More than that is not told again: reading anew costs less. */
const maxMissed = 10_000;
/** Of a socket that was told more than that lately, other processes are not told all that it has heard: there it is a new one. */
const mostCompared = 1_000;
/** How often is forgotten what nobody comes for, in milliseconds. */
const cleaningPause = 30_000;

/** How Socket.IO names sockets, and nobody names a room. */
const socketId = /^[\w-]{20}$/;

/** A socket that is back and has not shown yet who it is. `place`: up to where it has heard, as it says. */
type Returning = { awaited: Awaited; offset: Offset; place: string };

/**
 * Sockets that lose their line and come back within two minutes: once they have shown again who they are, they are in their rooms
 * as before and hear what they missed there. See `docs/decisions/016-sockets-that-return.md`.
 * @param parts.shelf where other processes find a socket that was here; `null`: nowhere
 * @param parts.follow the room that one has become meanwhile, or the same
 */
export function createRecovery(parts: {
  history: History;
  shelf: SocketShelf | null;
  /** Whether nothing has to be noted of what nobody here hears. */
  isAlone: boolean;
  follow: (room: string) => string;
  clock: Clock;
  log: Log;
}) {
  const { history, clock } = parts;
  const awaited = createAwaited({ ...parts, time: awayTime });
  /** Those that are here, by the secret that they come back with. */
  const live = new Map<string, Socket>();
  const actors = new Map<string, Actor>();
  const returning = new Map<string, Returning>();
  const cleaning = setInterval(clean, cleaningPause);
  cleaning.unref();

  return {
    /** Takes over what Socket.IO's adapter does for sockets that return, and what is told to one socket alone. */
    watch(adapter: Adapter): Adapter {
      const tell = adapter.broadcast.bind(adapter);
      const isHeard = (room: string) => adapter.rooms.has(room) || awaited.isAnyoneOf(room) || isReturnedTo(room);
      adapter.broadcast = (packet, options) => {
        const [room = ''] = options.rooms;
        if (options.rooms.size === 1 && socketId.test(room)) {
          // An answer is for the one who asked, on the line on which it was asked; and who is not back yet keeps its place.
          const place = returning.get(room)?.place;
          const placed = place === undefined ? packet : { ...packet, data: [...packet.data, place] };
          tell(placed, { ...options, flags: { ...options.flags, local: true } });
        } else if (!parts.isAlone || [...options.rooms].some(isHeard)) {
          tell(packet, options);
        }
      };
      adapter.persistSession = persist;
      adapter.restoreSession = restore;
      return adapter;
    },

    open(socket: Socket): void {
      const pid = readPid(socket);
      live.set(pid, socket);
      socket.on('disconnect', () => {
        live.delete(pid);
        actors.delete(socket.id);
      });
    },

    /** Who it was when it went; `null` for one that is new, or is all back. */
    formerActor: (socket: Socket): Actor | null => returning.get(socket.id)?.awaited.actor ?? null,

    /** For when a socket has shown who it is. @returns whether it is back in its rooms by that, and was told what it missed */
    async signedIn(socket: Socket, actor: Actor): Promise<boolean> {
      // Who is gone again is waited for as before.
      if (socket.disconnected) return false;
      actors.set(socket.id, actor);
      const back = returning.get(socket.id);
      returning.delete(socket.id);
      if (!back || !isSame(back.awaited.actor, actor)) return false;
      // Nothing else may be told in between: that comes after what was missed.
      const { rooms } = back.awaited;
      const joined = socket.join([...rooms, ...rooms.map(parts.follow)]);
      for (const { event, payload, number } of findMissed(back) ?? []) {
        socket.emit(event, payload, toOffset({ process: history.process, number }));
      }
      await joined;
      return true;
    },

    close: () => clearInterval(cleaning),
  };

  /** Whether somebody who was in that room is back and has not shown yet who it is. */
  function isReturnedTo(room: string): boolean {
    for (const { awaited: back } of returning.values()) if (back.rooms.includes(room)) return true;
    return false;
  }

  function persist({ sid, pid, rooms }: Pick<Session, 'sid' | 'pid' | 'rooms'>): void {
    const actor = actors.get(sid);
    if (putBack(sid) || !actor) return;
    const now = { wall: clock.now(), even: clock.elapsed() };
    const lately = parts.shelf ? history.list({ since: now.even - noticeTime - 2 * clockSkew }, new Set(rooms)) : [];
    const told = lately.map(({ number, key, at }) => ({ number, key, at: now.wall - (now.even - at) }));
    const gone = { sid, pid, rooms, actor, goneAt: now.wall, process: history.process, told };
    awaited.add(gone, { isShared: told.length <= mostCompared });
  }

  /** One that went again before it was all back is waited for as before. */
  function putBack(sid: string): boolean {
    const back = returning.get(sid);
    if (!back) return false;
    returning.delete(sid);
    awaited.add(back.awaited, { age: readAge(back.awaited) });
    return true;
  }

  /** @throws Error for one that can't get all that it missed: for Socket.IO it is a new one then. */
  async function restore(pid: string, place: string): Promise<Session> {
    const offset = readOffset(place);
    const former = live.get(pid);
    if (former) {
      // Its line is dead, and only nobody has noticed yet.
      persist({ sid: former.id, pid, rooms: [...former.rooms] });
      former.disconnect(true);
    }
    for (const { awaited: left } of returning.values()) if (left.pid === pid) putBack(left.sid);
    // Of one that was here, nothing may be told between its being waited for and its being back.
    const found = offset && (awaited.take(pid) ?? (await awaited.takeShared(pid)));
    if (!found || !findMissed({ awaited: found, offset, place })) throw new Error('This socket is not waited for.');
    returning.set(found.sid, { awaited: found, offset, place });
    return { sid: found.sid, pid, rooms: [], data: {}, missedPackets: [] };
  }

  /** @returns `null` when it can't be said, or is too much */
  function findMissed({ awaited: gone, offset }: Returning): Told[] | null {
    const rooms = new Set(gone.rooms);
    const missed =
      offset.process === history.process ? missedHere(gone, offset, rooms) : missedElsewhere(gone, offset, rooms);
    return missed && missed.length <= maxMissed ? missed : null;
  }

  function missedHere(gone: Awaited, { number }: Offset, rooms: ReadonlySet<string>): Told[] | null {
    const since = clock.elapsed() - readAge(gone) - noticeTime;
    return history.hasAllAfter(number, since) ? history.list({ after: number }, rooms) : null;
  }

  /** It has heard of changes from another process, in which they may have been told in another order. */
  function missedElsewhere(gone: Awaited, { process, number }: Offset, rooms: ReadonlySet<string>): Told[] | null {
    if (process !== gone.process) return null;
    const firstMissed = gone.told.find((told) => told.number > number);
    const since = clock.elapsed() - (clock.now() - (firstMissed?.at ?? gone.goneAt)) - clockSkew;
    if (!history.hasAllSince(since)) return null;
    const heard = new Set(gone.told.flatMap((told) => (told.number <= number ? [told.key] : [])));
    return history.list({ since }, rooms).filter(({ key }) => key !== null && !heard.has(key));
  }

  function readAge({ goneAt }: Awaited): number {
    return Math.max(0, clock.now() - goneAt);
  }

  function clean(): void {
    history.forget();
    awaited.forgetOld();
    for (const [sid, { awaited: left }] of returning) if (readAge(left) > awayTime) returning.delete(sid);
  }
}

export type Recovery = ReturnType<typeof createRecovery>;

function isSame(one: Actor, other: Actor): boolean {
  return one.workspaceId === other.workspaceId && one.userId === other.userId && one.role === other.role;
}

/** Socket.IO keeps it to itself. */
function readPid(socket: Socket): string {
  const pid: unknown = Reflect.get(socket, 'pid');
  return typeof pid === 'string' ? pid : '';
}
