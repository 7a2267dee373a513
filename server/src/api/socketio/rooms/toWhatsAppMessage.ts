import type { SetFields, WhatsAppMessageEvent, WhatsAppMessageStatus } from '@erp-whatsapp/shared/dialects/rooms';
import type { Message } from '@erp-whatsapp/shared/message';

/** What listeners are told of. */
export type Shown = Message & { messageId: string; senderType: 'agent' | 'customer' };

/** @param mobileNo the customer's number */
export function toWhatsAppMessage(message: Shown, mobileNo: string): WhatsAppMessageEvent {
  const { id, conversationId, customerId, channelId, messageId, senderType, messageType } = message;
  const { content, status, isTemplate, timestamp, media, replyTo } = message;
  return {
    ...keepSet(message),
    ...{ id, conversationId, customerId, senderType, messageType, content, status, isTemplate, timestamp },
    whatsappNumber: mobileNo,
    whatsappMessageId: messageId,
    metadata: { channelId, ...keepSet({ media, replyTo }) },
  };
}

export function toWhatsAppStatus(message: Shown): WhatsAppMessageStatus {
  const { id, messageId, status, customerId, conversationId, updatedAt: timestamp, seq } = message;
  const { error, sentAt, deliveredAt, readAt } = message;
  return {
    ...{ id, messageId, whatsappMessageId: messageId, status, customerId, conversationId, timestamp, seq },
    ...keepSet({ error, sentAt, deliveredAt, readAt }),
  };
}

/** The fields that are not `null`. */
function keepSet<T extends object>(fields: T): SetFields<T>;
function keepSet(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
