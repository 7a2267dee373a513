import { randomUUID } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Peers, Signal } from '../domain/ports/peers.ts';
import type { Clock, Log } from '../domain/ports/runtime.ts';
import { type Envelope, fromWire, isFrom, toWire } from './signals.ts';

/** How often is tried to come back, and how often is shown that the way is open. In milliseconds. */
const longestRetryPause = 500;
const beatPause = 1_000;
/** So long after the last beat the way counts as broken, in milliseconds. */
const beatLimit = 2_500;
/** A process that fell silent without a word may still write; after so long it is gone. In milliseconds. */
const silenceLimit = 60_000;
/** Messages that a process which was away for moments can still catch up with. What is older comes from storage. */
const streamLength = 10_000;

/** Server processes that tell each other over Redis what happened. */
export type RedisPeers = {
  peers: Peers;
  /** For Socket.IO: joins the sockets of all processes. */
  socketAdapter: ReturnType<typeof createAdapter>;
  /** Where sockets that lost their line are found by all processes. What can't be kept just now is not kept. */
  socketShelf: {
    put: (name: string, value: string, milliseconds: number) => void;
    take: (name: string) => Promise<string | null>;
  };
  /** For what is counted together. */
  countStore: { client: object; prefix: string; isThere: () => boolean };
  /** Whether what is told here just now gets into Redis, whoever may hear it. */
  canTell: () => boolean;
  /** @throws Error when Redis does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * Begins to connect, and goes on trying for as long as it takes: nothing waits for it.
 * @param parts.namespace tells those who work together from others on the same Redis
 */
export function connectRedis(url: string, parts: { namespace: string; clock: Clock; log: Log }): RedisPeers {
  const { clock, log } = parts;
  const channel = `${parts.namespace}:peers`;
  const ownName = randomUUID();
  const listeners = new Set<(signal: Signal) => void>();
  let heardAt: number | null = null;
  /** Of other processes: when each was heard last. */
  const others = new Map<string, number>();
  let isAway = false;

  const client = new Redis(url, {
    // What Socket.IO's adapter reads has the shapes of the older protocol.
    protocol: 2,
    // The adapter asks again at once when it is refused: it must wait instead.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 50, longestRetryPause),
  });
  const hearing = client.duplicate();
  for (const connection of [client, hearing]) {
    connection.on('error', (error: unknown) => log.debug({ err: error }, 'redis'));
    connection.on('close', onAway);
  }
  hearing.on('message', (_channel: string, text: string) => hear(text));
  // Waits for the connection, and is repeated by itself with each new one.
  hearing.subscribe(channel).catch((error: unknown) => log.debug({ err: error }, 'redis'));
  for (const connection of [client, hearing]) connection.on('ready', () => send('here'));
  const beats = setInterval(() => send('here'), beatPause);

  return {
    peers: {
      tell: send,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      isAlone: false,
      isReachable: () => canTell() && !isAnySilent(),
    },
    socketAdapter: createAdapter(client, {
      streamName: `${parts.namespace}:sockets`,
      channelPrefix: `${parts.namespace}:sockets`,
      maxLen: streamLength,
    }),
    socketShelf: {
      put(name, value, milliseconds) {
        if (client.status !== 'ready') return;
        client
          .set(toShelf(name), value, 'PX', Math.max(1, Math.round(milliseconds)))
          .catch((error: unknown) => log.debug({ err: error }, 'a socket that went was not kept'));
      },
      take: async (name) => (client.status === 'ready' ? client.getdel(toShelf(name)) : null),
    },
    countStore: { client, prefix: parts.namespace, isThere: canTell },
    canTell,
    async ping() {
      // Else it would wait in line for the connection.
      if (client.status !== 'ready') throw new Error('Redis is not connected.');
      await client.ping();
    },
    async close() {
      clearInterval(beats);
      send('leaving');
      for (const connection of [client, hearing]) {
        connection.off('close', onAway);
        // What was said last still goes out.
        if (connection.status === 'ready') connection.quit().catch(() => connection.disconnect());
        else connection.disconnect();
      }
    },
  };

  function toShelf(name: string): string {
    return `${parts.namespace}:socket:${name}`;
  }

  function canTell(): boolean {
    if (client.status !== 'ready' || hearing.status !== 'ready' || heardAt === null) return false;
    return clock.elapsed() - heardAt < beatLimit;
  }

  function isAnySilent(): boolean {
    for (const [name, at] of others) {
      const silence = clock.elapsed() - at;
      if (silence > silenceLimit) others.delete(name);
      else if (silence > beatLimit) return true;
    }
    return false;
  }

  /** What can't be told just now is not told: signals are worth something at once or never. */
  function send(signal: Envelope['signal']): void {
    if (client.status !== 'ready') return;
    client
      .publish(channel, toWire({ from: ownName, signal }))
      .catch((error: unknown) => log.debug({ err: error }, 'a signal was not told'));
  }

  function hear(text: string): void {
    // Only that it comes back is of interest, and most of what a busy process hears is its own.
    if (isFrom(text, ownName)) {
      heardAt = clock.elapsed();
      if (isAway) log.info({}, 'redis is back');
      isAway = false;
      return;
    }
    const told = fromWire(text);
    if (!told) return;
    const { from, signal } = told;
    others.set(from, clock.elapsed());
    if (signal === 'leaving') others.delete(from);
    else if (signal !== 'here') for (const listener of listeners) listener(signal);
  }

  function onAway(): void {
    heardAt = null;
    if (isAway) return;
    isAway = true;
    log.warn({}, 'redis is away; until it is back, what other processes do is read from the database');
  }
}
