import type { Contact } from '@erp-whatsapp/shared/contact';
import { type Connection, type Model, Schema } from 'mongoose';
import type { StoredContact, StoredContactDetails } from '../../../domain/ports/storage/contacts.ts';
import type { CustomerIdentity } from '../../../domain/ports/whatsapp.ts';
import { type ConversationDocument, toLastMessage } from '../conversations/conversationModel.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

type NotesDocument = {
  text: string;
  revision: number;
  updatedAt: Date;
  updatedBy: { id: string; name: string };
};

export type ContactDocument = {
  _id: string;
  workspaceId: string;
  /** What is shown: the one that the team gave, else WhatsApp's, else the number. */
  name: string;
  /** Whether `name` is one that somebody gave, not the number standing in for it. */
  hasName: boolean;
  /** Left out of contacts that were stored before the team could give names: then the name is WhatsApp's. */
  givenName?: string | null;
  whatsappName?: string | null;
  /** Left out where nobody ever wrote any. */
  notes?: NotesDocument | null;
  /** Which of those that were merged into this one have given it their name and notes. */
  absorbed?: string[];
  phoneNumber: string | null;
  lid: string | null;
  /**
   * `phone:+49…` and `lid:123…`: what makes many at once one contact, by the unique index. One that was merged away keeps
   * its own and so leads to the contact that it was merged into.
   */
  identities: string[];
  /** The contact that this one turned out to be. Left out of contacts that were stored before any were merged. */
  mergedInto?: string | null;
  createdAt: Date;
};

export function createContactModel(connection: Connection): Model<ContactDocument> {
  const author = new Schema<NotesDocument['updatedBy']>(
    { id: requiredString, name: { type: String, default: '' } },
    innerSchemaOptions,
  );
  const notes = new Schema<NotesDocument>(
    {
      text: { type: String, default: '' },
      revision: { type: Number, required: true },
      updatedAt: { type: Date, required: true },
      updatedBy: { type: author, required: true },
    },
    innerSchemaOptions,
  );
  const schema = new Schema<ContactDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      hasName: { type: Boolean, required: true },
      givenName: { type: String, default: null },
      whatsappName: { type: String, default: null },
      notes: { type: notes, default: null },
      absorbed: { type: [String], default: [] },
      phoneNumber: { type: String, default: null },
      lid: { type: String, default: null },
      identities: { type: [String], required: true },
      mergedInto: { type: String, default: null },
      createdAt: { type: Date, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, identities: 1 }, { unique: true });
  schema.index({ workspaceId: 1, _id: 1 });
  schema.index({ workspaceId: 1, mergedInto: 1 }, { partialFilterExpression: merged });
  return connection.model<ContactDocument>('Contact', schema, 'contacts');
}

/** Merged into another one. */
export const merged = { mergedInto: { $gt: '' } } as const;

export function toStoredContact(contact: ContactDocument): StoredContact {
  const { _id, workspaceId, name, phoneNumber, lid } = contact;
  return { id: _id, workspaceId, name, ...readNames(contact), phoneNumber, lid };
}

export function toStoredContactDetails(contact: ContactDocument): StoredContactDetails {
  const { notes, createdAt } = contact;
  return {
    ...toStoredContact(contact),
    notes: notes
      ? {
          text: notes.text,
          revision: notes.revision,
          updatedAt: notes.updatedAt.toISOString(),
          updatedBy: { id: notes.updatedBy.id, name: notes.updatedBy.name },
        }
      : null,
    createdAt: createdAt.toISOString(),
  };
}

export type ContactNames = { givenName: string | null; whatsappName: string | null };

export function readNames({ name, hasName, givenName, whatsappName }: ContactDocument): ContactNames {
  if (whatsappName === undefined) return { givenName: null, whatsappName: hasName ? name : null };
  return { givenName: givenName ?? null, whatsappName };
}

/** A contact's names with the one that is shown. */
export function toNames(
  { givenName, whatsappName }: ContactNames,
  { phoneNumber, lid }: CustomerIdentity,
): Required<Pick<ContactDocument, 'name' | 'hasName' | 'givenName' | 'whatsappName'>> {
  const given = givenName ?? whatsappName;
  return { name: given ?? phoneNumber ?? lid ?? '', hasName: given !== null, givenName, whatsappName };
}

/** What a change of a contact builds on: it is made only while all of this is as it was seen. */
export function asSeen(contact: ContactDocument) {
  const { _id, workspaceId, name, hasName, phoneNumber, lid, notes } = contact;
  return {
    _id,
    workspaceId,
    name,
    hasName,
    phoneNumber,
    lid,
    mergedInto: null,
    'notes.revision': notes?.revision ?? null,
  };
}

/** @param conversations all of the contact's, newest first */
export function toContact(contact: ContactDocument, conversations: readonly ConversationDocument[]): Contact {
  const newest = conversations[0];
  return {
    id: contact._id,
    customerId: contact._id,
    name: contact.name,
    email: null,
    mobileNo: contact.phoneNumber ?? '',
    role: 'customer',
    conversationId: newest?._id ?? null,
    conversations: conversations.map(({ _id, channelId }) => ({ id: _id, channelId })),
    lastMessage: newest?.lastMessage ? toLastMessage(newest.lastMessage) : null,
    unreadCount: conversations.reduce((sum, { unreadCount }) => sum + Math.max(0, unreadCount), 0),
    createdAt: contact.createdAt.toISOString(),
  };
}
