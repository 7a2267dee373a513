import { z } from 'zod';

export const channelTypeSchema = z.enum(['whatsapp_automated', 'whatsapp_business']);
export type ChannelType = z.infer<typeof channelTypeSchema>;

/**
 * `inactive`: made or switched off · `connecting`: on its way, or coming back after a loss · `qr_ready`,
 * `pairing_code_ready`: waits for the phone · `active`: connected · `error`: stopped, needs a person ·
 * `logged_out`: unlinked at the phone.
 */
export const channelStatusSchema = z.enum([
  'inactive',
  'connecting',
  'qr_ready',
  'pairing_code_ready',
  'active',
  'error',
  'logged_out',
]);
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

export const lastDisconnectSchema = z.object({ reason: z.string(), message: z.string() });
export type LastDisconnect = z.infer<typeof lastDisconnectSchema>;

/** One WhatsApp number of a workspace. Dates are ISO 8601. */
export const channelSchema = z.object({
  channelId: z.string(),
  name: z.string(),
  type: channelTypeSchema,
  status: channelStatusSchema,
  /** `+` and digits, or `null` until a phone was linked. */
  phoneNumber: z.string().nullable(),
  /** Whether the number was linked and its link still stands: sends to it queue rather than being refused. */
  isLinked: z.boolean(),
  /** Enabled by an admin; says nothing about being connected. */
  isActive: z.boolean(),
  isDefault: z.boolean(),
  lastStatusUpdate: z.string(),
  lastConnected: z.string().nullable(),
  lastDisconnect: lastDisconnectSchema.nullable(),
  createdAt: z.string(),
  /** Only of one that was deleted: nothing goes over it any more, and its conversations can be read. */
  deletedAt: z.string().optional(),
});
export type Channel = z.infer<typeof channelSchema>;

/** So many of a channel's latest connection events are kept. */
export const keptChannelEvents = 100;

/** A channel came into another state, or into the same one for another reason. */
export const channelEventSchema = z.object({
  at: z.string(),
  status: channelStatusSchema,
  lastDisconnect: lastDisconnectSchema.nullable(),
});
export type ChannelEvent = z.infer<typeof channelEventSchema>;

/** Messages of one day, whoever wrote them on the business's side and whatever became of them. `day`: `2026-03-01`. */
export const dayCountSchema = z.object({ day: z.string(), incoming: z.number(), outgoing: z.number() });
export type DayCount = z.infer<typeof dayCountSchema>;

/** What `connection_status` and `whatsapp_status_update` carry. */
export const connectionStatusSchema = z.object({
  connected: z.boolean(),
  connectionState: channelStatusSchema,
  channelId: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  lastConnected: z.string().nullable(),
  lastDisconnect: lastDisconnectSchema.nullable(),
  channels: z.array(channelSchema),
});
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;
