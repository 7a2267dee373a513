import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Model } from 'mongoose';
import type { ConversationStorage } from '../../../domain/ports/storage/conversations.ts';
import { isWithin } from '../changes.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { listStatusesBefore } from '../messages/listStatusesBefore.ts';
import {
  type ConversationDocument,
  fromLastMessage,
  hasUnread,
  isMarkedUnread,
  markedKeys,
  toStoredConversation,
  unreadKeys,
} from './conversationModel.ts';
import { countIn, summariseAs } from './countIn.ts';
import { followAll, followConversation } from './followConversation.ts';
import { createListConversations, toListed } from './listConversations.ts';
import { createMergeConversations } from './mergeConversations.ts';

/** For updates that are computed from what is stored. */
const asPipeline = { returnDocument: 'after', updatePipeline: true } as const;

export function createConversationStorage(conversations: Model<ConversationDocument>): ConversationStorage {
  const find: ConversationStorage['find'] = async ({ workspaceId, channelId }, contactId) => {
    const found = await conversations.findOne({ workspaceId, channelId, contactId }).lean();
    return found && toStoredConversation(await followConversation(conversations, found));
  };

  return {
    async get(workspaceId, id) {
      const found = await conversations.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredConversation(await followConversation(conversations, found));
    },
    find,
    async findOrCreate({ newId, channel, contact, seq, at }) {
      if (contact.workspaceId !== channel.workspaceId) throw new CommandError('NOT_FOUND');
      const existing = await find(channel, contact.id);
      if (existing) return existing;
      const document: ConversationDocument = {
        _id: newId,
        workspaceId: channel.workspaceId,
        channelId: channel.channelId,
        contactId: contact.id,
        name: contact.name,
        phoneNumber: contact.phoneNumber,
        lastMessage: null,
        unreadCount: 0,
        readUpTo: null,
        totalMessages: 0,
        incomingAt: 0,
        outgoingTo: null,
        incomingTo: null,
        waitingFrom: null,
        archived: null,
        isMarkedUnread: null,
        sortAt: new Date(at),
        updatedAt: new Date(at),
        seq,
      };
      try {
        await conversations.insertOne(document);
        return toStoredConversation(document);
      } catch (error) {
        const first = duplicateKeyFields(error)?.includes('contactId') ? await find(channel, contact.id) : null;
        if (!first) throw error;
        return first;
      }
    },
    list: createListConversations(conversations),
    async countWaiting(workspaceId, except) {
      // One that was merged away has nothing unread.
      const noticed = { workspaceId, archived: null, _id: { $nin: [...except] } };
      // Each by an index of its own, which a condition with both would leave; others would do, and read all there is.
      const [unread, marked] = await Promise.all([
        conversations.countDocuments({ ...noticed, ...hasUnread }).hint(unreadKeys),
        conversations.countDocuments({ ...noticed, ...isMarkedUnread, unreadCount: { $lte: 0 } }).hint(markedKeys),
      ]);
      return unread + marked;
    },
    ...createMergeConversations(conversations),
    async addMessages(workspaceId, added) {
      const counted = await conversations
        .findOneAndUpdate({ _id: added.conversationId, workspaceId, mergedInto: null }, countIn(added), asPipeline)
        .lean();
      return counted && toStoredConversation(counted);
    },
    async summarise(workspaceId, { conversationId: _id, seenSeq, ...summary }) {
      const summarised = await conversations
        .findOneAndUpdate(
          { _id, workspaceId, mergedInto: null, ...(seenSeq === undefined ? {} : { seq: seenSeq }) },
          summariseAs(summary),
          asPipeline,
        )
        .lean();
      return summarised && toStoredConversation(summarised);
    },
    async replaceLastMessage(workspaceId, { conversationId, message, seq }) {
      const changed = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId, 'lastMessage.id': message.id },
          { $set: { lastMessage: fromLastMessage(message) }, $max: { seq, updatedAt: new Date() } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toStoredConversation(changed);
    },
    async setLastMessageStatus(workspaceId, { conversationId, messageId, status, seq }) {
      const changed = await conversations
        .findOneAndUpdate(
          {
            _id: conversationId,
            workspaceId,
            'lastMessage.id': messageId,
            'lastMessage.status': { $in: listStatusesBefore(status) },
          },
          { $set: { 'lastMessage.status': status }, $max: { seq, updatedAt: new Date() } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toStoredConversation(changed);
    },
    async setRead(workspaceId, { conversationId, readUpTo, count, seq }) {
      const changed = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId },
          {
            $set: { readUpTo, isMarkedUnread: null },
            $inc: { unreadCount: -count },
            $max: { seq, updatedAt: new Date() },
          },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toStoredConversation(changed);
    },
    async setFlags(workspaceId, { conversationId, archived, isMarkedUnread, seq }) {
      const flags = {
        ...(archived === undefined ? {} : { archived: archived || null }),
        ...(isMarkedUnread === undefined ? {} : { isMarkedUnread: isMarkedUnread || null }),
      };
      const changed = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId, mergedInto: null },
          { $set: flags, $max: { seq, updatedAt: new Date() } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toStoredConversation(changed);
    },
    followAll: (workspaceId, ids) => followAll(conversations, workspaceId, ids),
    async raise(workspaceId, id, seq) {
      const raised = await conversations
        .findOneAndUpdate({ _id: id, workspaceId }, { $max: { seq } }, { returnDocument: 'after' })
        .lean();
      return raised && toStoredConversation(raised);
    },
    async listChanged(range) {
      const found = await conversations.find(isWithin(range)).sort({ seq: 1 }).limit(range.limit).lean();
      return found.map(toListed);
    },
    async listMisnamed({ id: contactId, workspaceId, name, phoneNumber }) {
      const misnamed = await conversations
        .find({ workspaceId, contactId, $or: [{ name: { $ne: name } }, { phoneNumber: { $ne: phoneNumber } }] })
        .lean();
      return misnamed.map(({ _id }) => _id);
    },
    async rename({ id: contactId, workspaceId, name, phoneNumber }, { conversationId, seq }) {
      const renamed = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId, contactId },
          { $set: { name, phoneNumber }, $max: { seq, updatedAt: new Date() } },
          { returnDocument: 'after' },
        )
        .lean();
      return renamed && toStoredConversation(renamed);
    },
  };
}
