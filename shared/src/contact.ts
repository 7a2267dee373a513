import { z } from 'zod';
import { lastMessageSchema } from './conversation.ts';

/** A customer, as `get_contacts` lists it. `id` and `customerId` are the same; `conversationId` is the newest one. */
export const contactSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  /** `+` and digits; empty for a customer whose number WhatsApp does not show. */
  mobileNo: z.string(),
  role: z.literal('customer'),
  conversationId: z.string().nullable(),
  conversations: z.array(z.object({ id: z.string(), channelId: z.string() })),
  lastMessage: lastMessageSchema.nullable(),
  unreadCount: z.number(),
  createdAt: z.string(),
});
export type Contact = z.infer<typeof contactSchema>;
