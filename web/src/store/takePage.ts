import type { MessagesBetween } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { compareInThread } from '@erp-whatsapp/shared/message';
import { conversationMerged } from './slices/facts.ts';
import { pageLoaded, unreadLineDrawn } from './slices/messages.ts';
import type { Row } from './slices/row.ts';
import { toRows } from './slices/rows.ts';
import type { Thread } from './slices/thread.ts';
import type { PageStart } from './slices/threadPages.ts';
import type { AppThunk } from './state.ts';

/** Messages of a thread that are asked for at once. */
export const pageSize = 50;

/** Takes in a page that was asked for under the given id. */
export function takePage(asked: string, page: MessagesBetween, from: PageStart): AppThunk {
  return (dispatch, getState) => {
    const { messages, hasOlder, hasNewer, fromUser, toUser } = page;
    const conversationId = page.conversationId ?? asked;
    // It was asked for under a former name.
    if (conversationId !== asked) dispatch(conversationMerged({ id: asked, mergedInto: conversationId }));
    const isToUs = getState().channels.status?.channels.some(({ channelId }) => channelId === toUser?.id);
    const customer = isToUs ? fromUser : toUser;
    const isFirst = getState().messages.threads[conversationId]?.status !== 'loaded';
    dispatch(pageLoaded({ conversationId, messages, from, hasOlder, hasNewer, customer }));
    // In the same moment, so that a thread is drawn with its line at once.
    if (isFirst) dispatch(drawUnreadLine(conversationId));
  };
}

/** Draws the line above the first message that is unread now, where that is loaded. */
export function drawUnreadLine(conversationId: string): AppThunk {
  return (dispatch, getState) => {
    const { messages, conversations } = getState();
    const thread = messages.threads[conversationId];
    if (thread === undefined) return;
    const first = findFirstUnread(thread, conversations.entities[conversationId]);
    dispatch(unreadLineDrawn({ conversationId, from: first?.key ?? null }));
  };
}

/**
 * Counted back from the end where that is known, else what follows the last that was read. A conversation that the list has
 * not loaded yet has no count: there the messages tell.
 */
function findFirstUnread(thread: Thread, conversation: Conversation | undefined): Row | undefined {
  const incoming = toRows(thread).filter((row) => !row.isOutgoing);
  const reachesEnd = thread.newer === 'none';
  if (conversation === undefined) {
    return reachesEnd ? incoming[incoming.findLastIndex(({ status }) => status === 'read') + 1] : undefined;
  }
  const { unreadCount, readUpTo } = conversation;
  if (unreadCount === 0) return undefined;
  if (reachesEnd && incoming.length >= unreadCount) return incoming[incoming.length - unreadCount];
  const read = thread.entities[thread.keyById[readUpTo ?? ''] ?? ''];
  if (read !== undefined) return incoming.find((row) => compareInThread(read, row) < 0);
  return reachesEnd ? incoming[0] : undefined;
}
