import { z } from 'zod';
import type { Result } from '../errors.ts';
import type { Message, MessageType } from '../message.ts';
import type { WireError } from './erp.ts';

/** The `rooms` vocabulary: listening to all of a workspace's messages, or to those of single customers. */

/** What `joinWhatsAppCustomer` and `leaveWhatsAppCustomer` carry: the id alone. */
export const customerIdSchema = z.string().min(1).max(128);

/** The events that a client may send, with what each carries; `null`: nothing. */
export const roomsRequests = {
  joinWhatsAppGeneral: null,
  joinWhatsAppCustomer: customerIdSchema,
  leaveWhatsAppCustomer: customerIdSchema,
} as const satisfies Record<string, z.ZodType | null>;

export type RoomsRequest = keyof typeof roomsRequests;

export const generalRoomName = 'whatsapp:general';

export function customerRoomName(customerId: string): string {
  return `whatsapp:customer:${customerId}`;
}

type Joined = { room: string; timestamp: string };
type JoinedCustomer = Joined & { customerId: string };

/** The fields that are set, without those that are `null`. */
export type SetFields<T> = { [Field in keyof T]?: NonNullable<T[Field]> };

/**
 * One message, told once: when it is stored, or when it can be read where it could not be at first. `whatsappNumber` is the customer's: `+` and digits, or empty where WhatsApp does not show it. `customerId`
 * is the one that the room was joined with, also where the customer has another one by now.
 */
export type WhatsAppMessageEvent = SetFields<Omit<Message, 'senderType' | 'messageType'>> & {
  id: string;
  conversationId: string;
  customerId: string;
  whatsappNumber: string;
  whatsappMessageId: string;
  senderType: 'agent' | 'customer';
  messageType: MessageType;
  content: string;
  status: Message['status'];
  isTemplate: boolean;
  timestamp: string;
  metadata: { channelId: string } & SetFields<Pick<Message, 'media' | 'replyTo'>>;
};

/** What became of a message, with the times that are known. */
export type WhatsAppMessageStatus = SetFields<Pick<Message, 'error' | 'sentAt' | 'deliveredAt' | 'readAt'>> & {
  id: string;
  messageId: string;
  whatsappMessageId: string;
  status: Message['status'];
  customerId: string;
  conversationId: string;
  timestamp: string;
  seq: number;
};

type Acknowledge = (result: Result<{ room: string; timestamp: string }>) => void;

/** Client → server. */
export type RoomsClientEvents = {
  joinWhatsAppGeneral: (acknowledge?: Acknowledge) => void;
  joinWhatsAppCustomer: (customerId: string, acknowledge?: Acknowledge) => void;
  leaveWhatsAppCustomer: (customerId: string, acknowledge?: Acknowledge) => void;
};

/** Server → client. */
export type RoomsServerEvents = {
  connected: (payload: { message: string; clientId: string; timestamp: string }) => void;
  whatsappGeneralJoined: (payload: Joined) => void;
  whatsappCustomerJoined: (payload: JoinedCustomer) => void;
  whatsappCustomerLeft: (payload: JoinedCustomer) => void;
  clientJoined: (payload: { clientId: string; timestamp: string }) => void;
  clientLeft: (payload: { clientId: string; timestamp: string }) => void;
  whatsappMessage: (payload: WhatsAppMessageEvent) => void;
  whatsappMessageStatus: (payload: WhatsAppMessageStatus) => void;
  error: (payload: WireError) => void;
};
