import { z } from 'zod';
import {
  channelEventSchema,
  channelSchema,
  channelStatusSchema,
  connectionStatusSchema,
  dayCountSchema,
} from './channel.ts';
import type { CommandName, CommandResults } from './commands.ts';
import { contactSchema } from './contact.ts';
import { conversationSchema } from './conversation.ts';
import { errorCodeSchema, messageSchema, messageStatusSchema } from './message.ts';
import { preferencesSchema } from './preferences.ts';

/** What every refusal looks like, but for dialects that have a form of their own. */
export const failureSchema = z.object({
  success: z.literal(false),
  error: z.string(),
  code: errorCodeSchema,
  retryAfterMs: z.number().optional(),
});

const sentMessage = {
  id: z.string(),
  messageId: z.string().nullable(),
  clientMessageId: z.string(),
  conversationId: z.string(),
  status: messageStatusSchema,
  timestamp: z.string(),
} as const;

export const contactCardSchema = z.object({
  id: z.string(),
  name: z.string(),
  givenName: z.string().nullable(),
  whatsappName: z.string().nullable(),
  mobileNo: z.string(),
  notes: z.string(),
  notesUpdatedAt: z.string().nullable(),
  notesUpdatedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  notesRevision: z.number(),
  createdAt: z.string(),
  firstMessageAt: z.string().nullable(),
  lastMessageAt: z.string().nullable(),
  conversations: z.array(
    z.object({
      id: z.string(),
      channelId: z.string(),
      channelName: z.string(),
      channelPhoneNumber: z.string().nullable(),
      lastMessageAt: z.string().nullable(),
      totalMessages: z.number(),
    }),
  ),
});

const threadPartySchema = z.object({ id: z.string(), name: z.string(), mobileNo: z.string() });

export const messagesBetweenSchema = z.object({
  fromNumber: z.string(),
  toNumber: z.string(),
  conversationId: z.string().nullable(),
  fromUser: threadPartySchema.nullable(),
  toUser: threadPartySchema.nullable(),
  totalMessages: z.number(),
  currentPage: z.number(),
  totalPages: z.number(),
  messagesPerPage: z.number(),
  hasOlder: z.boolean(),
  hasNewer: z.boolean(),
  messages: z.array(messageSchema),
});

const searchHitsSchema = z.object({
  hits: z.array(
    z.object({
      message: messageSchema,
      conversation: conversationSchema.pick({
        id: true,
        name: true,
        mobileNo: true,
        channelId: true,
        customerId: true,
      }),
    }),
  ),
  isPartial: z.boolean(),
  isIndexing: z.boolean(),
});

const changesSchema = z.object({
  messages: z.array(messageSchema),
  conversations: z.array(conversationSchema),
  seq: z.number(),
  more: z.boolean(),
});

const onItsWay = { channelId: z.string(), status: channelStatusSchema } as const;
const joined = { conversationId: z.string(), room: z.string() } as const;

/** What each command answers, as it goes over the wire: {@link CommandResults} beside `success: true`. */
export const commandAnswers = {
  sendMessage: success(sentMessage),
  sendMedia: success(sentMessage),
  retryMessage: success(sentMessage),
  getContacts: success({ data: z.array(contactSchema), nextCursor: z.string().nullable() }),
  getContact: success({ contact: contactCardSchema }),
  updateContact: success({ contact: contactCardSchema }),
  getConversations: success({ data: z.array(conversationSchema), nextCursor: z.string().nullable() }),
  updateConversation: success({ conversation: conversationSchema, preferences: preferencesSchema.optional() }),
  getPreferences: success({ data: preferencesSchema }),
  countWaiting: success({ waiting: z.number() }),
  getMessagesBetween: success({ data: messagesBetweenSchema }),
  searchMessages: success({ data: searchHitsSchema, nextCursor: z.string().nullable() }),
  getQrCode: z.union([
    success({ data: z.string(), message: z.string(), expiresAt: z.string(), channelId: z.string() }),
    success({
      data: z.object({ connected: z.literal(true), connectionState: channelStatusSchema, message: z.string() }),
      message: z.string(),
      channelId: z.string(),
    }),
  ]),
  getConnectionStatus: success(connectionStatusSchema.shape),
  createChannel: success({ channel: channelSchema }),
  listChannels: success({ data: z.array(channelSchema) }),
  getChannel: success({ channel: channelSchema }),
  updateChannel: success({ channel: channelSchema }),
  removeChannel: success({ channel: channelSchema }),
  connectChannel: success(onItsWay),
  disconnectChannel: success(onItsWay),
  logoutChannel: success(onItsWay),
  requestPairingCode: success(onItsWay),
  getChannelEvents: success({ data: z.array(channelEventSchema) }),
  countChannelMessages: success({ data: z.array(dayCountSchema) }),
  joinConversation: success(joined),
  leaveConversation: success(joined),
  markRead: success({ conversation: conversationSchema }),
  setTyping: success({ conversationId: z.string(), isTyping: z.boolean() }),
  sync: success({ data: changesSchema }),
} as const satisfies { [N in CommandName]: z.ZodType<{ success: true } & CommandResults[N]> };

/** `{ success: true }` with the fields of a shape, as most answers are. */
export function success<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ success: z.literal(true), ...shape });
}
