import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import {
  type MessageDocument,
  newestFirst,
  oldestFirst,
  pending,
  receiptDue,
  toMessage,
  unread,
} from './messageModel.ts';
import { isUpTo } from './threadPositions.ts';

type OpenMessages = Pick<
  MessageStorage,
  | 'listPending'
  | 'countPending'
  | 'conversationsWithPending'
  | 'listUnread'
  | 'countUnread'
  | 'newestUnread'
  | 'markRead'
  | 'listReceiptsDue'
  | 'clearReceiptsDue'
>;

/** What is still to be done about messages: sending, reading, telling WhatsApp that they were read. */
export function createOpenMessages(messages: Model<MessageDocument>): OpenMessages {
  return {
    async listPending(workspaceId, conversationId, limit) {
      const found = await messages
        .find({ workspaceId, conversationId, ...pending })
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.map(toMessage);
    },
    async countPending({ workspaceId, channelId }) {
      return messages.countDocuments({ workspaceId, channelId, ...pending });
    },
    async conversationsWithPending({ workspaceId, channelId }) {
      const found = await messages.aggregate<{ _id: string }>([
        { $match: { workspaceId, channelId, ...pending } },
        { $group: { _id: '$conversationId', since: { $min: '$createdAt' } } },
        { $sort: { since: 1, _id: 1 } },
      ]);
      return found.map(({ _id }) => _id);
    },
    async listUnread({ workspaceId, conversationId, upTo, limit }) {
      const found = await messages
        .find({ workspaceId, conversationId, ...unread, ...isUpTo(upTo) })
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.map(toMessage);
    },
    async countUnread(workspaceId, conversationId) {
      return messages.countDocuments({ workspaceId, conversationId, ...unread });
    },
    async newestUnread(workspaceId, conversationId) {
      const found = await messages
        .findOne({ workspaceId, conversationId, ...unread })
        .sort(newestFirst)
        .lean();
      return found && toMessage(found);
    },
    async markRead(workspaceId, changes, at) {
      if (changes.length === 0) return 0;
      const readAt = new Date(at);
      const { modifiedCount } = await messages.bulkWrite(
        changes.map(({ id, seq }) => ({
          updateOne: {
            filter: { _id: id, workspaceId, ...unread },
            update: { $set: { status: 'read', readAt, isReceiptDue: true }, $max: { seq, updatedAt: readAt } },
          },
        })),
      );
      return modifiedCount;
    },
    async listReceiptsDue({ workspaceId, channelId }, limit) {
      const found = await messages
        .find({ workspaceId, channelId, ...receiptDue, isPlaceholder: { $ne: true } })
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.flatMap(({ _id, contactId, whatsappId }) =>
        whatsappId === null ? [] : [{ id: _id, customerId: contactId, whatsappId }],
      );
    },
    async clearReceiptsDue(workspaceId, ids) {
      if (ids.length === 0) return;
      await messages.updateMany({ _id: { $in: ids }, workspaceId }, { $set: { isReceiptDue: false } });
    },
  };
}
