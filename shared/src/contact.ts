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

/** Names that the team gives, and notes, are at most this long. */
export const maxContactNameLength = 100;
export const maxNotesLength = 4_000;

/** One conversation of a contact, with the number that it runs over. `lastMessageAt`: `null` before its first message. */
export type ContactConversation = {
  id: string;
  channelId: string;
  channelName: string;
  /** `null` for a channel that no phone was linked to yet. */
  channelPhoneNumber: string | null;
  lastMessageAt: string | null;
  totalMessages: number;
};

/**
 * All that is known of one customer. `name` is what is shown: the one that the team gave, else WhatsApp's, else the number.
 * `notesRevision` grows with each change of the notes; 0: nobody wrote any.
 */
export type ContactCard = {
  id: string;
  name: string;
  givenName: string | null;
  whatsappName: string | null;
  /** `+` and digits; empty for a customer whose number WhatsApp does not show. */
  mobileNo: string;
  notes: string;
  notesUpdatedAt: string | null;
  notesUpdatedBy: { id: string; name: string } | null;
  notesRevision: number;
  createdAt: string;
  /** The oldest and the newest message of all conversations, whoever wrote them. */
  firstMessageAt: string | null;
  lastMessageAt: string | null;
  /** The one with the newest message first. */
  conversations: ContactConversation[];
};
