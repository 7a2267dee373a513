import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import type { Actor } from './actor.ts';
import { toConversation } from './messages/toConversation.ts';
import type { DomainParts } from './parts.ts';
import type { StoredContact } from './ports/storage.ts';
import type { CustomerIdentity } from './ports/whatsapp.ts';

/** Customers: who they are to WhatsApp and to the team. */
export function createContacts(parts: Pick<DomainParts, 'storage' | 'facts' | 'clock' | 'ids'>) {
  const { storage, facts, clock, ids } = parts;

  return {
    list(actor: Actor, query: CommandInput<'getContacts'>): Promise<CommandResults['getContacts']> {
      return storage.contacts.list({ workspaceId: actor.workspaceId, ...query });
    },

    /** The one contact behind an identity. A name that WhatsApp tells is taken when we have none. */
    async recognise(
      workspaceId: string,
      identity: CustomerIdentity,
      name: string | null = null,
    ): Promise<StoredContact> {
      const found = await storage.contacts.findOrCreate({
        workspaceId,
        newId: ids.next(),
        identity,
        name,
        at: clock.now(),
      });
      if (found.isRenamed) {
        const renamed = await storage.conversations.rename(found.contact, () =>
          storage.changes.reserve(workspaceId, 1),
        );
        for (const conversation of renamed) {
          const payload = { conversation: toConversation(conversation) };
          facts.publish({ name: 'conversation:updated', workspaceId, payload });
        }
      }
      return found.contact;
    },
  };
}

export type Contacts = ReturnType<typeof createContacts>;
