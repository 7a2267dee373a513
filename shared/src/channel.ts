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
});
export type Channel = z.infer<typeof channelSchema>;

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
