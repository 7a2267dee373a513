import type { Model } from 'mongoose';
import type { MessageStorage, NewMessage } from '../../../domain/ports/storage.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { fromNewMessage, type MessageDocument, toMessage } from './messageModel.ts';

export function createInsertMessage(messages: Model<MessageDocument>): MessageStorage['insert'] {
  return async (message) => {
    const document = fromNewMessage(message);
    try {
      await messages.insertOne(document);
      return { message: toMessage(document), isNew: true, fingerprint: document.fingerprint };
    } catch (error) {
      const fields = duplicateKeyFields(error);
      const stored = fields && (await messages.findOne(toFilter(fields, message)).lean());
      if (!stored) throw error;
      return { message: toMessage(stored), isNew: false, fingerprint: stored.fingerprint };
    }
  };
}

/** The filter for the message that holds the key which the insert ran into. */
function toFilter(fields: string[], message: NewMessage) {
  const { id, workspaceId, clientMessageId, channelId, conversationId, isOutgoing, whatsappId } = message;
  if (fields.includes('clientMessageId')) return { workspaceId, clientMessageId };
  if (fields.includes('whatsappId')) return { workspaceId, channelId, conversationId, isOutgoing, whatsappId };
  return { _id: id, workspaceId };
}
