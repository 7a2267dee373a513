import type { MessageSent, MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import { conversationRoom } from '../../../domain/conversations.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import { rooms } from '../../rooms.ts';
import type { Audience } from '../dialect.ts';

/** Puts facts into the `erp` vocabulary. */
export function createErpTeller(domain: Pick<Domain, 'channels'>) {
  return async function tell(audience: Audience, fact: Fact): Promise<void> {
    const everyone = audience.to(rooms.workspace(fact.workspaceId));
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
          everyone.emit('new_message', message);
        }
        return;
      }
      case 'message:updated':
        everyone.emit('message_status_update', toStatusUpdate(fact.payload.message));
        return;
      case 'message:replaced':
        everyone.emit('message_updated', fact.payload.message);
        return;
      case 'conversation:updated': {
        const { conversation } = fact.payload;
        // Whoever listens under the former name goes on hearing.
        if (conversation.mergedInto) {
          audience.in(conversationRoom(conversation.id)).socketsJoin(conversationRoom(conversation.mergedInto));
        }
        everyone.emit('conversation_updated', conversation);
        return;
      }
      case 'contact:updated':
        everyone.emit('contact_updated', fact.payload);
        return;
      case 'preferences:updated':
        audience.to(rooms.user(fact.payload.userId)).emit('preferences_updated', fact.payload.preferences);
        return;
      case 'channel:updated': {
        const { channelId } = fact.payload.channel;
        everyone.emit(
          'whatsapp_status_update',
          await domain.channels.getConnectionStatus(fact.workspaceId, { channelId }),
        );
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
      case 'customer:typing':
        everyone.emit('customer_typing', fact.payload);
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

function toStatusUpdate(message: Message): MessageStatusUpdate {
  return {
    id: message.id,
    messageId: message.messageId,
    conversationId: message.conversationId,
    channelId: message.channelId,
    status: message.status,
    ...(message.error === null ? {} : { error: message.error }),
    timestamp: message.updatedAt,
    seq: message.seq,
  };
}
