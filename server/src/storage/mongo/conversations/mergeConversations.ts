import type { Model } from 'mongoose';
import type { ConversationStorage } from '../../../domain/ports/storage/conversations.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { type ConversationDocument, toStoredConversation } from './conversationModel.ts';
import { toListed } from './listConversations.ts';

type Merging = Pick<ConversationStorage, 'listUnmerged' | 'handOver' | 'mergeInto' | 'listFormerIds'>;

/** What a former name says of whose turn it is, and how it is listed. */
const nothing = {
  outgoingTo: null,
  incomingTo: null,
  waitingFrom: null,
  archived: null,
  isMarkedUnread: null,
} as const;

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
    async mergeInto(workspaceId, { conversationId, mergedInto, seq, survivorSeq }) {
      const current = await conversations.findOne({ _id: conversationId, workspaceId }).lean();
      if (!current || current.mergedInto || conversationId === mergedInto) return null;
      // First, so that whoever is led there knows after which message of the customer the next one comes.
      const survivor = await conversations
        .findOneAndUpdate(
          { _id: mergedInto, workspaceId },
          // What the customer wrote there is nothing new, and brings nothing back.
          {
            $max: { incomingAt: current.incomingAt, ...(current.incomingTo ? { incomingTo: current.incomingTo } : {}) },
          },
        )
        .lean();
      if (!survivor) return null;
      const flags = {
        ...(survivor.archived && !current.archived ? { archived: null } : {}),
        ...(current.isMarkedUnread && !survivor.isMarkedUnread ? { isMarkedUnread: true as const } : {}),
      };
      if (Object.keys(flags).length > 0) {
        await conversations.updateOne({ _id: mergedInto, workspaceId }, { $set: flags, $max: { seq: survivorSeq } });
      }
      const merged = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId, mergedInto: null },
          {
            $set: { mergedInto, lastMessage: null, unreadCount: 0, readUpTo: null, totalMessages: 0, ...nothing },
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
