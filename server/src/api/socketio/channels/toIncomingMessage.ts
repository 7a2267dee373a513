import type { IncomingMessageEvent, WhatsAppForm } from '@erp-whatsapp/shared/dialects/channels';
import type { Message } from '@erp-whatsapp/shared/message';
import type { CustomerIdentity } from '../../../domain/ports/whatsapp.ts';

export function toIncomingMessage(
  message: Message & { messageId: string },
  customer: CustomerIdentity,
): IncomingMessageEvent {
  return { ...message, from: toJid(customer), message: toWhatsAppForm(message), type: 'incoming' };
}

/** Of who hides the number WhatsApp tells another name. */
function toJid({ phoneNumber, lid }: CustomerIdentity): string {
  return phoneNumber === null ? `${lid}@lid` : `${phoneNumber.slice(1)}@s.whatsapp.net`;
}

/** As WhatsApp's own clients put it, as far as a program needs it. */
function toWhatsAppForm({ messageType, content, media }: Message): WhatsAppForm {
  const file = omitEmpty({ mimetype: media?.mimeType, fileName: media?.fileName, url: media?.url });
  switch (messageType) {
    case 'text':
    case 'template':
    case 'interactive':
    case 'system':
      return { conversation: content };
    case 'image':
      return { imageMessage: { ...omitEmpty({ caption: content }), ...file } };
    case 'video':
      return { videoMessage: { ...omitEmpty({ caption: content }), ...file } };
    case 'document':
      return { documentMessage: { ...omitEmpty({ caption: content }), ...file } };
    case 'audio':
      return { audioMessage: file };
    case 'sticker':
      return { stickerMessage: file };
    case 'location':
      return { locationMessage: { name: content } };
    case 'contacts':
      return { contactMessage: { displayName: content } };
    case 'reaction':
      return { reactionMessage: { text: content } };
  }
}

function omitEmpty(fields: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
