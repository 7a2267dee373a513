import { type Media, mediaStateSchema } from '@erp-whatsapp/shared/media';
import {
  type Message,
  type MessageError,
  type MessageStatus,
  type MessageType,
  messageStatusSchema,
  messageTypes,
  type SenderType,
  senderTypeSchema,
} from '@erp-whatsapp/shared/message';
import { type Connection, type Model, Schema } from 'mongoose';
import type { NewMessage, StoredMedia } from '../../../domain/ports/storage/messages.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

type Sender = { id: string; name: string };

export type MessageDocument = {
  _id: string;
  workspaceId: string;
  conversationId: string;
  channelId: string;
  contactId: string;
  whatsappId: string | null;
  clientMessageId: string | null;
  fingerprint: string | null;
  isOutgoing: boolean;
  content: string;
  messageType: MessageType;
  senderType: SenderType;
  sender: Sender | null;
  status: MessageStatus;
  error: MessageError | null;
  replyTo: string | null;
  /** Left out where there is no file. */
  media?: StoredMedia;
  /** Left out when its file need not be fetched, or not any more. */
  isMediaDue?: true;
  /** Can be large, and no list shows it: read only where it is asked for. */
  raw?: string | null;
  /** Left out of messages that were stored before there were any. */
  isPlaceholder?: boolean;
  /** Whether WhatsApp is still to be told that this was read. */
  isReceiptDue: boolean;
  /** Left out when it is in the index of words, or was there before there was one. */
  isUnindexed?: true;
  createdAt: Date;
  updatedAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  seq: number;
};

const mediaFields = new Schema<StoredMedia>(
  {
    mimeType: { type: String, default: null },
    fileName: { type: String, default: null },
    size: { type: Number, default: null },
    width: { type: Number, default: null },
    height: { type: Number, default: null },
    state: { type: String, required: true, enum: mediaStateSchema.options },
    sha256: { type: String, default: null },
  },
  innerSchemaOptions,
);

export function createMessageModel(connection: Connection): Model<MessageDocument> {
  const schema = new Schema<MessageDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      conversationId: requiredString,
      channelId: requiredString,
      contactId: requiredString,
      whatsappId: { type: String, default: null },
      clientMessageId: { type: String, default: null },
      fingerprint: { type: String, default: null },
      isOutgoing: { type: Boolean, required: true },
      content: { type: String, default: '' },
      messageType: { type: String, required: true, enum: messageTypes },
      senderType: { type: String, required: true, enum: senderTypeSchema.options },
      sender: {
        type: new Schema<Sender>({ id: requiredString, name: { type: String, default: '' } }, innerSchemaOptions),
        default: null,
      },
      status: { type: String, required: true, enum: messageStatusSchema.options },
      error: {
        type: new Schema<MessageError>({ code: requiredString, message: requiredString }, innerSchemaOptions),
        default: null,
      },
      replyTo: { type: String, default: null },
      media: { type: mediaFields },
      isMediaDue: { type: Boolean },
      raw: { type: String, default: null, select: false },
      isPlaceholder: { type: Boolean, default: false },
      isReceiptDue: { type: Boolean, required: true },
      isUnindexed: { type: Boolean },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      sentAt: { type: Date, default: null },
      deliveredAt: { type: Date, default: null },
      readAt: { type: Date, default: null },
      seq: { type: Number, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  // Where there is an id: `$gt: ''` holds for strings alone. MongoDB sees that an equal string fulfils it, and takes the
  // index for queries too; with `$type: 'string'` it would not.
  schema.index(
    { workspaceId: 1, clientMessageId: 1 },
    { unique: true, partialFilterExpression: { clientMessageId: { $gt: '' } } },
  );
  schema.index(
    { workspaceId: 1, channelId: 1, conversationId: 1, isOutgoing: 1, whatsappId: 1 },
    { unique: true, partialFilterExpression: { whatsappId: { $gt: '' } } },
  );
  schema.index({ workspaceId: 1, conversationId: 1, createdAt: 1, _id: 1 });
  schema.index({ workspaceId: 1, seq: 1 });
  // These hold only what is open, so their size, and the cost of asking them, does not grow with the history.
  schema.index(
    { workspaceId: 1, conversationId: 1, status: 1, createdAt: 1, _id: 1 },
    { partialFilterExpression: pending },
  );
  schema.index({ workspaceId: 1, channelId: 1, status: 1, createdAt: 1 }, { partialFilterExpression: pending });
  schema.index(
    { workspaceId: 1, conversationId: 1, isOutgoing: 1, status: 1, createdAt: 1, _id: 1 },
    { partialFilterExpression: unread },
  );
  schema.index(
    { workspaceId: 1, channelId: 1, isReceiptDue: 1, createdAt: 1, _id: 1 },
    { partialFilterExpression: receiptDue },
  );
  schema.index(
    { workspaceId: 1, channelId: 1, isMediaDue: 1, createdAt: 1, _id: 1 },
    { partialFilterExpression: mediaDue },
  );
  schema.index({ isMediaDue: 1, createdAt: 1, _id: 1 }, { partialFilterExpression: mediaDue });
  schema.index({ isUnindexed: 1 }, { partialFilterExpression: unindexed });
  // For counting a channel's messages day by day, which reads no message. The last, so that what is open is found by the indexes above.
  schema.index({ workspaceId: 1, channelId: 1, isOutgoing: 1, createdAt: 1 });
  return connection.model<MessageDocument>('Message', schema, 'messages');
}

// What is open. Each query for it must repeat its condition, or MongoDB does not take the index.

/** To be sent. */
export const pending = { status: 'pending', isOutgoing: true } as const;
/** From a customer and not read yet. */
export const unread = { status: 'delivered', isOutgoing: false } as const;
/** Read, and WhatsApp does not know. What has no id at WhatsApp can't be told of. */
export const receiptDue = { isReceiptDue: true, whatsappId: { $gt: '' } } as const;

/** Its file is still at WhatsApp. */
export const mediaDue = { isMediaDue: true } as const;

/** Not in the index of words yet. */
export const unindexed = { isUnindexed: true } as const;

/** A thread's order, newest first. */
export const newestFirst = { createdAt: -1, _id: -1 } as const;
export const oldestFirst = { createdAt: 1, _id: 1 } as const;

export function toMessage(message: MessageDocument): Message {
  const createdAt = message.createdAt.toISOString();
  return {
    id: message._id,
    messageId: message.whatsappId,
    clientMessageId: message.clientMessageId,
    conversationId: message.conversationId,
    channelId: message.channelId,
    customerId: message.contactId,
    content: message.content,
    messageType: message.messageType,
    isOutgoing: message.isOutgoing,
    senderType: message.senderType,
    sender: message.sender && { id: message.sender.id, name: message.sender.name },
    status: message.status,
    error: message.error && { code: message.error.code, message: message.error.message },
    media: message.media ? toMedia(message._id, message.messageType, message.media) : null,
    replyTo: message.replyTo,
    reactions: [],
    isTemplate: false,
    templateName: null,
    bulkMessageId: null,
    isPlaceholder: message.isPlaceholder ?? false,
    createdAt,
    updatedAt: message.updatedAt.toISOString(),
    sentAt: message.sentAt?.toISOString() ?? null,
    deliveredAt: message.deliveredAt?.toISOString() ?? null,
    readAt: message.readAt?.toISOString() ?? null,
    timestamp: createdAt,
    seq: message.seq,
  };
}

/** A message that starts in a later status has passed the ones before it at its own time. */
export function fromNewMessage({ id, createdAt: time, media, ...message }: NewMessage): MessageDocument {
  const createdAt = new Date(time);
  return {
    ...message,
    ...fromMedia(media),
    _id: id,
    error: null,
    isReceiptDue: false,
    // What has no text, or none yet, has nothing to be found by.
    ...(message.content === '' || message.isPlaceholder ? {} : unindexed),
    createdAt,
    updatedAt: createdAt,
    ...stampStatus({ sentAt: null, deliveredAt: null, readAt: null }, message.status, createdAt),
  };
}

/** The fields of a message's file, and of its being due. */
export function fromMedia(media: StoredMedia | null | undefined): Pick<MessageDocument, 'media' | 'isMediaDue'> {
  if (!media) return {};
  return { media, ...(media.state === 'coming' ? mediaDue : {}) };
}

export function toStoredMedia({ mimeType, fileName, size, width, height, state, sha256 }: StoredMedia): StoredMedia {
  return { mimeType, fileName, size, width, height, state, sha256 };
}

function toMedia(id: string, type: MessageType, media: StoredMedia): Media {
  return { type, ...toStoredMedia(media), url: media.state === 'gone' ? null : `/api/media/${id}` };
}

type Stamps = Pick<MessageDocument, 'sentAt' | 'deliveredAt' | 'readAt'>;

/** Fills the times that `status` implies and that are not known yet: what was read was delivered, at the latest then. */
export function stampStatus(known: Stamps, status: MessageStatus, at: Date): Stamps {
  const { sentAt, deliveredAt, readAt } = known;
  switch (status) {
    case 'pending':
    case 'failed':
      return { sentAt, deliveredAt, readAt };
    case 'sent':
      return { sentAt: sentAt ?? at, deliveredAt, readAt };
    case 'delivered':
      return { sentAt: sentAt ?? at, deliveredAt: deliveredAt ?? at, readAt };
    case 'read':
      return { sentAt: sentAt ?? at, deliveredAt: deliveredAt ?? at, readAt: readAt ?? at };
  }
}
