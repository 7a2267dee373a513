import type { Model } from 'mongoose';
import { z } from 'zod';
import type { ConversationStorage } from '../../../domain/ports/storage.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { matchCustomer } from '../search.ts';
import { type ConversationDocument, toStoredConversation } from './conversationModel.ts';

/** `sortAt` in milliseconds, within what a Date can hold, and the id. */
const place = z.tuple([z.int().min(0).max(8.64e15), z.string()]);

export function createListConversations(conversations: Model<ConversationDocument>): ConversationStorage['list'] {
  return async ({ workspaceId, search, channelId, unread, limit, cursor }) => {
    const found = await conversations
      .find({
        workspaceId,
        mergedInto: null,
        ...(channelId === undefined ? {} : { channelId }),
        ...(unread ? { unreadCount: { $gt: 0 } } : {}),
        $and: [cursor === undefined ? {} : comesAfter(cursor), matchCustomer(search)],
      })
      .sort({ sortAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean();
    const page = toPage(found, limit, ({ sortAt, _id }) => [sortAt.getTime(), _id]);
    return { data: page.data.map(toListed), nextCursor: page.nextCursor };
  };
}

function comesAfter(cursor: string) {
  const [time, id] = fromCursor(cursor, place);
  const sortAt = new Date(time);
  // The first condition bounds the walk on the index; the second one leaves out the rest of the same instant.
  return { sortAt: { $lte: sortAt }, $or: [{ sortAt: { $lt: sortAt } }, { _id: { $lt: id } }] };
}

export function toListed(conversation: ConversationDocument) {
  const {
    workspaceId: _owner,
    totalMessages: _count,
    incomingAt: _time,
    unreadCount,
    ...listed
  } = toStoredConversation(conversation);
  return { ...listed, unreadCount: Math.max(0, unreadCount) };
}
