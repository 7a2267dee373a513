import type { DomainParts } from '../parts.ts';
import type { StoredContact, StoredConversation } from '../ports/storage.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';

/** The one conversation of a channel with a contact; made when there is none. */
export async function openConversation(
  parts: Pick<DomainParts, 'storage' | 'clock' | 'ids'>,
  channel: ChannelRef,
  contact: StoredContact,
): Promise<StoredConversation> {
  const { conversations, changes } = parts.storage;
  return (
    (await conversations.find(channel, contact.id)) ??
    conversations.findOrCreate({
      newId: parts.ids.next(),
      channel,
      contact,
      seq: await changes.reserve(channel.workspaceId, 1),
      at: parts.clock.now(),
    })
  );
}
