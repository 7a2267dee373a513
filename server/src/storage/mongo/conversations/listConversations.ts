import type { Model } from 'mongoose';
import { z } from 'zod';
import type { ConversationStorage } from '../../../domain/ports/storage/conversations.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { matchCustomer } from '../search.ts';
import { type ConversationDocument, hasUnread, isMarkedUnread, toStoredConversation } from './conversationModel.ts';
import { followAll } from './followConversation.ts';

/** `sortAt` in milliseconds, within what a Date can hold, and the id. */
const place = z.tuple([z.int().min(0).max(8.64e15), z.string()]);

/**
 * An index holds what is archived and what is not apart, and there is one for each way of being unread. So a list is put together
 * from one walk for each combination that is asked for, of which each reads a page and no more.
 */
export function createListConversations(conversations: Model<ConversationDocument>): ConversationStorage['list'] {
  return async ({ workspaceId, search, channelId, unread, archived, ids, limit, cursor }) => {
    const chosen = ids && [...new Set((await followAll(conversations, workspaceId, ids)).values())];
    const filter = {
      workspaceId,
      mergedInto: null,
      ...(chosen === undefined ? {} : { _id: { $in: chosen } }),
      ...(channelId === undefined ? {} : { channelId }),
      $and: [cursor === undefined ? {} : comesAfter(cursor), matchCustomer(search)],
    };
    const walks = await Promise.all(
      listKinds({ unread, archived }).map((kind) =>
        conversations
          .find({ ...filter, ...kind })
          .sort({ sortAt: -1, _id: -1 })
          .limit(limit + 1)
          .lean(),
      ),
    );
    const found = new Map(walks.flat().map((conversation) => [conversation._id, conversation]));
    const page = toPage([...found.values()].sort(compareNewestFirst).slice(0, limit + 1), limit, ({ sortAt, _id }) => [
      sortAt.getTime(),
      _id,
    ]);
    return { data: page.data.map(toListed), nextCursor: page.nextCursor };
  };
}

function listKinds({ unread, archived }: { unread: boolean | undefined; archived: boolean | undefined }) {
  const places = archived === undefined ? [null, true as const] : [archived ? (true as const) : null];
  const ways = unread ? [hasUnread, isMarkedUnread] : [{}];
  return places.flatMap((place) => ways.map((way) => ({ archived: place, ...way })));
}

function compareNewestFirst(a: ConversationDocument, b: ConversationDocument): number {
  return b.sortAt.getTime() - a.sortAt.getTime() || (a._id < b._id ? 1 : -1);
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
    turn: _turn,
    unreadCount,
    ...listed
  } = toStoredConversation(conversation);
  return { ...listed, unreadCount: Math.max(0, unreadCount) };
}
