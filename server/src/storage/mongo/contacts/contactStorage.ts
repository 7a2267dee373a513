import type { Model } from 'mongoose';
import { z } from 'zod';
import type { ContactStorage } from '../../../domain/ports/storage/contacts.ts';
import type { ConversationDocument } from '../conversations/conversationModel.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { matchCustomer } from '../search.ts';
import { type ContactDocument, merged, toContact, toStoredContact, toStoredContactDetails } from './contactModel.ts';
import { createFindOrCreateContact, findByIdentity } from './findOrCreateContact.ts';
import { followContact } from './followContact.ts';
import { createUpdateContact } from './updateContact.ts';

const place = z.tuple([z.string()]);

export function createContactStorage(models: {
  contacts: Model<ContactDocument>;
  conversations: Model<ConversationDocument>;
}): ContactStorage {
  const { contacts, conversations } = models;

  return {
    async get(workspaceId, id) {
      const found = await contacts.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredContact(await followContact(contacts, found));
    },
    async find(workspaceId, identity) {
      const [found] = await findByIdentity(contacts, workspaceId, identity);
      return found ? toStoredContact(await followContact(contacts, found)) : null;
    },
    async getDetails(workspaceId, id) {
      const found = await contacts.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredContactDetails(await followContact(contacts, found));
    },
    update: createUpdateContact(contacts),
    async listFormerIds(workspaceId, id) {
      const former: string[] = [];
      // One after another: for several at once MongoDB would not take the partial index.
      for (let current: string | undefined = id, next = 0; current !== undefined; next += 1) {
        const found = await contacts.find({ workspaceId, mergedInto: current }, { _id: 1 }).lean();
        former.push(...found.map(({ _id }) => _id));
        current = former[next];
      }
      return former;
    },
    async listMerged(workspaceId) {
      const found = await contacts.find({ workspaceId, ...merged }).lean();
      return found.map(({ _id }) => _id);
    },
    findOrCreate: createFindOrCreateContact(contacts),
    async list({ workspaceId, search, limit, cursor }) {
      const before = cursor === undefined ? {} : { _id: { $lt: fromCursor(cursor, place)[0] } };
      const found = await contacts
        .find({ workspaceId, mergedInto: null, ...before, ...matchCustomer(search) })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean();
      const { data, nextCursor } = toPage(found, limit, ({ _id }) => [_id]);
      const byContact = await findConversations(
        workspaceId,
        data.map(({ _id }) => _id),
      );
      return { data: data.map((contact) => toContact(contact, byContact.get(contact._id) ?? [])), nextCursor };
    },
  };

  /** The conversations of many contacts in one query, each contact's newest first. */
  async function findConversations(workspaceId: string, contactIds: string[]) {
    const found = await conversations.find({ workspaceId, contactId: { $in: contactIds } }).lean();
    const own = found.filter(({ mergedInto }) => !mergedInto);
    const newestFirst = own.toSorted((a, b) => b.sortAt.getTime() - a.sortAt.getTime() || (a._id < b._id ? 1 : -1));
    return Map.groupBy(newestFirst, ({ contactId }) => contactId);
  }
}
