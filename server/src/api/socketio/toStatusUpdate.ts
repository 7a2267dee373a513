import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import type { Message } from '@erp-whatsapp/shared/message';

/** What becomes of a message: the same in the two vocabularies that have one word for it. */
export function toStatusUpdate(message: Message): MessageStatusUpdate {
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
