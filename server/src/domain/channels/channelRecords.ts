import type { Channel } from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { DomainParts } from '../parts.ts';
import type { ChannelChange } from '../ports/storage/channels.ts';
import type { ChannelRef, HeldChannel } from '../ports/whatsapp.ts';
import { createRecall } from '../recall.ts';

/** Reading channels and writing them down, with what is remembered of them for sending. */
export function createChannelRecords({ storage, facts, clock }: Pick<DomainParts, 'storage' | 'facts' | 'clock'>) {
  const chosen = createRecall<Channel>(clock.elapsed);
  facts.subscribeElsewhere((fact) => {
    if (fact.name === 'channel:updated') forget({ ...fact, channelId: fact.payload.channel.channelId });
  });

  return {
    choose,

    /** The channel to send on: as {@link choose}, without reading it for every message. @throws CommandError `CHANNEL_NOT_ACTIVE` */
    async chooseForSending(workspaceId: string, channelId: string | undefined): Promise<Channel | null> {
      const channel = await chosen.get(toKey(workspaceId, channelId), () =>
        channelId === undefined ? choose(workspaceId, undefined) : storage.channels.get({ workspaceId, channelId }),
      );
      if (channelId !== undefined && !channel) throw notFound();
      if (channel?.deletedAt) {
        throw new CommandError(
          'CHANNEL_NOT_ACTIVE',
          'This WhatsApp number was deleted. Its conversations can be read; write from another number.',
        );
      }
      return channel;
    },

    /** @throws CommandError `NOT_FOUND`, also for one that was deleted. */
    async require(ref: ChannelRef): Promise<Channel> {
      return requireChannel(await storage.channels.get(ref));
    },

    /** Without telling anybody. @returns `null` where there is none, or another process has its lease. */
    write(ref: ChannelRef | HeldChannel, change: ChannelChange): Promise<Channel | null> {
      return forgetting(ref, () => storage.channels.update(ref, change, clock.now()));
    },

    /** The same, and tells everyone how it is then. */
    update(ref: ChannelRef | HeldChannel, change: ChannelChange): Promise<Channel | null> {
      return keepTold(ref, () => storage.channels.update(ref, change, clock.now()));
    },

    keepTold,
    tell,
  };

  /** Runs a write that changes a channel, and tells everyone how it is then. */
  async function keepTold(ref: ChannelRef, write: () => Promise<Channel | null>): Promise<Channel | null> {
    const channel = await forgetting(ref, write);
    if (channel) tell(ref.workspaceId, channel);
    return channel;
  }

  async function forgetting<T>(ref: ChannelRef, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      forget(ref);
    }
  }

  function tell(workspaceId: string, channel: Channel): void {
    facts.publish({ name: 'channel:updated', workspaceId, payload: { channel } });
  }

  /** It may be the one that is chosen where none is named. */
  function forget(ref: ChannelRef): void {
    for (const channelId of [ref.channelId, undefined]) chosen.forget(toKey(ref.workspaceId, channelId));
  }

  /** The channel asked for, else the default one, else the oldest. @throws CommandError `NOT_FOUND` for an unknown id. */
  async function choose(workspaceId: string, channelId: string | undefined): Promise<Channel | null> {
    if (channelId !== undefined) return requireChannel(await storage.channels.get({ workspaceId, channelId }));
    const channels = await storage.channels.list(workspaceId);
    return channels.find(({ isDefault }) => isDefault) ?? channels[0] ?? null;
  }
}

export type ChannelRecords = ReturnType<typeof createChannelRecords>;

function requireChannel(channel: Channel | null): Channel {
  if (!channel || channel.deletedAt) throw notFound();
  return channel;
}

function notFound(): CommandError {
  return new CommandError('NOT_FOUND', 'There is no such WhatsApp number.');
}

function toKey(workspaceId: string, channelId: string | undefined): string {
  return `${workspaceId}/${channelId ?? 'default'}`;
}
