import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { keepLatest } from './keepLatest.ts';
import type { KeyedQueue } from './keyedQueue.ts';
import type { DomainParts } from './parts.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';
import type { ChannelRef } from './ports/whatsapp.ts';
import { createRecall } from './recall.ts';

/** What of a conversation messages leave as it is. */
export type KnownConversation = Pick<
  StoredConversation,
  'id' | 'workspaceId' | 'channelId' | 'customerId' | 'mobileNo'
> & {
  /** The time of its last message when it was looked at; 0 when there was none. In milliseconds. */
  lastAt: number;
};

export type ConversationDirectory = ReturnType<typeof createConversationDirectory>;

/** Former ids that are remembered at most; storage knows all of them. */
const mostFormer = 10_000;

/** Which conversations there are, and whose. Every message asks, and the answer hardly ever changes. */
export function createConversationDirectory(
  { storage, clock }: Pick<DomainParts, 'storage' | 'clock'>,
  conversationQueue: KeyedQueue,
) {
  const byId = createRecall<KnownConversation>(clock.elapsed);
  const byContact = createRecall<KnownConversation>(clock.elapsed);
  /** Conversations that were merged while this process ran, with what they were merged into. */
  const former = new Map<string, string>();

  const get = (workspaceId: string, id: string): Promise<KnownConversation | null> =>
    byId.get(`${workspaceId}/${id}`, async () => {
      const found = await storage.conversations.get(workspaceId, id);
      return found && toKnown(found);
    });

  return {
    get,
    find({ workspaceId, channelId }: ChannelRef, contactId: string): Promise<KnownConversation | null> {
      return byContact.get(`${workspaceId}/${channelId}/${contactId}`, async () => {
        const found = await storage.conversations.find({ workspaceId, channelId }, contactId);
        return found && toKnown(found);
      });
    },
    forget,

    /** For when one conversation became another name of the other; here or, as far as that was told, elsewhere. */
    redirect(
      workspaceId: string,
      conversation: Pick<Conversation, 'id' | 'channelId' | 'customerId'>,
      to: string,
    ): void {
      forget({ ...conversation, workspaceId });
      keepLatest(former, [conversation.id, to], mostFormer);
    },
    /** For when that did not come about. */
    restore(id: string): void {
      former.delete(id);
    },

    /** The id that a conversation has now, as far as this process has heard. */
    currentId,

    /** Runs work in the queue of a conversation, or of that which it was merged into meanwhile. */
    async run<T>(conversation: KnownConversation, work: (current: KnownConversation) => Promise<T>): Promise<T> {
      for (let current = conversation; ; ) {
        const { id, workspaceId } = current;
        const done = await conversationQueue.run(id, async () =>
          currentId(id) === id ? { result: await work(current) } : null,
        );
        if (done) return done.result;
        current = (await get(workspaceId, currentId(id))) ?? current;
      }
    },
  };

  function currentId(id: string): string {
    let current = id;
    for (let next = former.get(id); next !== undefined; next = former.get(next)) current = next;
    return current;
  }

  /** For when a conversation's customer is another one, or has another number. */
  function forget({
    id,
    workspaceId,
    channelId,
    customerId,
  }: Pick<StoredConversation, 'id' | 'workspaceId' | 'channelId' | 'customerId'>): void {
    byId.forget(`${workspaceId}/${id}`);
    byContact.forget(`${workspaceId}/${channelId}/${customerId}`);
  }
}

export function toKnown(conversation: StoredConversation): KnownConversation {
  const { id, workspaceId, channelId, customerId, mobileNo, lastMessage } = conversation;
  const lastAt = lastMessage ? Date.parse(lastMessage.createdAt) : 0;
  return { id, workspaceId, channelId, customerId, mobileNo, lastAt };
}
