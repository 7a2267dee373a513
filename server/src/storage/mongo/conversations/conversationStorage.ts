import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Model } from 'mongoose';
import type { ConversationStorage } from '../../../domain/ports/storage.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { listStatusesBefore } from '../messages/listStatusesBefore.ts';
import { type ConversationDocument, fromLastMessage, toStoredConversation } from './conversationModel.ts';
import { createListConversations } from './listConversations.ts';

export function createConversationStorage(conversations: Model<ConversationDocument>): ConversationStorage {
  const find: ConversationStorage['find'] = async ({ workspaceId, channelId }, contactId) => {
    const found = await conversations.findOne({ workspaceId, channelId, contactId }).lean();
    return found && toStoredConversation(found);
  };

  return {
    async get(workspaceId, id) {
      const found = await conversations.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredConversation(found);
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
    async addMessage(workspaceId, { message, isUnread, seq }) {
      const { conversationId: _id } = message;
      const lastMessage = fromLastMessage(message);
      const { createdAt, id } = lastMessage;
      const counted = {
        $inc: { totalMessages: 1, unreadCount: isUnread ? 1 : 0 },
        $max: { seq, updatedAt: new Date() },
      };
      const isNewest = {
        $or: [
          { lastMessage: null },
          { 'lastMessage.createdAt': { $lt: createdAt } },
          { 'lastMessage.createdAt': createdAt, 'lastMessage.id': { $lt: id } },
        ],
      };
      const asLast = await conversations
        .findOneAndUpdate(
          { _id, workspaceId, ...isNewest },
          { ...counted, $set: { lastMessage, sortAt: createdAt } },
          { returnDocument: 'after' },
        )
        .lean();
      if (asLast) return toStoredConversation(asLast);
      // There is a newer one; a last message only ever gives way to a newer one, so that still holds now.
      const amongOthers = await conversations
        .findOneAndUpdate({ _id, workspaceId }, counted, { returnDocument: 'after' })
        .lean();
      return amongOthers && toStoredConversation(amongOthers);
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
    async setRead(workspaceId, { conversationId, readUpTo, unreadCount, seq }) {
      const changed = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId },
          { $set: { readUpTo, unreadCount }, $max: { seq, updatedAt: new Date() } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toStoredConversation(changed);
    },
    async rename({ id: contactId, workspaceId, name, phoneNumber }, seqs) {
      const outdated = await conversations
        .find({ workspaceId, contactId, $or: [{ name: { $ne: name } }, { phoneNumber: { $ne: phoneNumber } }] })
        .lean();
      const renamed = [];
      for (const { _id } of outdated) {
        const seq = await seqs();
        const changed = await conversations
          .findOneAndUpdate(
            { _id, workspaceId },
            { $set: { name, phoneNumber }, $max: { seq, updatedAt: new Date() } },
            { returnDocument: 'after' },
          )
          .lean();
        if (changed) renamed.push(toStoredConversation(changed));
      }
      return renamed;
    },
    async takeIncomingTime(workspaceId, conversationId, wanted) {
      const { matchedCount } = await conversations.updateOne(
        { _id: conversationId, workspaceId, incomingAt: { $lt: wanted } },
        { $set: { incomingAt: wanted } },
      );
      if (matchedCount === 1) return wanted;
      // A message came at that time or later; the time only grows, so that still holds now.
      const after = await conversations
        .findOneAndUpdate(
          { _id: conversationId, workspaceId },
          { $inc: { incomingAt: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      if (!after) throw new CommandError('NOT_FOUND');
      return after.incomingAt;
    },
  };
}
