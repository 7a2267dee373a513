import { type KnownConversation, toKnown } from '../conversationDirectory.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { StoredContact } from '../ports/storage/contacts.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';

/** The one conversation of a channel with a contact; made when there is none. */
export async function openConversation(
  parts: Pick<DomainParts, 'storage' | 'clock' | 'ids'> &
    Pick<Nouns, 'changes' | 'contacts' | 'conversationDirectory' | 'merging'>,
  channel: ChannelRef,
  contact: StoredContact,
): Promise<KnownConversation> {
  const { storage, changes, clock, ids } = parts;
  const known = await parts.conversationDirectory.find(channel, contact.id);
  if (known) return known;
  const made = await changes.write(channel.workspaceId, 1, (seq) =>
    storage.conversations.findOrCreate({ newId: ids.next(), channel, contact, seq, at: clock.now() }),
  );
  // Another process may have found meanwhile that this contact is another one: nobody would look under its id again.
  const current = await storage.contacts.get(channel.workspaceId, contact.id);
  if (!current) return toKnown(made);
  if (current.id === contact.id) {
    // It may have been renamed since it was looked up.
    if (current.name !== made.name) await parts.contacts.renameConversations(current);
    return toKnown(made);
  }
  await parts.merging.merge(current, [contact.id]);
  return openConversation(parts, channel, current);
}
