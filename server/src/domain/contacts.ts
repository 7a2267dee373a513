import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Actor } from './actor.ts';
import type { Changes } from './changes.ts';
import type { ConversationDirectory } from './conversationDirectory.ts';
import type { Merging } from './merging.ts';
import { toConversation } from './messages/toConversation.ts';
import type { DomainParts } from './parts.ts';
import type { StoredContact } from './ports/storage/contacts.ts';
import type { CustomerIdentity } from './ports/whatsapp.ts';
import { createRecall } from './recall.ts';
import type { Summaries } from './summaries.ts';

/** Customers: who they are to WhatsApp and to the team. */
export function createContacts(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'clock' | 'ids'>,
  nouns: {
    changes: Changes;
    conversationDirectory: ConversationDirectory;
    summaries: Summaries;
    merging: Pick<Merging, 'mergeOnce'>;
  },
) {
  const { storage, facts, clock, ids } = parts;
  const known = createRecall<StoredContact>(clock.elapsed);
  const former = createRecall<readonly string[]>(clock.elapsed);
  facts.subscribeElsewhere(({ name, workspaceId, payload }) => {
    if (name !== 'contact:updated') return;
    forgetKnown(workspaceId, payload.contact.id);
    former.forget(`${workspaceId}/${payload.contact.id}`);
  });

  return {
    async list(actor: Actor, query: CommandInput<'getContacts'>): Promise<CommandResults['getContacts']> {
      await nouns.summaries.catchUpAll(actor.workspaceId);
      return storage.contacts.list({ workspaceId: actor.workspaceId, ...query });
    },

    recognise,

    /** For when the team changed something of a contact: its conversations follow, and whoever looks at it hears of it. */
    async renew(contact: StoredContact, { isRenamed }: { isRenamed: boolean }): Promise<void> {
      forgetKnown(contact.workspaceId, contact.id);
      if (isRenamed) await renameConversations(contact);
      tell(contact);
    },

    renameConversations,

    /** Takes in that a phone number and a LID are one person, where either of them is a contact. */
    async learn(workspaceId: string, identity: CustomerIdentity): Promise<void> {
      if (await storage.contacts.find(workspaceId, identity)) await recognise(workspaceId, identity);
    },

    /** The ids that it had before it turned out to be who it is, as which somebody may still know it. */
    async formerIds(workspaceId: string, contactId: string): Promise<readonly string[]> {
      const read = () => storage.contacts.listFormerIds(workspaceId, contactId);
      return (await former.get(`${workspaceId}/${contactId}`, read)) ?? [];
    },

    /** @throws CommandError `NOT_FOUND` */
    async identityOf(workspaceId: string, contactId: string): Promise<CustomerIdentity> {
      const contact = await known.get(`${workspaceId}/${contactId}`, () =>
        storage.contacts.get(workspaceId, contactId),
      );
      if (!contact) throw new CommandError('NOT_FOUND', 'There is no such contact.');
      return { phoneNumber: contact.phoneNumber, lid: contact.lid };
    },
  };

  /**
   * The one contact behind an identity. A name that WhatsApp tells is taken when it had told none before. Where it shows that two are
   * one, their conversations have become one, too, when it resolves.
   */
  async function recognise(
    workspaceId: string,
    identity: CustomerIdentity,
    name: string | null = null,
  ): Promise<StoredContact> {
    const before = findKnown(workspaceId, identity);
    if (before && !addsTo(before, identity, name)) return before;
    const { contact, isRenamed, merged } = await storage.contacts.findOrCreate({
      workspaceId,
      newId: ids.next(),
      identity,
      name,
      at: clock.now(),
    });
    if (merged.length > 0) former.forget(`${workspaceId}/${contact.id}`);
    for (const id of merged) {
      known.forget(`${workspaceId}/${id}`);
      known.forget(`${workspaceId}/lid:${identity.lid}`);
    }
    const isMerged = merged.length > 0 && (await nouns.merging.mergeOnce(contact, merged));
    // Only now: until it is known, each sight of it goes on with what was cut off.
    keepKnown(contact);
    if (isRenamed || isMerged) {
      await renameConversations(contact);
      tell(contact);
    }
    return contact;
  }

  function tell({ id, workspaceId, name, phoneNumber }: StoredContact): void {
    facts.publish({
      name: 'contact:updated',
      workspaceId,
      payload: { contact: { id, name, mobileNo: phoneNumber ?? '' } },
    });
  }

  async function renameConversations(contact: StoredContact): Promise<void> {
    const { workspaceId } = contact;
    for (const conversationId of await storage.conversations.listMisnamed(contact)) {
      const renamed = await nouns.changes.write(workspaceId, 1, async (seq) =>
        nouns.changes.renew(
          workspaceId,
          { written: await storage.conversations.rename(contact, { conversationId, seq }), given: seq },
          (id, next) => storage.conversations.raise(workspaceId, id, next),
        ),
      );
      if (!renamed) continue;
      nouns.conversationDirectory.forget(renamed);
      facts.publish({
        name: 'conversation:updated',
        workspaceId,
        payload: { conversation: toConversation(renamed) },
      });
    }
  }

  function findKnown(workspaceId: string, { phoneNumber, lid }: CustomerIdentity): StoredContact | null {
    const byPhone = phoneNumber === null ? null : known.find(`${workspaceId}/${phoneNumber}`);
    return byPhone ?? (lid === null ? null : known.find(`${workspaceId}/lid:${lid}`));
  }

  function keepKnown(contact: StoredContact): void {
    const { id, workspaceId, phoneNumber, lid } = contact;
    known.keep(`${workspaceId}/${id}`, contact);
    if (phoneNumber !== null) known.keep(`${workspaceId}/${phoneNumber}`, contact);
    if (lid !== null) known.keep(`${workspaceId}/lid:${lid}`, contact);
  }

  function forgetKnown(workspaceId: string, id: string): void {
    const contact = known.find(`${workspaceId}/${id}`);
    known.forget(`${workspaceId}/${id}`);
    if (!contact) return;
    known.forget(`${workspaceId}/${contact.phoneNumber}`);
    known.forget(`${workspaceId}/lid:${contact.lid}`);
  }
}

/** Whether storage might learn something of a contact from this. */
function addsTo(contact: StoredContact, { phoneNumber, lid }: CustomerIdentity, name: string | null): boolean {
  const isNumberNew = phoneNumber !== null && phoneNumber !== contact.phoneNumber;
  const isLidNew = lid !== null && lid !== contact.lid;
  const isNameNew = contact.whatsappName === null && Boolean(name?.trim());
  return isNumberNew || isLidNew || isNameNew;
}

export type Contacts = ReturnType<typeof createContacts>;
