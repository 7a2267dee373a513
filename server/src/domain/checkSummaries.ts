import { type Counted, countMessages, saysSo } from './countMessages.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';
import type { Storage } from './ports/storage/storage.ts';

/** Conversations that are looked at in one go. */
const pageSize = 100;

/** A conversation that does not say of its messages what they are, with what it should say. */
export type WrongSummary = { conversation: StoredConversation; counted: Counted | null };

/**
 * Looks at every conversation of every workspace, while nobody writes. Whoever asks for the next one gets it as soon as it
 * is found.
 */
export async function* findWrongSummaries(storage: Storage): AsyncGenerator<WrongSummary> {
  for (const { workspaceId } of await storage.changes.listSummarised()) {
    for (let cursor: string | undefined; ; ) {
      const page = await storage.conversations.list({ workspaceId, limit: pageSize, cursor });
      for (const { id } of page.data) {
        const conversation = await storage.conversations.get(workspaceId, id);
        const counted = await countMessages(storage, { workspaceId, conversationId: id });
        if (conversation && !saysSo(conversation, counted)) yield { conversation, counted };
      }
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  }
}

/** Has it say what it should. */
export async function mendSummary(storage: Storage, { conversation, counted }: WrongSummary): Promise<void> {
  if (!counted) return;
  const { id: conversationId, workspaceId } = conversation;
  const seq = await storage.changes.reserve(workspaceId, 1);
  await storage.conversations.summarise(workspaceId, { conversationId, ...counted, seq });
}
