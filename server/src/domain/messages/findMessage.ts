import { toOutgoingMedia } from '../media/toOutgoing.ts';
import type { DomainParts } from '../parts.ts';
import type { ChannelRef, CustomerIdentity, OutgoingMedia } from '../ports/whatsapp.ts';

/** A message as WhatsApp needs it again: for a device that could not read it, and to quote it. */
export type FoundMessage = {
  isOwn: boolean;
  content: string;
  media: OutgoingMedia | null;
  replyToWhatsappId: string | null;
};

/** Finds what was said in the chat with a customer, by WhatsApp's id. */
export function createFindMessage({ storage, files }: Pick<DomainParts, 'storage' | 'files'>) {
  return async (
    channel: ChannelRef,
    key: { customer: CustomerIdentity; whatsappId: string },
  ): Promise<FoundMessage | null> => {
    const { workspaceId, channelId } = channel;
    const contact = await storage.contacts.find(workspaceId, key.customer);
    const conversation = contact && (await storage.conversations.find(channel, contact.id));
    if (!conversation) return null;
    for (const isOutgoing of [true, false]) {
      const message = await storage.messages.findByWhatsappId(workspaceId, {
        channelId,
        conversationId: conversation.id,
        isOutgoing,
        whatsappId: key.whatsappId,
      });
      // Nobody can be given what nobody could read.
      if (message && !message.isPlaceholder) {
        const answered = message.replyTo === null ? null : await storage.messages.get(workspaceId, message.replyTo);
        return {
          isOwn: isOutgoing,
          content: message.content,
          media: toOutgoingMedia(files, workspaceId, message),
          replyToWhatsappId: answered?.messageId ?? null,
        };
      }
    }
    return null;
  };
}
