import type { KnownConversation } from '../conversationDirectory.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { StoredContact } from '../ports/storage.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';

/** The one conversation of a channel with a contact; made when there is none. */
export async function openConversation(
  parts: Pick<DomainParts, 'storage' | 'clock' | 'ids'> & Pick<Nouns, 'changes' | 'conversationDirectory'>,
  channel: ChannelRef,
  contact: StoredContact,
): Promise<KnownConversation> {
  const { storage, changes, clock, ids } = parts;
  const known = await parts.conversationDirectory.find(channel, contact.id);
  if (known) return known;
  return changes.write(channel.workspaceId, 1, (seq) =>
    storage.conversations.findOrCreate({ newId: ids.next(), channel, contact, seq, at: clock.now() }),
  );
}
