import type { Contact } from '@erp-whatsapp/shared/contact';
import { type Connection, type Model, Schema } from 'mongoose';
import type { StoredContact } from '../../../domain/ports/storage.ts';
import { type ConversationDocument, toLastMessage } from '../conversations/conversationModel.ts';
import { ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

export type ContactDocument = {
  _id: string;
  workspaceId: string;
  name: string;
  /** Whether `name` is one that somebody gave, not the number standing in for it. */
  hasName: boolean;
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
  const schema = new Schema<ContactDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      hasName: { type: Boolean, required: true },
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

export function toStoredContact({ _id, workspaceId, name, phoneNumber, lid }: ContactDocument): StoredContact {
  return { id: _id, workspaceId, name, phoneNumber, lid };
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
