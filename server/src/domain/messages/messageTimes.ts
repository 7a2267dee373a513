import type { KnownConversation } from '../conversationDirectory.ts';
import { keepLatest } from '../keepLatest.ts';
import type { DomainParts } from '../parts.ts';
import { createRecall } from '../recall.ts';

export type MessageTimes = ReturnType<typeof createMessageTimes>;

/** Conversations whose newest message is remembered. */
const mostKnown = 10_000;

/**
 * The times that messages get. They make a thread's order, which is that of acceptance, also where this machine's clock
 * was set back meanwhile or between two runs. All of it is to be called within the conversation's queue; in milliseconds.
 */
export function createMessageTimes({ storage, clock }: Pick<DomainParts, 'storage' | 'clock'>) {
  const latestIncoming = createRecall<number>(clock.elapsed);
  /** What nothing of a conversation that is accepted now may be dated before. */
  const earliest = new Map<string, number>();

  return {
    /**
     * For what is accepted now: `now`, or what keeps it behind all that is known of the conversation. `missedAt`: when it
     * came about, for what was missed, and is not to be dated later than what is accepted now.
     */
    async take(
      conversation: KnownConversation,
      { now = clock.now(), missedAt }: { now?: number; missedAt?: number | undefined } = {},
    ): Promise<number> {
      const key = toKey(conversation);
      const known = earliest.get(key) ?? (await readEarliest(conversation));
      // Another process may have stored what this one has not seen.
      const bound = conversation.lastAt > known ? conversation.lastAt + 1 : known;
      const time = Math.min(missedAt ?? Number.POSITIVE_INFINITY, Math.max(now, bound));
      keep(key, Math.max(time, bound));
      return time;
    },

    /** For what a customer wrote: `wanted`, or 1 ms after what was received before. */
    async takeIncoming(conversation: KnownConversation, wanted: number): Promise<number> {
      const key = toKey(conversation);
      const before = (await latestIncoming.get(key, () => readLatestIncoming(conversation))) ?? 0;
      const time = Math.max(wanted, before + 1);
      latestIncoming.keep(key, time);
      const known = earliest.get(key);
      if (known !== undefined && known < time) keep(key, time);
      return time;
    },

    /** For when other messages came to the conversation. */
    forget(conversation: Pick<KnownConversation, 'workspaceId' | 'id'>): void {
      const key = toKey(conversation);
      latestIncoming.forget(key);
      earliest.delete(key);
    },
  };

  /** The ids of what an earlier process stored may be larger than ours, so what is accepted now comes later, not level. */
  async function readEarliest({ workspaceId, id }: KnownConversation): Promise<number> {
    const [newest] = await storage.messages.page({ workspaceId, conversationId: id, limit: 1 });
    return newest ? Date.parse(newest.createdAt) + 1 : 0;
  }

  /** What is not counted yet, because a crash came between, is unread: reading brings the counts up to date first. */
  async function readLatestIncoming({ workspaceId, id }: KnownConversation): Promise<number> {
    const [conversation, unread] = await Promise.all([
      storage.conversations.get(workspaceId, id),
      storage.messages.newestUnread(workspaceId, id),
    ]);
    return Math.max(conversation?.incomingAt ?? 0, unread ? Date.parse(unread.createdAt) : 0);
  }

  function keep(key: string, time: number): void {
    keepLatest(earliest, [key, time], mostKnown);
  }
}

function toKey({ workspaceId, id }: Pick<KnownConversation, 'workspaceId' | 'id'>): string {
  return `${workspaceId}/${id}`;
}
