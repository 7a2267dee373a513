import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage.ts';
import { isWithin } from '../changes.ts';
import { type MessageDocument, newestFirst, toMessage } from './messageModel.ts';
import { isBefore } from './threadPositions.ts';

type Reads = Pick<
  MessageStorage,
  'get' | 'findByWhatsappId' | 'page' | 'count' | 'listChanged' | 'conversationsChanged' | 'raise'
>;

export function createMessageReads(messages: Model<MessageDocument>): Reads {
  return {
    async get(workspaceId, id) {
      const found = await messages.findOne({ _id: id, workspaceId }).lean();
      return found && toMessage(found);
    },
    async findByWhatsappId(workspaceId, { channelId, conversationId, isOutgoing, whatsappId }) {
      const found = await messages.findOne({ workspaceId, channelId, conversationId, isOutgoing, whatsappId }).lean();
      return found && toMessage(found);
    },
    async page({ workspaceId, conversationId, limit, offset = 0, before }) {
      const found = await messages
        .find({ workspaceId, conversationId, ...(before ? isBefore(before) : {}) })
        .sort(newestFirst)
        .skip(offset)
        .limit(limit)
        .lean();
      return found.map(toMessage).reverse();
    },
    async listChanged(range) {
      const found = await messages.find(isWithin(range)).sort({ seq: 1 }).limit(range.limit).lean();
      return found.map(toMessage);
    },
    async raise(workspaceId, id, seq) {
      const raised = await messages
        .findOneAndUpdate({ _id: id, workspaceId }, { $max: { seq } }, { returnDocument: 'after' })
        .lean();
      return raised && toMessage(raised);
    },
    async conversationsChanged(workspaceId, after) {
      const found = await messages.aggregate<{ _id: string }>([
        { $match: isWithin({ workspaceId, after }) },
        { $group: { _id: '$conversationId' } },
      ]);
      return found.map(({ _id }) => _id);
    },
    async count(workspaceId, conversationId) {
      return messages.countDocuments({ workspaceId, conversationId });
    },
  };
}
