import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { type MessageDocument, toMessage } from './messageModel.ts';

export function createRetryMessage(messages: Model<MessageDocument>): MessageStorage['retry'] {
  return async (workspaceId, id, { at, seq }) => {
    const retried = await messages
      .findOneAndUpdate(
        { _id: id, workspaceId, isOutgoing: true, status: 'failed' },
        { $set: { status: 'pending', error: null }, $max: { seq, updatedAt: new Date(at) } },
        { returnDocument: 'after' },
      )
      .lean();
    return retried && toMessage(retried);
  };
}
