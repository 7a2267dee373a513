import type { Message } from '@erp-whatsapp/shared/message';
import type { Storage, StoredConversation } from './ports/storage.ts';

/** What a conversation should say of its messages. */
export type Counted = { newest: Message; totalMessages: number; unreadCount: number };

/** Reads it from the messages themselves, which takes as long as there are many; `null` when there are none. */
export async function countMessages(
  storage: Pick<Storage, 'messages'>,
  { workspaceId, conversationId }: { workspaceId: string; conversationId: string },
): Promise<Counted | null> {
  const [[newest], totalMessages, unreadCount] = await Promise.all([
    storage.messages.page({ workspaceId, conversationId, limit: 1 }),
    storage.messages.count(workspaceId, conversationId),
    storage.messages.countUnread(workspaceId, conversationId),
  ]);
  return newest ? { newest, totalMessages, unreadCount } : null;
}

/** Whether a conversation says that. */
export function saysSo(
  { lastMessage, totalMessages, unreadCount }: StoredConversation,
  counted: Counted | null,
): boolean {
  if (!counted) return totalMessages === 0 && unreadCount === 0 && lastMessage === null;
  return (
    totalMessages === counted.totalMessages &&
    unreadCount === counted.unreadCount &&
    lastMessage?.id === counted.newest.id &&
    lastMessage.status === counted.newest.status
  );
}
