import type { Message } from '@erp-whatsapp/shared/message';
import type { StoredConversation } from './ports/storage/conversations.ts';
import type { Turn } from './ports/storage/messages.ts';
import type { Storage } from './ports/storage/storage.ts';

/** What a conversation should say of its messages. */
export type Counted = { newest: Message; totalMessages: number; unreadCount: number; turn: Turn };

/** Reads it from the messages themselves, which takes as long as there are many; `null` when there are none. */
export async function countMessages(
  storage: Pick<Storage, 'messages'>,
  { workspaceId, conversationId }: { workspaceId: string; conversationId: string },
): Promise<Counted | null> {
  const [[newest], totalMessages, unreadCount, turn] = await Promise.all([
    storage.messages.page({ workspaceId, conversationId, limit: 1 }),
    storage.messages.count(workspaceId, conversationId),
    storage.messages.countUnread(workspaceId, conversationId),
    storage.messages.readTurn(workspaceId, conversationId),
  ]);
  return newest ? { newest, totalMessages, unreadCount, turn } : null;
}

/** Whether a conversation says that. */
export function saysSo(
  { lastMessage, totalMessages, unreadCount, turn }: StoredConversation,
  counted: Counted | null,
): boolean {
  if (!counted) return totalMessages === 0 && unreadCount === 0 && lastMessage === null && turn.waitingFrom === null;
  return (
    totalMessages === counted.totalMessages &&
    unreadCount === counted.unreadCount &&
    turn.waitingFrom?.id === counted.turn.waitingFrom?.id &&
    lastMessage?.id === counted.newest.id &&
    lastMessage.status === counted.newest.status
  );
}
