import type { Channel } from '@erp-whatsapp/shared/channel';
import type { ChannelOnItsWay, CommandInput } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Actor } from '../actor.ts';
import type { DomainParts } from '../parts.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';
import type { ChannelRecords } from './channelRecords.ts';
import { toTarget } from './toTarget.ts';

/** Connecting numbers to WhatsApp and taking them off. What becomes of it comes as facts. */
export function createChannelLinking(
  { storage, sessions }: Pick<DomainParts, 'storage' | 'sessions'>,
  records: ChannelRecords,
) {
  return {
    /**
     * Connects a channel. One that is not linked shows a QR, or with `phoneNumber` a pairing code; without it, it goes back to
     * the QR. One that is connected or on its way stays as it is. @throws CommandError `NOT_FOUND`, `INVALID_PHONE`, `CONFLICT`
     */
    async connect(actor: Actor, input: CommandInput<'connectChannel'>): Promise<ChannelOnItsWay> {
      const { workspaceId } = actor;
      const { channelId } = input;
      const channel = await requireLinkable({ workspaceId, channelId });
      const phoneNumber = await readOwnNumber(workspaceId, channel, input.phoneNumber);
      if (channel.status === 'active' || channel.status === 'connecting') return { channelId, status: channel.status };
      const target = toTarget(workspaceId, channel);
      if (phoneNumber !== null && !channel.isLinked) {
        await sessions.requestPairingCode(target, phoneNumber);
        return { channelId, status: 'connecting' };
      }
      await sessions.start(target);
      return { channelId, status: channel.status === 'qr_ready' ? 'qr_ready' : 'connecting' };
    },

    /** A new code; it makes a former one worthless. @throws CommandError as {@link connect}; `CONFLICT` also for one that is linked. */
    async requestPairingCode(actor: Actor, input: CommandInput<'requestPairingCode'>): Promise<ChannelOnItsWay> {
      const { workspaceId } = actor;
      const { channelId } = input;
      const channel = await requireLinkable({ workspaceId, channelId });
      if (channel.isLinked) {
        throw new CommandError('CONFLICT', 'This number is linked already. Log it out first to link it anew.');
      }
      const phoneNumber = (await readOwnNumber(workspaceId, channel, input.phoneNumber)) ?? channel.phoneNumber;
      if (phoneNumber === null) {
        throw new CommandError('INVALID_INPUT', 'Give the phoneNumber of the phone that the code is for.');
      }
      await sessions.requestPairingCode(toTarget(workspaceId, channel), phoneNumber);
      return { channelId, status: 'connecting' };
    },

    /** Keeps the link: sends wait, and connecting again needs no phone. @throws CommandError `NOT_FOUND`, `CONFLICT` */
    async disconnect(actor: Actor, { channelId }: CommandInput<'disconnectChannel'>): Promise<ChannelOnItsWay> {
      const { workspaceId } = actor;
      const channel = await requireOverWeb({ workspaceId, channelId });
      if (channel.status !== 'inactive') await sessions.stop(toTarget(workspaceId, channel));
      return { channelId, status: 'inactive' };
    },

    /** Unlinks the phone. @throws CommandError `NOT_FOUND`, `CONFLICT` */
    async logout(actor: Actor, { channelId }: CommandInput<'logoutChannel'>): Promise<ChannelOnItsWay> {
      const { workspaceId } = actor;
      const ref = { workspaceId, channelId };
      const channel = await requireOverWeb(ref);
      if (channel.status === 'logged_out') return { channelId, status: 'logged_out' };
      await sessions.logout(toTarget(workspaceId, channel));
      // Of one that was never linked there was nothing to undo but what it was about to do.
      await records.update(ref, { status: 'logged_out', isLinked: false });
      return { channelId, status: 'logged_out' };
    },
  };

  async function requireOverWeb(ref: ChannelRef): Promise<Channel> {
    const channel = await records.require(ref);
    if (channel.type === 'whatsapp_automated') return channel;
    throw new CommandError(
      'CONFLICT',
      'This number is connected through Meta: there is no phone to link or unlink here.',
    );
  }

  async function requireLinkable(ref: ChannelRef): Promise<Channel> {
    const channel = await requireOverWeb(ref);
    if (channel.isActive) return channel;
    throw new CommandError('CONFLICT', 'This number is switched off. Switch it on first, then connect it.');
  }

  /** The number of the phone that is to be linked. @throws CommandError `CONFLICT` for one that is not the channel's. */
  async function readOwnNumber(
    workspaceId: string,
    channel: Channel,
    given: string | undefined,
  ): Promise<string | null> {
    if (given === undefined) return null;
    const phoneNumber = readPhone(given);
    if (phoneNumber === null) throw new CommandError('INVALID_PHONE');
    if (phoneNumber === channel.phoneNumber) return phoneNumber;
    if (channel.phoneNumber !== null) {
      throw new CommandError(
        'CONFLICT',
        `This channel is for ${channel.phoneNumber}. Make a new channel for another number.`,
      );
    }
    const channels = await storage.channels.list(workspaceId);
    const first = channels.find((other) => other.phoneNumber === phoneNumber);
    if (!first) return phoneNumber;
    throw new CommandError('CONFLICT', `${phoneNumber} is the number of “${first.name}” already.`);
  }
}
