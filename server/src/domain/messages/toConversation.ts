import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { StoredConversation } from '../ports/storage.ts';

/** A stored conversation as clients see it. */
export function toConversation({
  workspaceId: _,
  totalMessages: __,
  incomingAt: ___,
  ...conversation
}: StoredConversation): Conversation {
  return conversation;
}
