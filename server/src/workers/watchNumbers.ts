import type { ChannelType } from '@erp-whatsapp/shared/channel';
import type { Peers } from '../domain/ports/peers.ts';
import type { Clock, Log } from '../domain/ports/runtime.ts';
import type { KeptChannel, StoredLease } from '../domain/ports/storage/channels.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import type { LeaseTimes } from './leases.ts';

export type WatchParts = {
  storage: Pick<Storage, 'channels'>;
  owner: string;
  peers: Pick<Peers, 'isAlone' | 'isReachable'>;
  isHeld: (channel: ChannelRef) => boolean;
  clock: Clock;
  log: Log;
  times: LeaseTimes;
  /** Takes a number that nobody works, if it is still as it was seen. @returns whether its session was opened */
  take: (channel: KeptChannel, goesOn: boolean) => Promise<boolean>;
  /** Somebody else works a number of this type: it may be this process's turn at any time. */
  onStandBy: (type: ChannelType) => void;
  /** What others worked is worked here now. */
  onTakenOver: () => void;
};

type Sight = { lease: StoredLease; since: number };

/**
 * Looks after the numbers of all processes: those that nobody works, because they were given back or their holder has not
 * said for a lease's lifetime that it lives, are taken. Alone there is only the first look, and nothing to wait for.
 */
export function watchNumbers(parts: WatchParts) {
  const { peers, clock, log, times } = parts;
  const sights = new Map<string, Sight>();
  /** When those that could not be taken are tried again. */
  const triedAgainAt = new Map<string, number>();
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;
  let isFirst = true;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  return {
    /** Resolves when the first look is done. @throws Error when storage does not answer then */
    async start(): Promise<void> {
      await look();
      isFirst = false;
      if (!peers.isAlone) lookLater();
    },

    /** Looks at once. */
    wake(): void {
      if (isFirst || isClosed || peers.isAlone) return;
      isAskedAgain = looking !== null;
      if (!looking) lookAgain();
    },

    async close(): Promise<void> {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await looking;
    },
  };

  /** Twice as often where nobody can say that a number was given back. */
  function lookLater(): void {
    if (!isClosed) timer = setTimeout(lookAgain, peers.isReachable() ? times.look : times.look / 2);
  }

  function lookAgain(): void {
    if (timer) clearTimeout(timer);
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'the numbers could not be looked after; it is tried again'))
      .finally(() => {
        looking = null;
        if (isAskedAgain && !isClosed) lookAgain();
        else lookLater();
        isAskedAgain = false;
      });
  }

  async function look(): Promise<void> {
    const kept = await parts.storage.channels.listKept();
    const seenAt = clock.elapsed();
    const ids = new Set(kept.map(({ channelId }) => channelId));
    for (const channelId of sights.keys()) if (!ids.has(channelId)) sights.delete(channelId);
    const left = kept.filter((channel) => isLeft(channel, seenAt));
    const outcomes = await Promise.all(left.map(takeIfDue));
    if (!isFirst && outcomes.includes(true)) parts.onTakenOver();
  }

  /** Whether nobody works it. */
  function isLeft(channel: KeptChannel, seenAt: number): boolean {
    const { channelId, lease } = channel;
    if (peers.isAlone) return true;
    if (parts.isHeld(channel)) return false;
    if (lease === null || lease.owner === null || lease.owner === parts.owner) return true;
    const sight = sights.get(channelId);
    if (sight && isSame(sight.lease, lease)) return seenAt - sight.since >= times.lifetime;
    if (!sight) parts.onStandBy(channel.type);
    sights.set(channelId, { lease, since: seenAt });
    return false;
  }

  /** A number that a person is needed for is tried at a start alone, but nobody shall be in that person's way. */
  async function takeIfDue(channel: KeptChannel): Promise<boolean> {
    const goesOn = isFirst || channel.status === 'active' || channel.status === 'connecting' || !channel.isLinked;
    if (isClosed || (!goesOn && !channel.lease?.owner)) return false;
    if (clock.elapsed() < (triedAgainAt.get(channel.channelId) ?? 0)) return false;
    triedAgainAt.delete(channel.channelId);
    try {
      return await parts.take(channel, goesOn);
    } catch (error) {
      triedAgainAt.set(channel.channelId, clock.elapsed() + times.renewal);
      log.warn({ channelId: channel.channelId, err: error }, 'a number could not be taken over; it is tried again');
      return false;
    }
  }
}

function isSame(one: StoredLease, other: StoredLease): boolean {
  return one.owner === other.owner && one.epoch === other.epoch && one.renewals === other.renewals;
}
