import type { Peers } from '../domain/ports/peers.ts';
import type { Clock, Log } from '../domain/ports/runtime.ts';
import type { StoredLease } from '../domain/ports/storage/channels.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef, Lease } from '../domain/ports/whatsapp.ts';

/**
 * `lifetime`: how long a lease is good for after a renewal · `margin`: how much earlier its holder stops, for what is already
 * on its way · `renewal`: how often it is renewed · `look`: how often it is looked whether something is to be done. All in
 * milliseconds.
 */
export type LeaseTimes = { lifetime: number; margin: number; renewal: number; look: number };

export const leaseTimes: LeaseTimes = { lifetime: 30_000, margin: 2_000, renewal: 5_000, look: 1_000 };

export type LeasesParts = {
  storage: Pick<Storage, 'channels'>;
  /** Names this process, and never another one. */
  owner: string;
  peers: Peers;
  clock: Clock;
  log: Log;
  times?: LeaseTimes;
};

type Held = Lease & { channel: ChannelRef; until: number };

/**
 * The leases of the numbers that this process works. Nobody compares times of day: the holder counts from the beginning of
 * its last renewal, on a clock that goes on while the process is halted, and whoever wants to take over from when it saw the
 * last change. Where nobody else can be there, leases are taken whatever is stored of them, and never end by themselves.
 * @param onLost must stop the number's session at once
 */
export function createLeases(parts: LeasesParts, onLost: (channel: ChannelRef) => void) {
  const { owner, peers, clock, log, times = leaseTimes } = parts;
  const { channels } = parts.storage;
  const held = new Map<string, Held>();
  let renewing: Promise<void> | null = null;
  let renewedAt = clock.elapsed();
  let timer: NodeJS.Timeout | null = null;

  return {
    /**
     * @param seen the lease as it was found to be free or abandoned; without it, it is looked whether it is free
     * @returns `null` when another process holds it
     */
    async acquire(channel: ChannelRef, seen?: StoredLease | null): Promise<Lease | null> {
      const known = held.get(channel.channelId);
      if (known?.isHeld()) return known;
      if (known) lose(known, 'it was not renewed in time');
      const stored = peers.isAlone ? 'any' : await findFree(channel, seen);
      return stored === undefined ? null : take(channel, stored);
    },

    /** Takes it from whoever has it, who ends its session then. @returns `null` where there is no such channel */
    async seize({ workspaceId, channelId }: ChannelRef): Promise<Lease | null> {
      const channel: ChannelRef = { workspaceId, channelId };
      const lease = await take(channel, 'any');
      if (lease) peers.tell({ name: 'lease:seized', channel });
      return lease;
    },

    /** Sees at once whether a lease that this process holds was taken from it. Never rejects: a renewal would see it later. */
    async recheck(channel: ChannelRef): Promise<void> {
      const lease = held.get(channel.channelId);
      if (!lease) return;
      try {
        const stored = await channels.getLease(channel);
        const isOwn = stored?.owner === owner && stored.epoch === lease.epoch;
        if (!isOwn && held.get(channel.channelId) === lease) lose(lease, 'another process has taken it');
      } catch (error) {
        log.warn({ channelId: channel.channelId, err: error }, 'the lease of a number could not be looked at');
      }
    },

    /** Whether this process holds it just now. */
    isHeld: ({ channelId }: ChannelRef): boolean => held.get(channelId)?.isHeld() ?? false,

    /** Gives it back, so that others need not wait. Never rejects: what can’t be given back ends by itself. */
    async release({ workspaceId, channelId }: ChannelRef): Promise<void> {
      const lease = held.get(channelId);
      if (!lease) return;
      held.delete(channelId);
      try {
        const channel: ChannelRef = { workspaceId, channelId };
        await channels.releaseLease({ ...channel, epoch: lease.epoch }, owner);
        peers.tell({ name: 'lease:released', channel });
      } catch (error) {
        log.warn({ channelId, err: error }, 'the lease of a number could not be given back; it ends by itself');
      }
    },

    /** Renews nothing any more. */
    async close(): Promise<void> {
      if (timer) clearInterval(timer);
      await renewing;
    },
  };

  async function take(channel: ChannelRef, seen: StoredLease | null | 'any'): Promise<Lease | null> {
    const begun = clock.elapsed();
    const epoch = await channels.takeLease(channel, { owner, seen });
    if (epoch === null) return null;
    const lease = hold(channel, epoch, endOf(begun));
    log.info({ channelId: channel.channelId, epoch }, 'the lease of a number was taken');
    return lease;
  }

  /** @returns `undefined` when it is not free */
  async function findFree(channel: ChannelRef, seen?: StoredLease | null): Promise<StoredLease | null | undefined> {
    if (seen !== undefined) return seen;
    const stored = await channels.getLease(channel);
    return stored === null || stored.owner === null || stored.owner === owner ? stored : undefined;
  }

  function hold({ workspaceId, channelId }: ChannelRef, epoch: number, until: number): Held {
    const lease: Held = {
      channel: { workspaceId, channelId },
      epoch,
      until,
      isHeld: () => held.get(channelId) === lease && (peers.isAlone || clock.elapsed() < lease.until),
    };
    held.set(channelId, lease);
    if (!peers.isAlone) timer ??= setInterval(look, times.look);
    return lease;
  }

  function endOf(begun: number): number {
    return begun + times.lifetime - times.margin;
  }

  function look(): void {
    for (const lease of held.values()) if (!lease.isHeld()) lose(lease, 'it was not renewed in time');
    if (renewing || clock.elapsed() - renewedAt < times.renewal) return;
    renewing = renew().finally(() => {
      renewing = null;
    });
  }

  /** One write for all of them. Never rejects: it is tried again as long as there is time. */
  async function renew(): Promise<void> {
    const leases = [...held.values()];
    const begun = clock.elapsed();
    if (leases.length === 0) return;
    try {
      const own = await channels.renewLeases(
        owner,
        leases.map(({ channel }) => channel.channelId),
      );
      const epochs = new Map(own.map(({ channelId, epoch }) => [channelId, epoch]));
      for (const lease of leases) {
        if (held.get(lease.channel.channelId) !== lease) continue;
        if (epochs.get(lease.channel.channelId) !== lease.epoch) lose(lease, 'another process has taken it');
        else if (lease.isHeld()) lease.until = endOf(begun);
      }
      renewedAt = begun;
    } catch (error) {
      log.warn({ err: error }, 'the leases of the numbers could not be renewed; it is tried again');
    }
  }

  function lose(lease: Held, reason: string): void {
    held.delete(lease.channel.channelId);
    log.warn({ channelId: lease.channel.channelId, epoch: lease.epoch, reason }, 'the lease of a number is lost');
    onLost(lease.channel);
  }
}

export type Leases = ReturnType<typeof createLeases>;
