import type { DomainParts } from './parts.ts';
import type { StoredConversation } from './ports/storage.ts';
import type { ChannelRef } from './ports/whatsapp.ts';
import { createRecall } from './recall.ts';

/** What of a conversation messages leave as it is. */
export type KnownConversation = Pick<
  StoredConversation,
  'id' | 'workspaceId' | 'channelId' | 'customerId' | 'mobileNo'
>;

export type ConversationDirectory = ReturnType<typeof createConversationDirectory>;

/** Which conversations there are, and whose. Every message asks, and the answer hardly ever changes. */
export function createConversationDirectory({ storage, clock }: Pick<DomainParts, 'storage' | 'clock'>) {
  const byId = createRecall<KnownConversation>(clock.elapsed);
  const byContact = createRecall<KnownConversation>(clock.elapsed);

  return {
    get(workspaceId: string, id: string): Promise<KnownConversation | null> {
      return byId.get(`${workspaceId}/${id}`, async () => toKnown(await storage.conversations.get(workspaceId, id)));
    },
    find({ workspaceId, channelId }: ChannelRef, contactId: string): Promise<KnownConversation | null> {
      return byContact.get(`${workspaceId}/${channelId}/${contactId}`, async () =>
        toKnown(await storage.conversations.find({ workspaceId, channelId }, contactId)),
      );
    },
    /** For when the customer's number became another one. */
    forget({ id, workspaceId, channelId, customerId }: StoredConversation): void {
      byId.forget(`${workspaceId}/${id}`);
      byContact.forget(`${workspaceId}/${channelId}/${customerId}`);
    },
  };
}

function toKnown(conversation: StoredConversation | null): KnownConversation | null {
  if (!conversation) return null;
  const { id, workspaceId, channelId, customerId, mobileNo } = conversation;
  return { id, workspaceId, channelId, customerId, mobileNo };
}
