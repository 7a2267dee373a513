import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { fromMedia, type MessageDocument, toMessage, unindexed } from './messageModel.ts';

export function createReplacePlaceholder(messages: Model<MessageDocument>): MessageStorage['replacePlaceholder'] {
  return async (workspaceId, id, { content, messageType, media, replyTo, raw, at, seq }) => {
    const replaced = await messages
      .findOneAndUpdate(
        { _id: id, workspaceId, isPlaceholder: true },
        {
          $set: { content, messageType, ...fromMedia(media), replyTo, raw, isPlaceholder: false, ...unindexed },
          $max: { seq, updatedAt: new Date(at) },
        },
        { returnDocument: 'after' },
      )
      .lean();
    return replaced && toMessage(replaced);
  };
}
