import type { ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import { conversationRoom } from '../../../domain/conversations.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import type { Clock } from '../../../domain/ports/runtime.ts';
import { rooms } from '../../rooms.ts';
import type { Audience } from '../dialect.ts';
import { createSayer } from '../recovery/replayable.ts';
import { toStatusUpdate } from '../toStatusUpdate.ts';
import { toConnectionUpdate, toPairingCode, toQrCode } from './toChannelEvents.ts';
import { toIncomingMessage } from './toIncomingMessage.ts';

type Said = Pick<
  ChannelsServerEvents,
  'connection_update' | 'qr_code' | 'pairing_code' | 'incoming_message' | 'message_status_update'
>;

const say = createSayer<Said>('channels');

/** Puts facts into the `channels` vocabulary, for whoever subscribed to the channel. */
export function createChannelsTeller(parts: { domain: Pick<Domain, 'contacts'>; clock: Pick<Clock, 'now'> }) {
  return async function tell(audience: Audience, { name, workspaceId, payload }: Fact): Promise<void> {
    switch (name) {
      // What could not be read at first was not told.
      case 'message:created':
      case 'message:replaced': {
        const { message } = payload;
        if (!isIncoming(message)) return;
        const customer = await parts.domain.contacts.identityOf(workspaceId, message.customerId);
        const to = { audience, rooms: [rooms.channel(message.channelId)] };
        say(to, 'incoming_message', toIncomingMessage(message, customer));
        return;
      }
      case 'message:updated': {
        const { message } = payload;
        const { channelId, conversationId } = message;
        const to = { audience, rooms: [rooms.channel(channelId)], beside: listOwn(workspaceId, conversationId) };
        say(to, 'message_status_update', toStatusUpdate(message));
        return;
      }
      case 'channel:updated': {
        const { channel } = payload;
        say({ audience, rooms: [rooms.channel(channel.channelId)] }, 'connection_update', toConnectionUpdate(channel));
        return;
      }
      case 'channel:qr':
        say(
          { audience, rooms: [rooms.channelCodes(payload.channelId)] },
          'qr_code',
          toQrCode(payload, parts.clock.now()),
        );
        return;
      case 'channel:pairingCode':
        say(
          { audience, rooms: [rooms.channelCodes(payload.channelId)] },
          'pairing_code',
          toPairingCode(payload, parts.clock.now()),
        );
        return;
      case 'message:mediaSettled':
      case 'conversation:updated':
      case 'contact:updated':
      case 'preferences:updated':
      case 'customer:typing':
      case 'agent:typing':
      case 'access:ended':
        return;
    }
  };
}

/** The vocabulary that is told last has the same event for the same fact: each socket hears one of the two. */
function listOwn(workspaceId: string, conversationId: string): string[] {
  return [rooms.workspace(workspaceId), conversationRoom(conversationId)];
}

/** What a customer wrote and can be read; neither what was typed on the business's own phone nor notes of the system. */
function isIncoming(message: Message): message is Message & { messageId: string } {
  return !message.isOutgoing && message.messageType !== 'system' && message.messageId !== null;
}
