import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { isWithin } from '../changes.ts';
import { type MessageDocument, newestFirst, oldestFirst, toMessage } from './messageModel.ts';
import { isAfter, isBefore, toPosition } from './threadPositions.ts';

const fromCustomer = { isOutgoing: false, senderType: 'customer' } as const;

type Reads = Pick<
  MessageStorage,
  | 'get'
  | 'findByClientMessageId'
  | 'findByWhatsappId'
  | 'oldest'
  | 'readTurn'
  | 'page'
  | 'count'
  | 'countBetween'
  | 'listChanged'
  | 'conversationsChanged'
  | 'raise'
>;

export function createMessageReads(messages: Model<MessageDocument>): Reads {
  return {
    async get(workspaceId, id) {
      const found = await messages.findOne({ _id: id, workspaceId }).lean();
      return found && toMessage(found);
    },
    async findByClientMessageId(workspaceId, clientMessageId) {
      const found = await messages.findOne({ workspaceId, clientMessageId }).lean();
      return found && { message: toMessage(found), fingerprint: found.fingerprint };
    },
    async findByWhatsappId(workspaceId, { channelId, conversationId, isOutgoing, whatsappId }) {
      const found = await messages.findOne({ workspaceId, channelId, conversationId, isOutgoing, whatsappId }).lean();
      return found && toMessage(found);
    },
    async oldest(workspaceId, conversationId) {
      const [found] = await messages.find({ workspaceId, conversationId }).sort(oldestFirst).limit(1).lean();
      return found ? toMessage(found) : null;
    },
    async page({ workspaceId, conversationId, limit, offset = 0, before, after }) {
      if (after) {
        const filter = { workspaceId, conversationId, ...isAfter(after) };
        const found = await messages.find(filter).sort(oldestFirst).limit(limit).lean();
        return found.map(toMessage);
      }
      const found = await messages
        .find({ workspaceId, conversationId, ...(before ? isBefore(before) : {}) })
        .sort(newestFirst)
        .skip(offset)
        .limit(limit)
        .lean();
      return found.map(toMessage).reverse();
    },
    async readTurn(workspaceId, conversationId) {
      const newest = async (isOutgoing: boolean) => {
        const found = await messages
          .find({ workspaceId, conversationId, ...(isOutgoing ? { isOutgoing } : fromCustomer) })
          .sort(newestFirst)
          .limit(1)
          .lean();
        return toPosition(found[0]);
      };
      const [outgoingTo, incomingTo] = await Promise.all([newest(true), newest(false)]);
      const first = await messages
        .find({ workspaceId, conversationId, ...fromCustomer, ...(outgoingTo ? isAfter(outgoingTo) : {}) })
        .sort(oldestFirst)
        .limit(1)
        .lean();
      return { outgoingTo, incomingTo, waitingFrom: toPosition(first[0]) };
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
    async countBetween({ workspaceId, channelId }, { isOutgoing, from, to }) {
      const createdAt = { $gte: new Date(from), $lt: new Date(to) };
      return messages.countDocuments({ workspaceId, channelId, isOutgoing, createdAt });
    },
    async count(workspaceId, conversationId) {
      return messages.countDocuments({ workspaceId, conversationId });
    },
  };
}
