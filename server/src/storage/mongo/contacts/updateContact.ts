import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Model } from 'mongoose';
import type { ContactChange, ContactStorage } from '../../../domain/ports/storage/contacts.ts';
import { asSeen, type ContactDocument, readNames, toNames, toStoredContactDetails } from './contactModel.ts';
import { followContact } from './followContact.ts';

/** Each lost race means that somebody else changed the contact at that moment; people do not do so this often. */
const maxTries = 10;

export function createUpdateContact(contacts: Model<ContactDocument>): ContactStorage['update'] {
  return async (workspaceId, id, change) => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const found = await contacts.findOne({ _id: id, workspaceId }).lean();
      if (!found) return null;
      const contact = await followContact(contacts, found);
      const set = { ...renameTo(contact, change.givenName), ...writeNotes(contact, change.notes) };
      if (Object.keys(set).length === 0) return { contact: toStoredContactDetails(contact), isRenamed: false };
      const changed = await contacts
        .findOneAndUpdate(asSeen(contact), { $set: set }, { returnDocument: 'after' })
        .lean();
      if (changed) return { contact: toStoredContactDetails(changed), isRenamed: changed.name !== contact.name };
    }
    throw new Error('A contact kept changing while it was changed.');
  };
}

function renameTo(contact: ContactDocument, givenName: ContactChange['givenName']): Partial<ContactDocument> {
  const names = readNames(contact);
  if (givenName === undefined || givenName === names.givenName) return {};
  return toNames({ ...names, givenName }, contact);
}

/** What is there already is no change: a save whose answer was lost may come again. */
function writeNotes({ notes }: ContactDocument, written: ContactChange['notes']): Partial<ContactDocument> {
  if (written === undefined || written.text === (notes?.text ?? '')) return {};
  const revision = notes?.revision ?? 0;
  if (written.base !== revision) throw new CommandError('CONFLICT', 'Somebody else changed these notes meanwhile.');
  const { text, at, by } = written;
  return { notes: { text, revision: revision + 1, updatedAt: new Date(at), updatedBy: { id: by.id, name: by.name } } };
}
