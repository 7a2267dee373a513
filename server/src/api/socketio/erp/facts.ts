import type { MessageSent } from '@erp-whatsapp/shared/dialects/erp';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import { conversationRoom } from '../../../domain/conversations.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import { rooms } from '../../rooms.ts';
import type { Audience } from '../dialect.ts';
import { toStatusUpdate } from '../toStatusUpdate.ts';

/** Puts facts into the `erp` vocabulary. */
export function createErpTeller(domain: Pick<Domain, 'channels'>) {
  return async function tell(audience: Audience, fact: Fact): Promise<void> {
    const everyone = audience.to(rooms.workspace(fact.workspaceId));
    /** With the programs that joined it. */
    const everyoneAt = (conversationId: string) => everyone.to(conversationRoom(conversationId));
    switch (fact.name) {
      case 'message:created': {
        const { message, mobileNo } = fact.payload;
        if (isSentHere(message)) {
          const sent: MessageSent = {
            ...message,
            to: mobileNo,
            message: message.content,
            senderId: message.sender?.id ?? null,
          };
          audience.to(conversationRoom(message.conversationId)).emit('message_sent', sent);
        } else {
          everyoneAt(message.conversationId).emit('new_message', message);
        }
        return;
      }
      case 'message:updated': {
        const { message } = fact.payload;
        everyoneAt(message.conversationId).emit('message_status_update', toStatusUpdate(message));
        return;
      }
      case 'message:replaced':
      case 'message:mediaSettled': {
        const { message } = fact.payload;
        everyoneAt(message.conversationId).emit('message_updated', message);
        return;
      }
      case 'conversation:updated': {
        const { conversation } = fact.payload;
        // Whoever listens under the former name goes on hearing.
        if (conversation.mergedInto) {
          audience.in(conversationRoom(conversation.id)).socketsJoin(conversationRoom(conversation.mergedInto));
        }
        everyoneAt(conversation.id).emit('conversation_updated', conversation);
        return;
      }
      case 'contact:updated':
        everyone.emit('contact_updated', fact.payload);
        return;
      case 'preferences:updated':
        audience.to(rooms.user(fact.payload.userId)).emit('preferences_updated', fact.payload.preferences);
        return;
      case 'channel:updated': {
        const { channelId, deletedAt } = fact.payload.channel;
        // Of one that was deleted there is nothing to say but that it is not among the others any more.
        const about = deletedAt === undefined ? { channelId } : {};
        everyone.emit('whatsapp_status_update', await domain.channels.getConnectionStatus(fact.workspaceId, about));
        return;
      }
      case 'channel:qr': {
        const { channelId, picture, expiresAt } = fact.payload;
        audience.to(rooms.qr(channelId)).emit('qr_code_response', {
          success: true,
          data: picture,
          message: 'The code was renewed.',
          expiresAt,
          channelId,
        });
        return;
      }
      case 'channel:pairingCode':
        // This vocabulary has no word for it: who links by a code asks for it over the channels' one.
        return;
      case 'customer:typing':
        everyoneAt(fact.payload.conversationId).emit('customer_typing', fact.payload);
        return;
      case 'agent:typing':
        audience.to(conversationRoom(fact.payload.conversationId)).emit('agent_typing', fact.payload);
        return;
      case 'access:ended':
        // Told by its connections to whom it concerns, and to nobody else.
        return;
    }
  };
}

/** Sent through us, by an agent or an integrator; what was typed on the business's own phone has no sender here. */
function isSentHere(message: Message): boolean {
  return message.isOutgoing && message.sender !== null;
}
