import type { Channel, LastDisconnect } from '@erp-whatsapp/shared/channel';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { DomainParts } from '../parts.ts';
import type { ChannelChange } from '../ports/storage/channels.ts';
import type { ChannelRef, HeldChannel, PairingCode, QrPicture, SessionState } from '../ports/whatsapp.ts';
import type { ChannelRecords } from './channelRecords.ts';
import { toTarget } from './toTarget.ts';

/** What becomes of the connections of a workspace's numbers: stored first, then told. */
export function createChannelStates(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'sessions' | 'clock' | 'log'>,
  records: ChannelRecords,
) {
  const { storage, facts, sessions, clock, log } = parts;

  return {
    /** Stores what became of a connection and tells everyone. With an epoch it counts as long as that holder has the lease. */
    async applyState(ref: ChannelRef | HeldChannel, state: SessionState): Promise<void> {
      const { workspaceId, channelId } = ref;
      let channel: Channel | null;
      try {
        channel = await records.update(ref, toChange(state, clock.now()));
      } catch (error) {
        if (state.status !== 'active' || !(error instanceof CommandError)) throw error;
        // Not waited for: the session goes on to end only when this state has been taken from it.
        void endSecondLink({ workspaceId, channelId }, state.phoneNumber);
        return;
      }
      if (!channel) {
        log.warn({ channelId, status: state.status }, 'a state came for a channel that is gone or held elsewhere');
      }
    },

    /** Tells everyone that may see it that there is a new QR. */
    offerQr({ workspaceId, channelId }: ChannelRef, { picture, expiresAt }: QrPicture): void {
      facts.publish({
        name: 'channel:qr',
        workspaceId,
        payload: { channelId, picture, expiresAt: new Date(expiresAt).toISOString() },
      });
    },

    /** Tells everyone that may see it that there is a new pairing code. */
    offerPairingCode({ workspaceId, channelId }: ChannelRef, { code, expiresAt }: PairingCode): void {
      facts.publish({
        name: 'channel:pairingCode',
        workspaceId,
        payload: { channelId, code, expiresAt: new Date(expiresAt).toISOString() },
      });
    },
  };

  /** A phone was linked that another channel of the workspace has already: one channel is one number, so that is undone. */
  async function endSecondLink(ref: ChannelRef, phoneNumber: string): Promise<void> {
    const { workspaceId, channelId } = ref;
    try {
      const channels = await storage.channels.list(workspaceId);
      const own = channels.find((channel) => channel.channelId === channelId);
      if (!own) return;
      const first = channels.find((channel) => channel.phoneNumber === phoneNumber);
      await sessions.logout(toTarget(workspaceId, own));
      await records.update(ref, {
        status: 'error',
        isLinked: false,
        lastDisconnect: toSecondLink(phoneNumber, first?.name),
      });
    } catch (error) {
      log.error({ channelId, err: error }, 'the second link of a number was not undone');
    }
  }
}

function toSecondLink(phoneNumber: string, name = 'another channel'): LastDisconnect {
  return {
    reason: 'OTHER_NUMBER',
    message: `${phoneNumber} is the number of “${name}” already. Link a phone with another number.`,
  };
}

function toChange(state: SessionState, now: number): ChannelChange {
  switch (state.status) {
    case 'connecting':
      return { status: 'connecting', lastDisconnect: state.lastDisconnect };
    case 'qr_ready':
      return { status: 'qr_ready' };
    case 'pairing_code_ready':
      return { status: 'pairing_code_ready' };
    case 'active':
      return {
        status: 'active',
        phoneNumber: state.phoneNumber,
        isLinked: true,
        lastConnected: now,
        lastDisconnect: null,
      };
    case 'inactive':
      return { status: 'inactive' };
    case 'error':
      return { status: 'error', lastDisconnect: state.lastDisconnect };
    case 'logged_out':
      return { status: 'logged_out', isLinked: false, lastDisconnect: state.lastDisconnect };
  }
}
