import type { LastMessage } from '@erp-whatsapp/shared/conversation';
import {
  type Message,
  type MessageStatus,
  type MessageType,
  messageStatusSchema,
  messageTypes,
} from '@erp-whatsapp/shared/message';
import { type Connection, type Model, Schema } from 'mongoose';
import type { StoredConversation } from '../../../domain/ports/storage/conversations.ts';
import type { ThreadPosition, Turn } from '../../../domain/ports/storage/messages.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

export type LastMessageDocument = {
  id: string;
  content: string;
  messageType: MessageType;
  isOutgoing: boolean;
  status: MessageStatus;
  createdAt: Date;
};

export type ConversationDocument = {
  _id: string;
  workspaceId: string;
  channelId: string;
  contactId: string;
  /** The contact's name and number, kept here too, so that the list needs no other collection. */
  name: string;
  phoneNumber: string | null;
  lastMessage: LastMessageDocument | null;
  unreadCount: number;
  readUpTo: string | null;
  totalMessages: number;
  /** The time of the customer's latest message that is counted, in milliseconds. */
  incomingAt: number;
  /** The turn's places in the thread, see {@link toMark}. Left out of those that were stored before there were any. */
  outgoingTo?: string | null;
  incomingTo?: string | null;
  waitingFrom?: string | null;
  /** Never `false`, so that what is not archived is one place in an index, whether the field is there or not. */
  archived?: true | null;
  isMarkedUnread?: true | null;
  /** The conversation that this one turned out to be. Left out of those that were stored before any were merged. */
  mergedInto?: string | null;
  /** The time of the newest message; before there is one, that of creation. */
  sortAt: Date;
  updatedAt: Date;
  seq: number;
};

export function createConversationModel(connection: Connection): Model<ConversationDocument> {
  const lastMessage = new Schema<LastMessageDocument>(
    {
      id: requiredString,
      content: { type: String, default: '' },
      messageType: { type: String, required: true, enum: messageTypes },
      isOutgoing: { type: Boolean, required: true },
      status: { type: String, required: true, enum: messageStatusSchema.options },
      createdAt: { type: Date, required: true },
    },
    innerSchemaOptions,
  );
  const schema = new Schema<ConversationDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      channelId: requiredString,
      contactId: requiredString,
      name: requiredString,
      phoneNumber: { type: String, default: null },
      lastMessage: { type: lastMessage, default: null },
      unreadCount: { type: Number, required: true },
      readUpTo: { type: String, default: null },
      totalMessages: { type: Number, required: true },
      incomingAt: { type: Number, required: true },
      outgoingTo: { type: String, default: null },
      incomingTo: { type: String, default: null },
      waitingFrom: { type: String, default: null },
      archived: { type: Boolean, default: null },
      isMarkedUnread: { type: Boolean, default: null },
      mergedInto: { type: String, default: null },
      sortAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      seq: { type: Number, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, channelId: 1, contactId: 1 }, { unique: true });
  schema.index({ workspaceId: 1, contactId: 1 });
  schema.index({ workspaceId: 1, seq: 1 });
  schema.index({ workspaceId: 1, mergedInto: 1 }, { partialFilterExpression: { mergedInto: { $gt: '' } } });
  // The list: archived or not, each in its own order. Who wants both, or unread ones of both kinds, walks along several.
  schema.index({ workspaceId: 1, archived: 1, sortAt: -1, _id: -1 });
  schema.index({ workspaceId: 1, channelId: 1, archived: 1, sortAt: -1, _id: -1 });
  // Walked backwards: MongoDB tells indexes apart by their keys, and the keys running down are taken above.
  schema.index(unreadKeys, { partialFilterExpression: hasUnread });
  schema.index(markedKeys, { partialFilterExpression: isMarkedUnread });
  return connection.model<ConversationDocument>('Conversation', schema, 'conversations');
}

// Each query for what is unread must repeat one of these, or MongoDB does not take the index.
export const hasUnread = { unreadCount: { $gt: 0 } } as const;
export const isMarkedUnread = { isMarkedUnread: true } as const;
export const unreadKeys = { workspaceId: 1, archived: 1, sortAt: 1, _id: 1 } as const;
export const markedKeys = { workspaceId: 1, isMarkedUnread: 1, archived: 1, sortAt: -1, _id: -1 } as const;

export function toStoredConversation(conversation: ConversationDocument): StoredConversation {
  return {
    id: conversation._id,
    workspaceId: conversation.workspaceId,
    channelId: conversation.channelId,
    customerId: conversation.contactId,
    name: conversation.name,
    mobileNo: conversation.phoneNumber ?? '',
    avatarUrl: null,
    lastMessage: conversation.lastMessage && toLastMessage(conversation.lastMessage),
    unreadCount: conversation.unreadCount,
    readUpTo: conversation.readUpTo,
    updatedAt: conversation.updatedAt.toISOString(),
    seq: conversation.seq,
    totalMessages: conversation.totalMessages,
    incomingAt: conversation.incomingAt,
    turn: fromMarks(conversation),
    waitingSince: fromMark(conversation.waitingFrom)?.createdAt ?? null,
    archived: conversation.archived ?? false,
    isMarkedUnread: conversation.isMarkedUnread ?? false,
    ...(conversation.mergedInto ? { mergedInto: conversation.mergedInto } : {}),
  };
}

/** A place in a thread as a text that sorts as the thread does: ISO times are all of one length. */
function toMark(position: ThreadPosition | null): string | null {
  return position && `${position.createdAt} ${position.id}`;
}

function fromMark(mark: string | null | undefined): ThreadPosition | null {
  if (!mark) return null;
  const end = mark.indexOf(' ');
  return { createdAt: mark.slice(0, end), id: mark.slice(end + 1) };
}

export function toMarks({ outgoingTo, incomingTo, waitingFrom }: Turn) {
  return { outgoingTo: toMark(outgoingTo), incomingTo: toMark(incomingTo), waitingFrom: toMark(waitingFrom) };
}

function fromMarks({ outgoingTo, incomingTo, waitingFrom }: ConversationDocument): Turn {
  return { outgoingTo: fromMark(outgoingTo), incomingTo: fromMark(incomingTo), waitingFrom: fromMark(waitingFrom) };
}

export function toLastMessage(message: LastMessageDocument): LastMessage {
  const { id, content, messageType, isOutgoing, status } = message;
  return { id, content, messageType, isOutgoing, status, createdAt: message.createdAt.toISOString() };
}

export function fromLastMessage(message: Message): LastMessageDocument {
  const { id, content, messageType, isOutgoing, status } = message;
  return { id, content, messageType, isOutgoing, status, createdAt: new Date(message.createdAt) };
}
