import { z } from 'zod';
import type { Channel, ChannelEvent, ChannelStatus, ConnectionStatus, DayCount } from './channel.ts';
import { type Contact, type ContactCard, maxContactNameLength, maxNotesLength } from './contact.ts';
import type { Conversation } from './conversation.ts';
import { input } from './input.ts';
import { maxFileNameLength, maxMediaUrlLength, mediaInputSchema } from './media.ts';
import { type Message, type MessageStatus, maxTextLength, messageTypeSchema } from './message.ts';
import type { Preferences } from './preferences.ts';
import { nameSchema, type Role } from './user.ts';

const id = z.string().min(1).max(128);
const cursor = z.string().min(1).max(512);
const search = z.string().max(200);
const phone = z.string().min(1).max(64);

/** Pages are at most this long; asking for more gives this many. */
export const maxPageSize = 100;
/** A page of changes is longer: it is read by programs. */
export const maxSyncPageSize = 500;
/** Conversations that are asked for by their ids at once. */
export const maxListedIds = 50;
/** Messages are counted for at most so many days. */
export const maxCountedDays = 31;
/** Paging by `offset` reads what it skips, so it ends here; `before` and `after` have no end. */
export const maxOffset = 10_000;

const limit = limitUpTo(maxPageSize);

const sendMessage = input({
  /** A phone number in any usual form, or a JID. */
  to: phone.optional(),
  /** Of a file, what is written below it; only then it may be empty. */
  message: z.string().max(maxTextLength).default(''),
  conversationId: id.optional(),
  clientMessageId: id.optional(),
  channelId: id.optional(),
  messageType: messageTypeSchema.default('text'),
  /** The file, for messages that are one. */
  media: mediaInputSchema.optional(),
  replyTo: id.optional(),
});

/** The same for files alone, as programs send them. */
const sendMedia = input({
  to: phone.optional(),
  conversationId: id.optional(),
  clientMessageId: id.optional(),
  channelId: id.optional(),
  mediaType: messageTypeSchema,
  mediaUrl: z.string().min(1).max(maxMediaUrlLength),
  fileName: z.string().min(1).max(maxFileNameLength).optional(),
  caption: z.string().max(maxTextLength).default(''),
  replyTo: id.optional(),
});

const retryMessage = input({ id });

const getContacts = input({ search: search.optional(), limit: limit.default(50), cursor: cursor.optional() });

const getContact = input({ contactId: id });

/** An empty `name` goes back to WhatsApp's. `notesRevision`: of the notes that the new ones are made from; they need it. */
const updateContact = input({
  contactId: id,
  name: z.string().trim().max(maxContactNameLength).optional(),
  notes: z.string().max(maxNotesLength).optional(),
  notesRevision: z.int().min(0).optional(),
});

const getConversations = input({
  search: search.optional(),
  channelId: id.optional(),
  unread: z.boolean().optional(),
  /** Left out: all, archived or not. */
  archived: z.boolean().optional(),
  /** These alone; former ids lead to what they are now. */
  ids: z.array(id).max(maxListedIds).optional(),
  limit: limit.default(50),
  cursor: cursor.optional(),
});

/** What is left out stays as it is. `pinned` and `muted` are the asking user's own. */
const updateConversation = input({
  conversationId: id,
  archived: z.boolean().optional(),
  unread: z.boolean().optional(),
  pinned: z.boolean().optional(),
  muted: z.boolean().optional(),
});

const getPreferences = input({});

const countWaiting = input({});

const getMessagesBetween = input({
  fromNumber: phone.optional(),
  toNumber: phone.optional(),
  conversationId: id.optional(),
  limit: limit.default(50),
  offset: z.number().int().min(0).max(maxOffset).default(0),
  /** Messages by whose place a page is named: it ends before the one, begins after the other, or has it in its middle. */
  before: id.optional(),
  after: id.optional(),
  around: id.optional(),
});

/** In one conversation or channel, or in all. The last word may still be being typed: it is taken as how a word begins. */
const searchMessages = input({
  query: search,
  conversationId: id.optional(),
  channelId: id.optional(),
  limit: limit.default(20),
  cursor: cursor.optional(),
});

const getQrCode = input({ forceNew: z.boolean().default(false), channelId: id.optional() });
const getConnectionStatus = input({ channelId: id.optional() });
const joinConversation = input({ conversationId: id });
const leaveConversation = input({ conversationId: id });
const markRead = input({ conversationId: id, upTo: id });
const setTyping = input({ conversationId: id, isTyping: z.boolean() });

/** `phoneNumber`: the one number that can be linked to it; without one the first that is linked. */
const createChannel = input({ name: nameSchema, phoneNumber: phone.optional() });
/** `withDeleted`: also those that were deleted, for the names of old conversations. */
const listChannels = input({ withDeleted: z.boolean().default(false) });
const getChannel = input({ channelId: id });
/** What is left out stays. The default is another one only by making that the default. What is not active is disconnected. */
const updateChannel = input({
  channelId: id,
  name: nameSchema.optional(),
  isDefault: z.boolean().optional(),
  isActive: z.boolean().optional(),
});
const removeChannel = input({ channelId: id });
/** `phoneNumber`: the phone is linked by a code that it types; without one by a QR. */
const connectChannel = input({ channelId: id, phoneNumber: phone.optional() });
const disconnectChannel = input({ channelId: id });
const logoutChannel = input({ channelId: id });
/** Without `phoneNumber` for the channel's own. */
const requestPairingCode = input({ channelId: id, phoneNumber: phone.optional() });
const getChannelEvents = input({ channelId: id });
/** Up to and with today, by the days of an IANA time zone such as `Europe/Berlin`. */
const countChannelMessages = input({
  channelId: id,
  days: limitUpTo(maxCountedDays).default(14),
  timeZone: z.string().max(64).refine(isTimeZone, { error: 'no such time zone' }).default('UTC'),
});

const sync = input({ since: z.int().min(0), limit: limitUpTo(maxSyncPageSize).default(200) });

/** Everything that can be asked, with the shape of its input. */
export const commandInputs = {
  sendMessage,
  sendMedia,
  retryMessage,
  getContacts,
  getContact,
  updateContact,
  getConversations,
  updateConversation,
  getPreferences,
  countWaiting,
  getMessagesBetween,
  searchMessages,
  getQrCode,
  getConnectionStatus,
  createChannel,
  listChannels,
  getChannel,
  updateChannel,
  removeChannel,
  connectChannel,
  disconnectChannel,
  logoutChannel,
  requestPairingCode,
  getChannelEvents,
  countChannelMessages,
  joinConversation,
  leaveConversation,
  markRead,
  setTyping,
  sync,
} as const;

export type CommandName = keyof typeof commandInputs;
/** What a caller may write: without what counts as absent, and without the fields that have a default. */
export type CommandRequest<N extends CommandName> = z.input<(typeof commandInputs)[N]['out']>;
/** What the domain gets: validated, defaults filled in. */
export type CommandInput<N extends CommandName> = z.output<(typeof commandInputs)[N]>;

export type SentMessage = {
  id: string;
  messageId: string | null;
  clientMessageId: string;
  conversationId: string;
  status: MessageStatus;
  timestamp: string;
};

export type Page<T> = { data: T[]; nextCursor: string | null };

export type ThreadParty = { id: string; name: string; mobileNo: string };

/** One page of a thread, oldest to newest. `totalMessages` is a kept count. */
export type MessagesBetween = {
  fromNumber: string;
  toNumber: string;
  conversationId: string | null;
  fromUser: ThreadParty | null;
  toUser: ThreadParty | null;
  totalMessages: number;
  currentPage: number;
  totalPages: number;
  messagesPerPage: number;
  /** Whether the thread goes on before the page, and after it. */
  hasOlder: boolean;
  hasNewer: boolean;
  messages: Message[];
};

/** `conversation`: the one that the message is in now. */
export type SearchHit = {
  message: Message;
  conversation: Pick<Conversation, 'id' | 'name' | 'mobileNo' | 'channelId' | 'customerId'>;
};

/**
 * Newest first. `isPartial`: there may be more than were looked for, even before `nextCursor`. `isIndexing`: messages that were
 * there before they could be searched are still being read, so some can't be found yet.
 */
export type SearchHits = { hits: SearchHit[]; isPartial: boolean; isIndexing: boolean };

/** A picture to scan with its expiry, or word that there is nothing to scan. */
export type QrCode =
  | { data: string; message: string; expiresAt: string; channelId: string }
  | {
      data: { connected: true; connectionState: ConnectionStatus['connectionState']; message: string };
      message: string;
      channelId: string;
    };

/**
 * The changes after `since`, oldest first, and what follows them. `seq` is where to go on; `more`: at once. Where `seq` is
 * less than `since`, the server knows less than the client, as after a restored backup: everything is to be read anew.
 */
export type Changes = { messages: Message[]; conversations: Conversation[]; seq: number; more: boolean };

/** The state that a channel has now, or is about to have; what becomes of it is told. */
export type ChannelOnItsWay = { channelId: string; status: ChannelStatus };

/** What each command answers beside `success: true`. */
export type CommandResults = {
  sendMessage: SentMessage;
  sendMedia: SentMessage;
  retryMessage: SentMessage;
  getContacts: Page<Contact>;
  getContact: { contact: ContactCard };
  updateContact: { contact: ContactCard };
  getConversations: Page<Conversation>;
  /** `preferences`: where those were to change. */
  updateConversation: { conversation: Conversation; preferences?: Preferences };
  getPreferences: { data: Preferences };
  /** How many conversations have something unread that is to be noticed. */
  countWaiting: { waiting: number };
  getMessagesBetween: { data: MessagesBetween };
  searchMessages: { data: SearchHits; nextCursor: string | null };
  getQrCode: QrCode;
  getConnectionStatus: ConnectionStatus;
  createChannel: { channel: Channel };
  /** Oldest first. */
  listChannels: { data: Channel[] };
  getChannel: { channel: Channel };
  updateChannel: { channel: Channel };
  /** The channel as it is last, with `deletedAt`. */
  removeChannel: { channel: Channel };
  connectChannel: ChannelOnItsWay;
  disconnectChannel: ChannelOnItsWay;
  logoutChannel: ChannelOnItsWay;
  requestPairingCode: ChannelOnItsWay;
  /** The latest first. */
  getChannelEvents: { data: ChannelEvent[] };
  /** The earliest day first, each day there. */
  countChannelMessages: { data: DayCount[] };
  joinConversation: { conversationId: string; room: string };
  leaveConversation: { conversationId: string; room: string };
  markRead: { conversation: Conversation };
  setTyping: { conversationId: string; isTyping: boolean };
  sync: { data: Changes };
};

const everyone: readonly Role[] = ['admin', 'agent'];

/** Who may ask for what. */
export const commandRoles: Readonly<Record<CommandName, readonly Role[]>> = {
  sendMessage: everyone,
  sendMedia: everyone,
  retryMessage: everyone,
  getContacts: everyone,
  getContact: everyone,
  updateContact: everyone,
  getConversations: everyone,
  updateConversation: everyone,
  getPreferences: everyone,
  countWaiting: everyone,
  getMessagesBetween: everyone,
  searchMessages: everyone,
  getQrCode: ['admin'],
  getConnectionStatus: everyone,
  createChannel: ['admin'],
  listChannels: everyone,
  getChannel: everyone,
  updateChannel: ['admin'],
  removeChannel: ['admin'],
  connectChannel: ['admin'],
  disconnectChannel: ['admin'],
  logoutChannel: ['admin'],
  requestPairingCode: ['admin'],
  getChannelEvents: ['admin'],
  countChannelMessages: ['admin'],
  joinConversation: everyone,
  leaveConversation: everyone,
  markRead: everyone,
  setTyping: everyone,
  sync: everyone,
};

function limitUpTo(most: number) {
  return z
    .number()
    .int()
    .min(1)
    .transform((value) => Math.min(value, most));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
