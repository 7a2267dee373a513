import { commandAnswers, failureSchema } from '@erp-whatsapp/shared/answers';
import { channelStatusSchema, connectionStatusSchema, lastDisconnectSchema } from '@erp-whatsapp/shared/channel';
import { conversationSchema } from '@erp-whatsapp/shared/conversation';
import type { ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type { ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';
import type { RoomsServerEvents } from '@erp-whatsapp/shared/dialects/rooms';
import { mediaSchema } from '@erp-whatsapp/shared/media';
import { errorCodeSchema, messageSchema, messageStatusSchema } from '@erp-whatsapp/shared/message';
import { preferencesSchema } from '@erp-whatsapp/shared/preferences';
import { roleSchema } from '@erp-whatsapp/shared/user';
import { z } from 'zod';

/** What each event of a vocabulary carries from the server to a client. */
type Payloads<Events extends { [E in keyof Events]: (payload: never) => void }> = {
  [E in keyof Events]: z.ZodType<Parameters<Events[E]>[0]>;
};

const text = z.string();
const wireError = {
  event: text.optional(),
  message: text,
  code: errorCodeSchema,
  retryAfterMs: z.number().optional(),
} as const;
const { success: _told, ...sentMessage } = commandAnswers.sendMessage.shape;
const { success: _joined, ...joined } = commandAnswers.joinConversation.shape;
const messageError = z.object({ code: errorCodeSchema, message: text });
const statusUpdate = z.object({
  id: text,
  messageId: text.nullable(),
  conversationId: text,
  channelId: text,
  status: messageStatusSchema,
  error: messageError.optional(),
  timestamp: text,
  seq: z.number(),
});

export const erpPayloads = {
  authenticated: z.object({
    userId: text,
    workspaceId: text,
    role: roleSchema,
    message: text,
    room: text,
    seq: z.number(),
  }),
  auth_error: z.object({ message: text, code: errorCodeSchema }),
  error: z.object(wireError),
  message_sent_success: z.object(sentMessage),
  message_send_error: z.object({
    error: text,
    code: errorCodeSchema,
    clientMessageId: text.nullable(),
    conversationId: text.nullable(),
    retryAfterMs: z.number().optional(),
  }),
  contacts_response: commandAnswers.getContacts,
  contact_response: commandAnswers.getContact,
  conversations_response: commandAnswers.getConversations,
  preferences_response: commandAnswers.getPreferences,
  messages_between_response: commandAnswers.getMessagesBetween,
  search_response: commandAnswers.searchMessages,
  qr_code_response: z.union([
    commandAnswers.getQrCode,
    z.object({ ...failureSchema.shape, timeout: z.boolean().optional() }),
  ]),
  connection_status: connectionStatusSchema,
  sync_response: commandAnswers.sync,
  joined_conversation: z.object(joined),
  left_conversation: z.object(joined),
  new_message: messageSchema,
  message_sent: messageSchema.extend({ to: text, message: text, senderId: text.nullable() }),
  message_status_update: statusUpdate,
  message_updated: messageSchema,
  whatsapp_status_update: connectionStatusSchema,
  conversation_updated: conversationSchema,
  preferences_updated: preferencesSchema,
  contact_updated: z.object({ contact: z.object({ id: text, name: text, mobileNo: text }) }),
  customer_typing: z.object({ conversationId: text, customerId: text, isTyping: z.boolean() }),
  agent_typing: z.object({ conversationId: text, userId: text, name: text, isTyping: z.boolean() }),
} as const satisfies Payloads<ErpServerEvents>;

const atRoom = { room: text, timestamp: text } as const;
const ofClient = z.object({ clientId: text, timestamp: text });

export const roomsPayloads = {
  connected: z.object({ message: text, clientId: text, timestamp: text }),
  whatsappGeneralJoined: z.object(atRoom),
  whatsappCustomerJoined: z.object({ ...atRoom, customerId: text }),
  whatsappCustomerLeft: z.object({ ...atRoom, customerId: text }),
  clientJoined: ofClient,
  clientLeft: ofClient,
  whatsappMessage: z.object({
    id: text,
    conversationId: text,
    customerId: text,
    whatsappNumber: text,
    whatsappMessageId: text,
    senderType: z.enum(['agent', 'customer']),
    messageType: messageSchema.shape.messageType,
    content: text,
    status: messageStatusSchema,
    sentAt: text.optional(),
    deliveredAt: text.optional(),
    readAt: text.optional(),
    metadata: z.object({ channelId: text, media: mediaSchema.optional(), replyTo: text.optional() }),
    isTemplate: z.boolean(),
    templateName: text.optional(),
    timestamp: text,
  }),
  whatsappMessageStatus: z.object({
    id: text,
    messageId: text,
    whatsappMessageId: text,
    status: messageStatusSchema,
    customerId: text,
    conversationId: text,
    timestamp: text,
    seq: z.number(),
    error: messageError.optional(),
    sentAt: text.optional(),
    deliveredAt: text.optional(),
    readAt: text.optional(),
  }),
  error: z.object(wireError),
} as const satisfies Payloads<RoomsServerEvents>;

export const channelsPayloads = {
  channel_subscribed: z.object({ channelId: text, status: channelStatusSchema }),
  connection_update: z.object({
    channelId: text,
    status: channelStatusSchema,
    timestamp: text,
    phoneNumber: text.nullable(),
    lastDisconnect: lastDisconnectSchema.optional(),
  }),
  qr_code: z.object({ channelId: text, qrCode: text, timestamp: text, expiresAt: text }),
  pairing_code: z.object({ channelId: text, code: text, timestamp: text, expiresAt: text }),
  incoming_message: messageSchema.extend({
    messageId: text,
    from: text,
    message: z.record(text, z.union([text, z.record(text, text.optional())])),
    type: z.literal('incoming'),
  }),
  message_status_update: statusUpdate,
  error: z.object({ ...wireError, channelId: text.optional() }),
} as const satisfies Payloads<ChannelsServerEvents>;
