import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { StoredConversation } from '../ports/storage/conversations.ts';

/** A stored conversation as clients see it. */
export function toConversation({
  workspaceId: _,
  totalMessages: __,
  incomingAt: ___,
  turn: ____,
  unreadCount,
  ...conversation
}: StoredConversation): Conversation {
  // What was read may be counted off by one process before another one counts it in.
  return { ...conversation, unreadCount: Math.max(0, unreadCount) };
}
