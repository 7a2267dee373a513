import type { Model } from 'mongoose';
import type { ConversationStorage } from '../../../domain/ports/storage.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { type ConversationDocument, toStoredConversation } from './conversationModel.ts';
import { toListed } from './listConversations.ts';

type Merging = Pick<ConversationStorage, 'listUnmerged' | 'handOver' | 'mergeInto' | 'listFormerIds'>;

export function createMergeConversations(conversations: Model<ConversationDocument>): Merging {
  return {
    async listUnmerged(workspaceId, contactIds) {
      const found = await conversations.find({ workspaceId, contactId: { $in: contactIds } }).lean();
      return found.filter(({ mergedInto }) => !mergedInto).map(toStoredConversation);
    },
    async handOver(workspaceId, { conversationId, from, to, seq }) {
      const { id: contactId, name, phoneNumber } = to;
      try {
        const handed = await conversations
          .findOneAndUpdate(
            { _id: conversationId, workspaceId, contactId: from, mergedInto: null },
            { $set: { contactId, name, phoneNumber }, $max: { seq, updatedAt: new Date() } },
            { returnDocument: 'after' },
          )
          .lean();
        return handed && toStoredConversation(handed);
      } catch (error) {
        if (!duplicateKeyFields(error)?.includes('contactId')) throw error;
        return null;
      }
    },
    async mergeInto(workspaceId, { conversationId, mergedInto, seq }) {
      const current = await conversations.findOne({ _id: conversationId, workspaceId }).lean();
      if (!current || current.mergedInto || conversationId === mergedInto) return null;
      // First, so that whoever is led there knows after which message of the customer the next one comes.
      const { matchedCount } = await conversations.updateOne(
        { _id: mergedInto, workspaceId },
        { $max: { incomingAt: current.incomingAt } },
      );
      if (matchedCount === 0) return null;
      const merged = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId, mergedInto: null },
          {
            $set: { mergedInto, lastMessage: null, unreadCount: 0, readUpTo: null, totalMessages: 0 },
            $max: { seq, updatedAt: new Date() },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return merged && toListed(merged);
    },
    async listFormerIds(workspaceId, id) {
      const found: string[] = [];
      for (let last = [id]; last.length > 0; ) {
        const before = await Promise.all(
          last.map((mergedInto) => conversations.find({ workspaceId, mergedInto }).lean()),
        );
        last = before.flat().map(({ _id }) => _id);
        found.push(...last);
      }
      return found;
    },
  };
}
