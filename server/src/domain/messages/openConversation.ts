import type { KnownConversation } from '../conversationDirectory.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { StoredContact } from '../ports/storage.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';

/** The one conversation of a channel with a contact; made when there is none. */
export async function openConversation(
  parts: Pick<DomainParts, 'storage' | 'clock' | 'ids'> & Pick<Nouns, 'conversationDirectory'>,
  channel: ChannelRef,
  contact: StoredContact,
): Promise<KnownConversation> {
  const { conversations, changes } = parts.storage;
  return (
    (await parts.conversationDirectory.find(channel, contact.id)) ??
    conversations.findOrCreate({
      newId: parts.ids.next(),
      channel,
      contact,
      seq: await changes.reserve(channel.workspaceId, 1),
      at: parts.clock.now(),
    })
  );
}
