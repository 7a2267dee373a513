import type { Channel, ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Actor } from '../actor.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';
import type { ChannelRef, ShownCode } from '../ports/whatsapp.ts';
import { createQrAsking } from './askForQr.ts';
import { createChannelRecords } from './channelRecords.ts';
import { createChannelStates } from './channelStates.ts';
import { createDayCounts } from './countDays.ts';
import { createChannelLinking } from './linkChannels.ts';
import { createChannelManaging } from './manageChannels.ts';

/**
 * A workspace's WhatsApp numbers and what becomes of their connections.
 * @param giveUp makes what is still to be sent or fetched over a channel fail
 */
export function createChannels(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'sessions' | 'clock' | 'ids' | 'log'> & WaitingParts,
  giveUp: (channel: ChannelRef) => Promise<void>,
) {
  const { storage, sessions } = parts;
  const records = createChannelRecords(parts);
  const { createFirst, ...managing } = createChannelManaging(parts, { records, giveUp });
  const countDays = createDayCounts(parts);

  return {
    ...managing,
    ...createChannelLinking(parts, records),
    ...createChannelStates(parts, records),
    chooseForSending: records.chooseForSending,
    getQrCode: createQrAsking(parts, { records, createFirst }),

    /** Oldest first. */
    list(workspaceId: string): Promise<Channel[]> {
      return storage.channels.list(workspaceId);
    },

    /** Oldest first. */
    async listFor(actor: Actor, query: CommandInput<'listChannels'>): Promise<CommandResults['listChannels']> {
      const { workspaceId } = actor;
      const { channels } = storage;
      return { data: await (query.withDeleted ? channels.listWithDeleted(workspaceId) : channels.list(workspaceId)) };
    },

    /** @throws CommandError `NOT_FOUND`, also for one of another workspace, or that was deleted. */
    get({ workspaceId }: Actor, channelId: string): Promise<Channel> {
      return records.require({ workspaceId, channelId });
    },

    /** What a phone can scan or type just now to be linked to it, as far as this process knows; `null` where there is nothing. */
    shownCode(channel: ChannelRef): ShownCode | null {
      return sessions.shownCode(channel);
    },

    /** What became of its connection, the latest first. @throws CommandError `NOT_FOUND` */
    async events(actor: Actor, query: CommandInput<'getChannelEvents'>): Promise<CommandResults['getChannelEvents']> {
      const ref = { workspaceId: actor.workspaceId, channelId: query.channelId };
      await records.require(ref);
      return { data: await storage.channels.listEvents(ref) };
    },

    /** How many messages went over it, day by day. @throws CommandError `NOT_FOUND` */
    async countMessages(
      actor: Actor,
      query: CommandInput<'countChannelMessages'>,
    ): Promise<CommandResults['countChannelMessages']> {
      const ref = { workspaceId: actor.workspaceId, channelId: query.channelId };
      await records.require(ref);
      return { data: await countDays(ref, query) };
    },

    async getConnectionStatus(
      workspaceId: string,
      query: CommandInput<'getConnectionStatus'>,
    ): Promise<ConnectionStatus> {
      const channels = await storage.channels.list(workspaceId);
      const channel = query.channelId
        ? channels.find(({ channelId }) => channelId === query.channelId)
        : (channels.find(({ isDefault }) => isDefault) ?? channels[0]);
      if (query.channelId && !channel) throw new CommandError('NOT_FOUND');
      return {
        connected: channel?.status === 'active',
        connectionState: channel?.status ?? 'inactive',
        channelId: channel?.channelId ?? null,
        phoneNumber: channel?.phoneNumber ?? null,
        lastConnected: channel?.lastConnected ?? null,
        lastDisconnect: channel?.lastDisconnect ?? null,
        channels,
      };
    },
  };
}

export type Channels = ReturnType<typeof createChannels>;
