import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import type { ContactCard } from '@erp-whatsapp/shared/contact';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Actor } from './actor.ts';
import type { Nouns } from './nouns.ts';
import type { DomainParts } from './parts.ts';
import type { ContactChange, StoredContactDetails } from './ports/storage/contacts.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';

/** What the team knows of one customer, and writes down of them. */
export function createContactCards(
  { storage, clock }: Pick<DomainParts, 'storage' | 'clock'>,
  { contacts, summaries }: Pick<Nouns, 'contacts' | 'summaries'>,
) {
  return {
    /** @throws CommandError `NOT_FOUND`, also for a customer of another workspace. */
    async get(actor: Actor, { contactId }: CommandInput<'getContact'>): Promise<CommandResults['getContact']> {
      const contact = await storage.contacts.getDetails(actor.workspaceId, contactId);
      if (!contact) throw notFound();
      return { contact: await toCard(contact) };
    },

    /**
     * Gives a customer the team's own name, or writes notes.
     * @throws CommandError `CONFLICT` when somebody else changed the notes since `notesRevision`; `NOT_FOUND`, `INVALID_INPUT`
     */
    async update(actor: Actor, input: CommandInput<'updateContact'>): Promise<CommandResults['updateContact']> {
      const { workspaceId } = actor;
      const updated = await storage.contacts.update(workspaceId, input.contactId, toChange(actor, input));
      if (!updated) throw notFound();
      const { contact } = updated;
      await contacts.renew(contact, { isRenamed: updated.isRenamed });
      return { contact: await toCard(contact) };
    },
  };

  function toChange(actor: Actor, { name, notes: text, notesRevision }: CommandInput<'updateContact'>): ContactChange {
    if (name === undefined && text === undefined) throw new CommandError('INVALID_INPUT', 'Give a name or notes.');
    if (text !== undefined && notesRevision === undefined) {
      throw new CommandError('INVALID_INPUT', 'Notes need the notesRevision that they were made from.');
    }
    const by = { id: actor.userId, name: actor.name };
    return {
      ...(name === undefined ? {} : { givenName: name === '' ? null : name }),
      ...(text === undefined ? {} : { notes: { text, base: notesRevision ?? 0, at: clock.now(), by } }),
    };
  }

  async function toCard(contact: StoredContactDetails): Promise<ContactCard> {
    const { id, workspaceId, name, givenName, whatsappName, notes } = contact;
    const [conversations, channels] = await Promise.all([
      listConversations(contact),
      storage.channels.listWithDeleted(workspaceId),
    ]);
    const oldest = await Promise.all(
      conversations.map((conversation) => storage.messages.oldest(workspaceId, conversation.id)),
    );
    const first = oldest.flatMap((message) => message?.createdAt ?? []).toSorted();
    return {
      id,
      name,
      givenName,
      whatsappName,
      mobileNo: contact.phoneNumber ?? '',
      notes: notes?.text ?? '',
      notesUpdatedAt: notes?.updatedAt ?? null,
      notesUpdatedBy: notes?.updatedBy ?? null,
      notesRevision: notes?.revision ?? 0,
      createdAt: contact.createdAt,
      firstMessageAt: first[0] ?? null,
      lastMessageAt: conversations[0]?.lastMessage?.createdAt ?? null,
      conversations: conversations.map((conversation) => {
        const channel = channels.find(({ channelId }) => channelId === conversation.channelId);
        return {
          id: conversation.id,
          channelId: conversation.channelId,
          channelName: channel?.name ?? '',
          channelPhoneNumber: channel?.phoneNumber ?? null,
          lastMessageAt: conversation.lastMessage?.createdAt ?? null,
          totalMessages: conversation.totalMessages,
        };
      }),
    };
  }

  /** One a channel at most, the one with the newest message first. */
  async function listConversations({ id, workspaceId }: StoredContactDetails): Promise<StoredConversation[]> {
    const known = await storage.conversations.listUnmerged(workspaceId, [id]);
    const areChanged = await Promise.all(known.map((conversation) => summaries.hasCaughtUp(conversation.id)));
    const current = areChanged.includes(true) ? await storage.conversations.listUnmerged(workspaceId, [id]) : known;
    const timeOf = ({ lastMessage }: StoredConversation) => lastMessage?.createdAt ?? '';
    return current.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  }
}

function notFound(): CommandError {
  return new CommandError('NOT_FOUND', 'There is no such contact.');
}
