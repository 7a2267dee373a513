import { z } from 'zod';
import { messageStatusSchema, messageTypeSchema } from './message.ts';

/** What a list shows of the newest message. */
export const lastMessageSchema = z.object({
  id: z.string(),
  content: z.string(),
  messageType: messageTypeSchema,
  isOutgoing: z.boolean(),
  status: messageStatusSchema,
  createdAt: z.string(),
});
export type LastMessage = z.infer<typeof lastMessageSchema>;

/**
 * One (channel, contact). `unreadCount`, `isMarkedUnread`, `archived` and `waitingSince` are the workspace's; `readUpTo` is the
 * id of the last message that was read. `waitingSince`: the time of the customer's first message since the business last wrote;
 * `null` when the business wrote last. `isMarkedUnread`: somebody wants it to be looked at again, whatever was read.
 * `mergedInto`: its customer turned out to be another one, and this id is another name of that conversation, for ever. It is
 * told once, and no list has it any more.
 */
export const conversationSchema = z.object({
  id: z.string(),
  channelId: z.string(),
  customerId: z.string(),
  name: z.string(),
  mobileNo: z.string(),
  avatarUrl: z.string().nullable(),
  lastMessage: lastMessageSchema.nullable(),
  unreadCount: z.number(),
  readUpTo: z.string().nullable(),
  waitingSince: z.string().nullable(),
  archived: z.boolean(),
  isMarkedUnread: z.boolean(),
  updatedAt: z.string(),
  seq: z.number(),
  mergedInto: z.string().optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;
