import { z } from 'zod';
import { type ErrorCode, isErrorCode } from './errors.ts';
import { mediaSchema } from './media.ts';

export const messageTypes = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'template',
  'interactive',
  'system',
] as const;
export const messageTypeSchema = z.enum(messageTypes);
export type MessageType = z.infer<typeof messageTypeSchema>;

export const messageStatusSchema = z.enum(['pending', 'sent', 'delivered', 'read', 'failed']);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const senderTypeSchema = z.enum(['agent', 'customer', 'system']);
export type SenderType = z.infer<typeof senderTypeSchema>;

export const errorCodeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && isErrorCode(value));

/** WhatsApp's longest text, in UTF-16 units as `String.length` counts them. */
export const maxTextLength = 4096;

/** The canonical message, the same in every dialect. Dates are ISO 8601; `null` where a thing does not apply. */
export const messageSchema = z.object({
  id: z.string(),
  /** WhatsApp's id. On a QR-linked channel chosen by us when the message is stored. */
  messageId: z.string().nullable(),
  clientMessageId: z.string().nullable(),
  conversationId: z.string(),
  channelId: z.string(),
  customerId: z.string(),
  content: z.string(),
  messageType: messageTypeSchema,
  isOutgoing: z.boolean(),
  senderType: senderTypeSchema,
  sender: z.object({ id: z.string(), name: z.string() }).nullable(),
  status: messageStatusSchema,
  error: z.object({ code: errorCodeSchema, message: z.string() }).nullable(),
  media: mediaSchema.nullable(),
  replyTo: z.string().nullable(),
  reactions: z.array(z.object({ emoji: z.string(), from: z.string() })),
  isTemplate: z.boolean(),
  templateName: z.string().nullable(),
  bulkMessageId: z.string().nullable(),
  /** It came but can't be read yet: `content` is a sentence that says so, and gives way to what it says in the same place. */
  isPlaceholder: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  sentAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  readAt: z.string().nullable(),
  /** Always `createdAt`. */
  timestamp: z.string(),
  seq: z.number(),
});
export type Message = z.infer<typeof messageSchema>;
export type MessageError = NonNullable<Message['error']>;

const statusRank: Record<MessageStatus, number> = { pending: 0, sent: 1, failed: 1, delivered: 2, read: 3 };

/** Whether a status is further than another, whichever was told first: a late `delivered` never undoes `read`. */
export function isFurther(status: MessageStatus, than: MessageStatus): boolean {
  return statusRank[status] > statusRank[than];
}

/**
 * Whether a message in status `from` may become `to`, where `to` is the later word. Status only moves forward, but for
 * `sent` and `failed`, of which the later one holds: what WhatsApp took can still fail, as long as nobody has it, and
 * what failed can still be taken. Who does not know which one is later asks {@link isFurther}.
 */
export function canBecome(from: MessageStatus, to: MessageStatus): boolean {
  return isFurther(to, from) || (statusRank[to] === statusRank[from] && to !== from);
}

/**
 * Whether a message may take on what WhatsApp tells of it. `sent` undoes a failure only as the answer to what was handed
 * to WhatsApp after it: WhatsApp's word on an earlier try can come late or twice, and says nothing of what was refused
 * since. @param transmittedAt when that was, in milliseconds; without it nobody knows
 */
export function canTakeOn(
  message: Pick<Message, 'status' | 'updatedAt'>,
  { status, transmittedAt }: { status: MessageStatus; transmittedAt?: number | undefined },
): boolean {
  if (message.status === 'failed' && status === 'sent') {
    return transmittedAt !== undefined && transmittedAt > Date.parse(message.updatedAt);
  }
  return canBecome(message.status, status);
}

/** A thread's order: by `createdAt`, then by `id`. Neither ever changes. */
export function compareInThread(a: Pick<Message, 'createdAt' | 'id'>, b: Pick<Message, 'createdAt' | 'id'>): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
