import { randomInt } from 'node:crypto';
import type { Message } from '@erp-whatsapp/shared/message';
import { v7 } from 'uuid';
import type { PushSubscription } from '../../domain/ports/push.ts';
import type { SignIn, StoredApiKey } from '../../domain/ports/storage/accounts.ts';
import type { StoredContact } from '../../domain/ports/storage/contacts.ts';
import type { MessagesAdded, StoredConversation } from '../../domain/ports/storage/conversations.ts';
import type { NewMessage, StoredMedia, Turn } from '../../domain/ports/storage/messages.ts';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';

/** Gives the storage under test. It is shared by all tests, so each one lives in a workspace of its own. */
export type GetStorage = () => Storage;

export const newId = () => v7();

/** A moment that all tests count from. */
export const noon = Date.parse('2026-03-01T12:00:00.000Z');

export function newPhoneNumber(): string {
  return `+49151${String(randomInt(10 ** 9)).padStart(9, '0')}`;
}

export type Stage = {
  workspaceId: string;
  channel: ChannelRef;
  contact: StoredContact;
  conversation: StoredConversation;
};

/** A workspace of its own with one channel, one contact and their conversation. */
export async function setStage(storage: Storage): Promise<Stage> {
  const workspaceId = newId();
  const channel = await addChannel(storage, workspaceId, true);
  const { contact, conversation } = await addConversation(storage, channel);
  return { workspaceId, channel, contact, conversation };
}

export async function addChannel(storage: Storage, workspaceId: string, isDefault = false): Promise<ChannelRef> {
  const channel = { id: newId(), workspaceId, name: 'Front desk', type: 'whatsapp_automated', isDefault } as const;
  const { channelId } = await storage.channels.create(channel, noon);
  return { workspaceId, channelId };
}

export async function addContact(storage: Storage, workspaceId: string, name: string | null = null) {
  const identity = { phoneNumber: newPhoneNumber(), lid: null };
  const found = await storage.contacts.findOrCreate({ workspaceId, newId: newId(), identity, name, at: noon });
  return found.contact;
}

export async function addConversation(
  storage: Storage,
  channel: ChannelRef,
  { name = null, at = noon }: { name?: string | null; at?: number } = {},
): Promise<{ contact: StoredContact; conversation: StoredConversation }> {
  const contact = await addContact(storage, channel.workspaceId, name);
  const conversation = await storage.conversations.findOrCreate({ newId: newId(), channel, contact, seq: 1, at });
  return { contact, conversation };
}

/** A customer's text of the conversation, to be inserted. */
export function newIncoming(conversation: StoredConversation, change: Partial<NewMessage> = {}): NewMessage {
  return {
    id: newId(),
    workspaceId: conversation.workspaceId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    contactId: conversation.customerId,
    whatsappId: newId(),
    clientMessageId: null,
    fingerprint: null,
    isOutgoing: false,
    content: 'Good morning',
    messageType: 'text',
    senderType: 'customer',
    sender: { id: conversation.customerId, name: conversation.name },
    status: 'delivered',
    replyTo: null,
    raw: null,
    isPlaceholder: false,
    createdAt: noon,
    seq: 1,
    ...change,
  };
}

/** A text to the customer that is still to be sent. */
export function newOutgoing(conversation: StoredConversation, change: Partial<NewMessage> = {}): NewMessage {
  return newIncoming(conversation, {
    clientMessageId: newId(),
    fingerprint: 'fingerprint',
    isOutgoing: true,
    senderType: 'agent',
    sender: { id: newId(), name: 'Ada' },
    status: 'pending',
    ...change,
  });
}

export async function insert(storage: Storage, message: NewMessage): Promise<Message> {
  return (await storage.messages.insert(message)).message;
}

/** A picture that a customer sent and that is still at WhatsApp. */
export const comingMedia: StoredMedia = {
  mimeType: 'image/jpeg',
  fileName: null,
  size: 1_000,
  width: 40,
  height: 30,
  state: 'coming',
  sha256: null,
};

/** Nobody has written. */
export const noTurn: Turn = { outgoingTo: null, incomingTo: null, waitingFrom: null };

/** A message that is counted in alone. */
export function toAdded(message: Message, seq: number): MessagesAdded {
  const isFromCustomer = message.senderType === 'customer';
  const place = { createdAt: message.createdAt, id: message.id };
  return {
    conversationId: message.conversationId,
    newest: message,
    count: 1,
    unread: isFromCustomer ? 1 : 0,
    incomingAt: isFromCustomer ? Date.parse(message.createdAt) : 0,
    turn: {
      outgoingTo: message.isOutgoing ? place : null,
      incomingTo: isFromCustomer ? place : null,
      waitingFrom: isFromCustomer ? place : null,
    },
    seq,
  };
}

/** What `many` at once answer; each is told its number. */
export function atOnce<T>(many: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: many }, (_, index) => act(index)));
}

/** Reads all pages of a list, one after another. */
export async function readPages<T>(
  read: (cursor: string | undefined) => Promise<{ data: T[]; nextCursor: string | null }>,
): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await read(cursor);
    pages.push(page.data);
    cursor = page.nextCursor;
    if (pages.length > 100) throw new Error('The list does not end.');
  }
  return pages;
}

/** It ends far in the future, since a storage may drop what is over. */
export function newSignIn(change: Partial<SignIn> = {}): SignIn {
  return {
    id: newId(),
    workspaceId: newId(),
    userId: newId(),
    current: ['token'],
    former: null,
    formerUntil: null,
    expiresAt: noon + 1_000 * 24 * 60 * 60 * 1_000,
    userAgent: null,
    createdAt: null,
    usedAt: null,
    ...change,
  };
}

export function newPush(change: Partial<PushSubscription> = {}): PushSubscription {
  return { endpoint: `https://push.example/${newId()}`, p256dh: 'p256dh', auth: 'auth', showsText: true, ...change };
}

export function newApiKey(change: Partial<StoredApiKey> = {}): StoredApiKey {
  return {
    id: newId(),
    workspaceId: newId(),
    name: 'Shop',
    role: 'agent',
    hash: newId(),
    createdAt: new Date(noon).toISOString(),
    lastUsedAt: null,
    ...change,
  };
}
