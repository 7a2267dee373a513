import { once } from 'node:events';
import { type Authenticated, authenticateSchema } from '@erp-whatsapp/shared/dialects/erp';
import { CommandError, type Failure, type Result, toFailure } from '@erp-whatsapp/shared/errors';
import type { Socket } from 'socket.io';
import { type AccessEnded, isAccessEnded } from '../../domain/access.ts';
import type { Actor } from '../../domain/actor.ts';
import { isApiKeyActor } from '../../domain/apiKeys.ts';
import type { Domain } from '../../domain/createDomain.ts';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import { isOversized, weigh } from '../oversized.ts';
import { rooms } from '../rooms.ts';
import { readInput } from '../runCommand.ts';
import { createTokenBucket } from '../tokenBucket.ts';
import { noteClient } from './connectedClients.ts';
import type { Audience, Dialect } from './dialect.ts';
import { createEventQueue, type QueuedEvent } from './eventQueue.ts';
import { type Event, readEvent } from './readEvent.ts';
import type { Recovery } from './recovery/createRecovery.ts';

/** How long a socket may stay without signing in, and without renewing an expired sign-in. In milliseconds. */
const signInWait = 30_000;
const renewalWait = 60_000;
/** A burst of this many seconds' worth of events may pass at once. */
const burstSeconds = 3;
/** Of its events may wait at most so many seconds' worth, and so many bytes; and how long it is to hold back then, in milliseconds. */
const waitingSeconds = 5;
const waitingBytes = 4 * 1024 * 1024;
const fullWait = 1_000;
/** The longest delay a timer takes. */
const maxTimer = 2 ** 31 - 1;

export type ConnectionParts = {
  domain: Pick<Domain, 'auth' | 'changes'>;
  dialects: readonly Dialect[];
  eventsPerSecond: number;
  clock: Clock;
  log: Log;
};

type Surroundings = {
  recovery: Pick<Recovery, 'formerActor' | 'signedIn'>;
  /** Whoever can be told of a client just now. */
  audience: () => Audience;
};

/**
 * One client's socket: who it is, and its events, one after another in the order they came, but for those that are slow. While a
 * credential is being checked the later ones wait.
 */
export function createConnection(socket: Socket, parts: ConnectionParts & Surroundings) {
  const { clock, log, recovery } = parts;
  const takeEvent = createTokenBucket(
    { perSecond: parts.eventsPerSecond, burst: parts.eventsPerSecond * burstSeconds },
    clock.elapsed,
  );
  let actor: Actor | null = null;
  let isExpired = false;
  let isClosing = false;
  /** What ended while a credential is being checked, which may have been looked up just before; else `null`. */
  let endedMeanwhile: AccessEnded[] | null = null;
  const queue = createEventQueue({
    most: { events: parts.eventsPerSecond * waitingSeconds, weight: waitingBytes },
    log,
  });
  let timer = setTimeout(() => socket.disconnect(true), signInWait);

  socket.emit('connected', {
    message: 'You are connected.',
    clientId: socket.id,
    timestamp: new Date(clock.now()).toISOString(),
  });
  const handshake = readHandshake(socket);
  const former = recovery.formerActor(socket);
  if (handshake !== null) {
    enqueue(async () => {
      if (!(await authenticate(handshake)).success) socket.disconnect(true);
    });
  } else if (former) {
    // Who signed in by an event does so once, and takes it to be for good.
    enqueue(async () => void (await signIn(() => checkAgain(former))));
  }
  socket.onAny((...args: unknown[]) => accept(readEvent(args)));
  socket.on('disconnecting', () => {
    if (actor) leave(actor);
  });
  socket.on('disconnect', () => {
    clearTimeout(timer);
    void queue.close();
  });

  return {
    /** Takes no more events, and drops those that wait. Resolves when what is in flight is answered. */
    close(): Promise<void> {
      isClosing = true;
      return queue.close();
    },

    /** Hangs up, once all that was told to it is on its way. */
    async end(): Promise<void> {
      if (socket.conn.readyState === 'closed') return;
      const ended = once(socket.conn, 'close');
      socket.conn.close();
      await ended;
    },

    /** Who is signed in by it. */
    actor: (): Actor | null => actor,

    /** Hangs up at once when it is this client whose access has ended. */
    endAccess(ended: AccessEnded): void {
      endedMeanwhile?.push(ended);
      if (actor && isAccessEnded(actor, ended)) hangUp(actor);
    },

    hangUp,
  };

  /** Hangs up at once on who has no access any more, unless somebody else, or the same one anew, signed in meanwhile. */
  function hangUp(former: Actor): void {
    if (actor !== former) return;
    leave(former);
    actor = null;
    isClosing = true;
    const { error: message, code } = toFailure(accessEnded());
    socket.emit('auth_error', { message, code });
    socket.disconnect(true);
  }

  function leave(who: Actor): void {
    for (const dialect of parts.dialects) dialect.onLeave?.({ socket, actor: who, audience: parts.audience() });
  }

  function accept(event: Event): void {
    if (isClosing) return;
    // It came together with the goodbye.
    if (socket.disconnected) {
      event.acknowledge(toFailure(accessEnded()));
      return;
    }
    const waitMs = takeEvent();
    if (waitMs > 0) {
      refuse(event, toFailure(new CommandError('RATE_LIMITED', undefined, waitMs)));
    } else if (isOversized(event.payload)) {
      // Now, so that nothing so large is kept while it waits.
      const mayBeSignedIn = actor !== null || endedMeanwhile !== null || event.name === 'authenticate';
      if (mayBeSignedIn) refuse(event, toFailure(new CommandError('PAYLOAD_TOO_LARGE')));
      else refuseSignedOut(event);
    } else {
      const queued = { kind: kindOf(event), weight: weigh(event.payload), run: () => handle(event) };
      if (!queue.add(queued)) refuse(event, toFailure(new CommandError('RATE_LIMITED', undefined, fullWait)));
    }
  }

  function enqueue(run: () => Promise<void>): void {
    queue.add({ kind: 'other', weight: 0, run });
  }

  function kindOf({ name, payload }: Event): QueuedEvent['kind'] {
    const sending = parts.dialects.find((dialect) => dialect.sending?.isSend(name))?.sending;
    if (!sending) return 'other';
    return sending.isSlow(payload) ? 'slowSend' : 'send';
  }

  async function handle(event: Event): Promise<void> {
    const { name, payload, acknowledge } = event;
    if (name === 'authenticate') {
      acknowledge(await authenticate(payload));
      return;
    }
    if (!actor || isExpired) {
      refuseSignedOut(event);
      return;
    }
    for (const { handlers } of parts.dialects) {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler) {
        acknowledge(await handler({ socket, actor, audience: parts.audience(), event: name, payload }));
        return;
      }
    }
    refuse(event, toFailure(new CommandError('INVALID_INPUT', 'This event is not known here.')));
  }

  function refuseSignedOut({ acknowledge }: Event): void {
    const code = isExpired ? 'TOKEN_EXPIRED' : 'NOT_AUTHENTICATED';
    const failure = toFailure(new CommandError(code, isExpired ? undefined : 'Not authenticated'));
    socket.emit('error', { message: failure.error, code });
    acknowledge(failure);
  }

  function refuse({ name, payload, acknowledge }: Event, failure: Failure): void {
    const dialect = parts.dialects.find(({ handlers }) => Object.hasOwn(handlers, name));
    if (dialect) {
      dialect.refuse({ socket, event: name, payload, failure });
    } else {
      const { error: message, code, retryAfterMs } = failure;
      socket.emit('error', {
        event: name.slice(0, 100),
        message,
        code,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    acknowledge(failure);
  }

  function authenticate(payload: unknown): Promise<Result<Authenticated>> {
    return signIn(() => checkCredential(payload));
  }

  async function signIn(check: () => Promise<Actor>): Promise<Result<Authenticated>> {
    const ended: AccessEnded[] = [];
    endedMeanwhile = ended;
    try {
      const next = await check();
      if (ended.some((one) => isAccessEnded(next, one))) throw accessEnded();
      if (actor && actor.userId !== next.userId) {
        throw new CommandError('FORBIDDEN', 'This connection belongs to another user. Open a new one.');
      }
      // A room that is joined after the end would be kept for ever.
      if (socket.disconnected) throw accessEnded();
      actor = next;
      isExpired = false;
      noteClient(socket, next, clock);
      // Together: what is told between the two would have a place beyond what was missed.
      const joined = socket.join(listRooms(next));
      const isBack = await recovery.signedIn(socket, next);
      await joined;
      waitForExpiry(next.expiresAt);
      const answer: Authenticated = {
        userId: next.userId,
        workspaceId: next.workspaceId,
        role: next.role,
        message: 'You are signed in.',
        room: rooms.user(next.userId),
        seq: await parts.domain.changes.settled(next.workspaceId),
      };
      if (isBack) {
        for (const dialect of parts.dialects) dialect.onReturn?.({ socket, actor: next, audience: parts.audience() });
      }
      socket.emit('authenticated', answer);
      return { success: true, ...answer };
    } catch (error) {
      if (!(error instanceof CommandError)) {
        // What can't be checked just now is no wrong credential: the client shall come again.
        log.error({ err: error }, 'a sign-in could not be checked');
        socket.conn.close();
        return toFailure(error);
      }
      socket.emit('auth_error', { message: error.message, code: error.code });
      return toFailure(error);
    } finally {
      endedMeanwhile = null;
    }
  }

  async function checkCredential(payload: unknown): Promise<Actor> {
    const { token, apiKey, userId } = readInput(authenticateSchema, payload);
    const credential = token ?? apiKey;
    if (!credential) throw new CommandError('NOT_AUTHENTICATED', 'Send a token or an API key to sign in.');
    const next = await parts.domain.auth.authenticate(credential);
    if (userId && userId !== next.userId) {
      throw new CommandError('NOT_AUTHENTICATED', 'The token belongs to another user.');
    }
    return next;
  }

  /** Whether who was signed in before the line was lost would be so now. */
  async function checkAgain(before: Actor): Promise<Actor> {
    if (before.expiresAt <= clock.now()) throw new CommandError('TOKEN_EXPIRED');
    if (!(await parts.domain.auth.hasAccess(before))) throw accessEnded();
    return before;
  }

  /** At its expiry the sign-in can be renewed in place; after a while without that the socket is closed. */
  function waitForExpiry(expiresAt: number): void {
    clearTimeout(timer);
    if (socket.disconnected) return;
    timer = setTimeout(
      () => {
        if (expiresAt > clock.now()) {
          waitForExpiry(expiresAt);
          return;
        }
        isExpired = true;
        const { error: message, code } = toFailure(new CommandError('TOKEN_EXPIRED'));
        socket.emit('auth_error', { message, code });
        timer = setTimeout(() => socket.disconnect(true), renewalWait);
      },
      Math.min(Math.max(expiresAt - clock.now(), 0), maxTimer),
    );
  }
}

/** A program hears what it asked for; people hear of all that happens in their workspace. */
function listRooms(actor: Actor): string[] {
  const { workspaceId, userId } = actor;
  const own = [rooms.member(workspaceId), rooms.user(userId)];
  return isApiKeyActor(actor) ? own : [...own, rooms.workspace(workspaceId)];
}

function accessEnded(): CommandError {
  return new CommandError('NOT_AUTHENTICATED', 'Your sign-in has ended. Please sign in again.');
}

export type Connection = ReturnType<typeof createConnection>;

/** What the client sent along when it connected; `null` when it will sign in by an event. */
function readHandshake({ handshake }: Socket): unknown {
  const { token, apiKey }: Record<string, unknown> = handshake.auth;
  const fromAddress = handshake.query['token'];
  if (token || apiKey) return { token, apiKey };
  return fromAddress ? { token: fromAddress } : null;
}
