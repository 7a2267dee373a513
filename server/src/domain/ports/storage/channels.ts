import type { Channel, ChannelEvent, ChannelStatus, ChannelType, LastDisconnect } from '@erp-whatsapp/shared/channel';
import type { ChannelRef, HeldChannel, SessionTarget } from '../whatsapp.ts';

export type NewChannel = {
  id: string;
  workspaceId: string;
  name: string;
  type: ChannelType;
  isDefault: boolean;
  /** The only one that can be linked to it. */
  phoneNumber?: string | null | undefined;
};

export type ChannelChange = {
  name?: string;
  status?: ChannelStatus;
  phoneNumber?: string;
  isLinked?: boolean;
  isActive?: boolean;
  lastConnected?: number;
  lastDisconnect?: LastDisconnect | null;
};

/**
 * Who works a channel's session: `owner` names a process, `epoch` counts the holders, and `renewals` how often this one said
 * that it lives. No owner: it was given back.
 */
export type StoredLease = { owner: string | null; epoch: number; renewals: number };

/** A channel as those who keep the sessions see it. `lease`: `null` when nobody ever had one. */
export type KeptChannel = SessionTarget & { status: ChannelStatus; isLinked: boolean; lease: StoredLease | null };

export type ChannelStorage = {
  /** @throws CommandError `CONFLICT` when it would be a second default channel, or a second one with its phone number. */
  create: (channel: NewChannel, at: number) => Promise<Channel>;
  /** Also one that was deleted. */
  get: (channel: ChannelRef) => Promise<Channel | null>;
  /** Oldest first; without those that were deleted. */
  list: (workspaceId: string) => Promise<Channel[]>;
  /** The same with them. */
  listWithDeleted: (workspaceId: string) => Promise<Channel[]>;
  /**
   * Sets what is given, and `lastStatusUpdate` when the status is among it; a status or a reason that is another one than before
   * is an event. @returns `null` where there is no such channel, it was deleted, or another has its lease than whoever tells by
   * the epoch that it holds it. @throws CommandError `CONFLICT` when another one has the phone number.
   */
  update: (channel: ChannelRef | HeldChannel, change: ChannelChange, at: number) => Promise<Channel | null>;
  /** The latest first, of which so many are kept as `keptChannelEvents` says. */
  listEvents: (channel: ChannelRef) => Promise<ChannelEvent[]>;
  /** Makes it the default in place of the one that is. @returns `null` where there is no such channel. */
  makeDefault: (channel: ChannelRef) => Promise<Channel | null>;
  /** Ends it, and whoever has its lease loses it. @returns it as it is then; `null` where there is none any more. */
  delete: (channel: ChannelRef, at: number) => Promise<Channel | null>;
  /**
   * Across workspaces, for the workers: enabled channels whose link stands and that nobody disconnected, and those on their way
   * to a link, or out of one.
   */
  listKept: () => Promise<KeptChannel[]>;
  /** Across workspaces, for what a deletion left to do. `deletedAt` in milliseconds. */
  listDeleted: () => Promise<(ChannelRef & { deletedAt: number })[]>;
  /** `null` where there is none, or no such channel. */
  getLease: (channel: ChannelRef) => Promise<StoredLease | null>;
  /** Makes `owner` the holder, if the lease is still as it was seen; `any` for whatever it is. @returns the new epoch, or `null` where not. */
  takeLease: (
    channel: ChannelRef,
    wanted: { owner: string; seen: StoredLease | null | 'any' },
  ) => Promise<number | null>;
  /** Across workspaces: says that the holder lives. @returns those of these channels that are still its own, by their epoch */
  renewLeases: (owner: string, channelIds: string[]) => Promise<HeldChannel[]>;
  /** Gives a lease back, if it is still the owner's of that epoch. */
  releaseLease: (channel: HeldChannel, owner: string) => Promise<void>;
};
