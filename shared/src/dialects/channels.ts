import { z } from 'zod';
import {
  type ChannelStatus,
  channelEventSchema,
  channelSchema,
  channelStatusSchema,
  dayCountSchema,
  type LastDisconnect,
} from '../channel.ts';
import type { Result } from '../errors.ts';
import { input } from '../input.ts';
import { errorCodeSchema, type Message, maxTextLength, messageStatusSchema, messageTypeSchema } from '../message.ts';
import type { MessageStatusUpdate, WireError } from './erp.ts';

/** The `channels` vocabulary over HTTP, below `/api/whatsapp/channels`: what is sent, and what each answer is wrapped in. */

const id = z.string().min(1).max(128);

/** `POST …/:channelId/send`. `to`: a phone number in any usual form, or a JID; it or `conversationId` is enough. */
export const sendTextSchema = input({
  to: z.string().min(1).max(64).optional(),
  conversationId: id.optional(),
  message: z.string().min(1).max(maxTextLength),
  type: messageTypeSchema.default('text'),
  clientMessageId: id.optional(),
  replyTo: id.optional(),
});

/** `POST …/:channelId/send-media` */
export const sendMediaSchema = input({
  to: z.string().min(1).max(64).optional(),
  conversationId: id.optional(),
  mediaType: messageTypeSchema,
  mediaUrl: z.string().min(1).max(2048),
  caption: z.string().max(maxTextLength).default(''),
  fileName: z.string().min(1).max(255).optional(),
  clientMessageId: id.optional(),
  replyTo: id.optional(),
});

/** What a refusal looks like. `error.message` is a sentence for a person. */
export const channelsFailureSchema = z.object({
  ok: z.literal(false),
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type ChannelsFailure = z.infer<typeof channelsFailureSchema>;

/** The answer to what leads a channel into another state, which is told when it is there. */
export const channelOnItsWaySchema = z.object({
  ok: z.literal(true),
  message: z.string(),
  channelId: z.string(),
  status: channelStatusSchema,
});

/** What is told of a message that was sent. `to` is given back as it was written, where it was. */
export const sentOnChannelSchema = z.object({
  ok: z.literal(true),
  message: z.string(),
  payload: z.object({
    /** WhatsApp's id, or ours where there is none yet. */
    messageId: z.string(),
    to: z.string().optional(),
    type: messageTypeSchema,
    status: messageStatusSchema,
    id: z.string(),
    clientMessageId: z.string(),
    conversationId: z.string(),
    channelId: z.string(),
    timestamp: z.string(),
  }),
});
export type SentOnChannel = z.infer<typeof sentOnChannelSchema>;

/** Every other answer: what was asked for is its payload. */
function okOf<Payload extends z.ZodType>(payload: Payload) {
  return z.object({ ok: z.literal(true), payload });
}

export const channelAnswerSchema = okOf(channelSchema);
export const channelListAnswerSchema = okOf(z.array(channelSchema));
export const channelEventsAnswerSchema = okOf(z.array(channelEventSchema));
export const dayCountsAnswerSchema = okOf(z.array(dayCountSchema));
/** `DELETE …/:channelId` */
export const deletedChannelAnswerSchema = okOf(
  z.object({ channelId: z.string(), name: z.string(), deletedAt: z.string() }),
);

/** What `subscribe_channel` and `unsubscribe_channel` carry. */
export const channelSubscriptionSchema = input({ channelId: id });

/** The vocabulary over Socket.IO: the events that a client may send, with what each carries. */
export const channelsRequests = {
  subscribe_channel: channelSubscriptionSchema,
  unsubscribe_channel: channelSubscriptionSchema,
} as const satisfies Record<string, z.ZodType>;

export type ChannelsRequest = keyof typeof channelsRequests;

export type ConnectionUpdate = {
  channelId: string;
  status: ChannelStatus;
  timestamp: string;
  phoneNumber: string | null;
  lastDisconnect?: LastDisconnect;
};

/** `message` in WhatsApp's own form, such as `{ conversation }` or `{ imageMessage: { caption, mimetype, url } }`. */
export type WhatsAppForm = Record<string, string | Record<string, string | undefined>>;

/** The canonical message beside what the vocabulary adds. `from`: the customer's JID. */
export type IncomingMessageEvent = Omit<Message, 'messageId'> & {
  messageId: string;
  from: string;
  message: WhatsAppForm;
  type: 'incoming';
};

/** Client → server. */
export type ChannelsClientEvents = {
  [E in ChannelsRequest]: (
    payload: z.input<(typeof channelsRequests)[E]['out']>,
    acknowledge?: (result: Result<{ channelId: string }>) => void,
  ) => void;
};

/** Server → client. `qr_code` and `pairing_code` go to admins alone. */
export type ChannelsServerEvents = {
  channel_subscribed: (payload: { channelId: string; status: ChannelStatus }) => void;
  connection_update: (payload: ConnectionUpdate) => void;
  qr_code: (payload: { channelId: string; qrCode: string; timestamp: string; expiresAt: string }) => void;
  pairing_code: (payload: { channelId: string; code: string; timestamp: string; expiresAt: string }) => void;
  incoming_message: (payload: IncomingMessageEvent) => void;
  message_status_update: (payload: MessageStatusUpdate) => void;
  error: (payload: WireError & { channelId?: string }) => void;
};
