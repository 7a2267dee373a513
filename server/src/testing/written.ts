import type { CustomerIdentity, IncomingMessage } from '../domain/ports/whatsapp.ts';

/**
 * A text of a customer as WhatsApp tells it, just now.
 * @param said what is otherwise
 */
export function written(
  customer: CustomerIdentity,
  content: string,
  said: Partial<IncomingMessage> = {},
): IncomingMessage {
  return {
    customer,
    pushName: 'Ana',
    whatsappId: content,
    isOwn: false,
    messageType: 'text',
    content,
    replyToWhatsappId: null,
    raw: null,
    isPlaceholder: false,
    sentAt: Date.now(),
    isLive: true,
    ...said,
  };
}
