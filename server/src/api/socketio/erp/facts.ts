import type { MessageSent, MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Server } from 'socket.io';
import { conversationRoom } from '../../../domain/conversations.ts';
import type { Domain } from '../../../domain/createDomain.ts';
import { rooms } from '../../rooms.ts';

/** Puts facts into the `erp` vocabulary. */
export function createErpTeller(domain: Pick<Domain, 'channels'>) {
  return async function tell(io: Server, fact: Fact): Promise<void> {
    const everyone = io.to(rooms.workspace(fact.workspaceId));
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
          io.to(conversationRoom(message.conversationId)).emit('message_sent', sent);
        } else {
          everyone.emit('new_message', message);
        }
        return;
      }
      case 'message:updated':
        everyone.emit('message_status_update', toStatusUpdate(fact.payload.message));
        return;
      case 'conversation:updated':
        everyone.emit('conversation_updated', fact.payload.conversation);
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
        io.to(rooms.qr(channelId)).emit('qr_code_response', {
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
        io.to(conversationRoom(fact.payload.conversationId)).emit('agent_typing', fact.payload);
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
