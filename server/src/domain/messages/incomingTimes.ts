import type { KnownConversation } from '../conversationDirectory.ts';
import type { DomainParts } from '../parts.ts';
import { createRecall } from '../recall.ts';

/** The times that customers' messages get: each of a conversation comes after the one received before it. */
export function createIncomingTimes({ storage, clock }: Pick<DomainParts, 'storage' | 'clock'>) {
  const latest = createRecall<number>(clock.elapsed);

  return {
    /**
     * `wanted`, or 1 ms after the latest one. To be called within the conversation's queue. In milliseconds.
     */
    async take(conversation: KnownConversation, wanted: number): Promise<number> {
      const { workspaceId, id } = conversation;
      const key = `${workspaceId}/${id}`;
      const before = (await latest.get(key, () => read(workspaceId, id))) ?? 0;
      const time = Math.max(wanted, before + 1);
      latest.keep(key, time);
      return time;
    },
  };

  /** What is not counted yet, because a crash came between, is unread: reading brings the counts up to date first. */
  async function read(workspaceId: string, id: string): Promise<number> {
    const [conversation, unread] = await Promise.all([
      storage.conversations.get(workspaceId, id),
      storage.messages.newestUnread(workspaceId, id),
    ]);
    return Math.max(conversation?.incomingAt ?? 0, unread ? Date.parse(unread.createdAt) : 0);
  }
}
