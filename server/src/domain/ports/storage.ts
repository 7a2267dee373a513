import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import type { Channel, ChannelStatus, ChannelType, LastDisconnect } from '@erp-whatsapp/shared/channel';
import type { Contact } from '@erp-whatsapp/shared/contact';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message, MessageError, MessageStatus, MessageType, SenderType } from '@erp-whatsapp/shared/message';
import type { Role, User, Workspace } from '@erp-whatsapp/shared/user';
import type { ChannelRef, CustomerIdentity } from './whatsapp.ts';

/**
 * Persistence. Everything but the few ways in that say so is bound to a workspace: what belongs to another one does not
 * exist. Reads answer `null` for what is not there. Dates in and out are milliseconds or ISO 8601, as typed.
 */
export type Storage = {
  workspaces: WorkspaceStorage;
  users: UserStorage;
  signIns: SignInStorage;
  apiKeys: ApiKeyStorage;
  channels: ChannelStorage;
  contacts: ContactStorage;
  conversations: ConversationStorage;
  messages: MessageStorage;
  changes: ChangeStorage;
};

export type WorkspaceStorage = {
  create: (workspace: Workspace) => Promise<void>;
  get: (id: string) => Promise<Workspace | null>;
  /** Whether there is any workspace at all. */
  isEmpty: () => Promise<boolean>;
  /** The oldest one: where the first admin lives. */
  first: () => Promise<Workspace | null>;
};

export type StoredUser = User & { passwordHash: string; isActive: boolean };

export type StoredUserChange = {
  name?: string | undefined;
  role?: Role | undefined;
  passwordHash?: string | undefined;
  isActive?: boolean | undefined;
};

export type UserStorage = {
  /** @throws CommandError `CONFLICT` when the address is taken, in any workspace. */
  create: (user: StoredUser) => Promise<void>;
  get: (workspaceId: string, id: string) => Promise<StoredUser | null>;
  /** Across workspaces: an address signs in to exactly one. `email` is lower case. */
  findByEmail: (email: string) => Promise<StoredUser | null>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<StoredUser[]>;
  /** Sets what is given. */
  update: (workspaceId: string, id: string, change: StoredUserChange) => Promise<StoredUser | null>;
};

/**
 * A sign-in session: the family of refresh tokens that one sign-in began. Tokens are kept hashed. `current` are good;
 * `former` is good until `formerUntil`, or until one of `current` was used.
 */
export type SignIn = {
  id: string;
  workspaceId: string;
  userId: string;
  current: string[];
  former: string | null;
  formerUntil: number | null;
  expiresAt: number;
};

export type SignInStorage = {
  create: (signIn: SignIn) => Promise<void>;
  /** Across workspaces: the id is unguessable and comes from the cookie. */
  find: (id: string) => Promise<SignIn | null>;
  /** Atomically replaces `used`, one of `current`, by `next`. @returns whether `used` was current. */
  rotate: (change: {
    id: string;
    used: string;
    next: string;
    formerUntil: number;
    expiresAt: number;
  }) => Promise<boolean>;
  /** Adds a further successor of `former`. @returns whether `former` was still good at `now`. */
  addSuccessor: (change: { id: string; former: string; next: string; now: number }) => Promise<boolean>;
  remove: (id: string) => Promise<void>;
  /** Removes all of a user's but the kept one. */
  removeOfUser: (workspaceId: string, userId: string, keptId: string | null) => Promise<void>;
};

/** `hash`: of the key itself, which is kept nowhere. */
export type StoredApiKey = ApiKey & { workspaceId: string; hash: string };

export type ApiKeyStorage = {
  create: (key: StoredApiKey) => Promise<void>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<StoredApiKey[]>;
  get: (workspaceId: string, id: string) => Promise<StoredApiKey | null>;
  /** Across workspaces: a key leads to exactly one. */
  findByHash: (hash: string) => Promise<StoredApiKey | null>;
  noteUse: (workspaceId: string, id: string, at: number) => Promise<void>;
  /** @returns whether it was there. */
  remove: (workspaceId: string, id: string) => Promise<boolean>;
};

export type NewChannel = { id: string; workspaceId: string; name: string; type: ChannelType; isDefault: boolean };

export type ChannelChange = {
  status?: ChannelStatus;
  phoneNumber?: string;
  isLinked?: boolean;
  isActive?: boolean;
  lastConnected?: number;
  lastDisconnect?: LastDisconnect | null;
};

export type ChannelStorage = {
  /** @throws CommandError `CONFLICT` when it would be a second default channel. */
  create: (channel: NewChannel, at: number) => Promise<Channel>;
  get: (channel: ChannelRef) => Promise<Channel | null>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<Channel[]>;
  /** Sets what is given, and `lastStatusUpdate` when the status is among it. */
  update: (channel: ChannelRef, change: ChannelChange, at: number) => Promise<Channel | null>;
  /** Across workspaces, for the workers at start: enabled channels whose link stands. */
  listLinked: () => Promise<(ChannelRef & { type: ChannelType })[]>;
  /** Across workspaces, at start: channels without a link that a crash left on their way become `inactive`. */
  resetUnlinked: (at: number) => Promise<void>;
};

export type StoredContact = {
  id: string;
  workspaceId: string;
  name: string;
  /** `+` and digits. */
  phoneNumber: string | null;
  lid: string | null;
};

export type ContactStorage = {
  get: (workspaceId: string, id: string) => Promise<StoredContact | null>;
  /** By any of the identities; where they belong to two contacts, the one with the phone. */
  find: (workspaceId: string, identity: CustomerIdentity) => Promise<StoredContact | null>;
  /**
   * The contact with one of these identities, made when there is none, with the identities that it lacked added. Many at
   * once make one. Where phone and LID belong to two contacts, the one with the phone is answered.
   * `name` is taken when the contact has none but its number. `isRenamed`: its name or number is another one than before,
   * and its conversations are to hear of it.
   */
  findOrCreate: (wanted: {
    workspaceId: string;
    newId: string;
    identity: CustomerIdentity;
    name: string | null;
    at: number;
  }) => Promise<{ contact: StoredContact; isNew: boolean; isRenamed: boolean }>;
  list: (query: {
    workspaceId: string;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }) => Promise<{ data: Contact[]; nextCursor: string | null }>;
};

/** Of changes after `after`, up to and with `upTo`, in the order of their numbers. */
export type ChangeRange = { workspaceId: string; after: number; upTo?: number | undefined; limit: number };

export type StoredConversation = Conversation & {
  workspaceId: string;
  /** Kept, not counted anew. */
  totalMessages: number;
  /** The time of the customer's latest message that is counted, in milliseconds; 0 when there is none. */
  incomingAt: number;
};

/** What new messages do to their conversation. `incomingAt` is 0 when none of them is from the customer. */
export type MessagesAdded = {
  conversationId: string;
  newest: Message;
  count: number;
  unread: number;
  incomingAt: number;
  seq: number;
};

/** What a conversation says of its messages, made anew. */
export type ConversationSummary = {
  conversationId: string;
  newest: Message;
  totalMessages: number;
  unreadCount: number;
  seq: number;
};

export type ConversationStorage = {
  get: (workspaceId: string, id: string) => Promise<StoredConversation | null>;
  find: (channel: ChannelRef, contactId: string) => Promise<StoredConversation | null>;
  /** Many at once make one. */
  findOrCreate: (wanted: {
    newId: string;
    channel: ChannelRef;
    contact: StoredContact;
    seq: number;
    at: number;
  }) => Promise<StoredConversation>;
  /** Newest first; `unread` leaves only those with something unread. A cursor that can't be read is `INVALID_INPUT`. */
  list: (query: {
    workspaceId: string;
    search?: string | undefined;
    channelId?: string | undefined;
    unread?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }) => Promise<{ data: Conversation[]; nextCursor: string | null }>;
  /** Counts new messages in; the newest of them becomes the last one when none is newer by (`createdAt`, `id`). */
  addMessages: (workspaceId: string, added: MessagesAdded) => Promise<StoredConversation | null>;
  /** Replaces last message and counts, whatever they were. */
  summarise: (workspaceId: string, summary: ConversationSummary) => Promise<StoredConversation | null>;
  /** Carries a message's new status to `lastMessage`, if it is that one. @returns the conversation when it changed. */
  setLastMessageStatus: (
    workspaceId: string,
    change: { conversationId: string; messageId: string; status: MessageStatus; seq: number },
  ) => Promise<StoredConversation | null>;
  /** Sets how far it was read and how much is left unread after that. */
  setRead: (
    workspaceId: string,
    change: { conversationId: string; readUpTo: string; unreadCount: number; seq: number },
  ) => Promise<StoredConversation | null>;
  listChanged: (range: ChangeRange) => Promise<Conversation[]>;
  /** The contact's conversations that show another name or number than it has. */
  listMisnamed: (contact: StoredContact) => Promise<string[]>;
  /** Carries a contact's name and number to one of its conversations. */
  rename: (
    contact: StoredContact,
    change: { conversationId: string; seq: number },
  ) => Promise<StoredConversation | null>;
};

export type NewMessage = {
  id: string;
  workspaceId: string;
  conversationId: string;
  channelId: string;
  contactId: string;
  whatsappId: string | null;
  clientMessageId: string | null;
  /** What makes two sends under one `clientMessageId` the same: a hash of recipient and content. */
  fingerprint: string | null;
  isOutgoing: boolean;
  content: string;
  messageType: MessageType;
  senderType: SenderType;
  sender: { id: string; name: string } | null;
  status: MessageStatus;
  replyTo: string | null;
  raw: string | null;
  createdAt: number;
  seq: number;
};

/** `transmittedAt`: when what this answers was handed to WhatsApp, where that is known; see `canTakeOn`. */
export type StatusChange = {
  status: MessageStatus;
  error: MessageError | null;
  at: number;
  transmittedAt?: number | undefined;
  seq: number;
};

/** What of a message a change of its status builds on. */
export type SeenMessage = Pick<Message, 'id' | 'status' | 'updatedAt' | 'sentAt' | 'deliveredAt' | 'readAt'>;

/** `seen`: the message as it was read a moment ago, where the caller has it. */
export type StatusAdvance = StatusChange & { seen?: SeenMessage };

/** What makes a message one, however often WhatsApp delivers it. */
export type WhatsAppMessageKey = {
  channelId: string;
  conversationId: string;
  isOutgoing: boolean;
  whatsappId: string;
};

export type ThreadPosition = { createdAt: string; id: string };

export type MessageStorage = {
  /**
   * Stores a message, unless it is there: by `clientMessageId` in the workspace, or by channel, conversation, direction
   * and WhatsApp's id. Durable when it resolves. @returns the one that is stored now.
   */
  insert: (message: NewMessage) => Promise<{ message: Message; isNew: boolean; fingerprint: string | null }>;
  get: (workspaceId: string, id: string) => Promise<Message | null>;
  findByWhatsappId: (workspaceId: string, key: WhatsAppMessageKey) => Promise<Message | null>;
  listChanged: (range: ChangeRange) => Promise<Message[]>;
  /** A page of a thread, oldest to newest, that ends before `before` (exclusive) or `offset` from the newest. */
  page: (query: {
    workspaceId: string;
    conversationId: string;
    limit: number;
    offset?: number | undefined;
    before?: ThreadPosition | undefined;
  }) => Promise<Message[]>;
  /** Changes a status where the message can take it on, and stamps `sentAt`, `deliveredAt`, `readAt`. @returns `null` where not. */
  advanceStatus: (workspaceId: string, id: string, change: StatusAdvance) => Promise<Message | null>;
  /** Makes a failed outgoing message pending again. @returns `null` when it is not failed. */
  retry: (workspaceId: string, id: string, change: { at: number; seq: number }) => Promise<Message | null>;
  /** Keeps a status whose message is not stored yet (30 days). */
  keepEarlyStatus: (workspaceId: string, key: WhatsAppMessageKey, change: Omit<StatusChange, 'seq'>) => Promise<void>;
  /** The statuses that came before their message, oldest first. */
  listEarlyStatuses: (workspaceId: string, key: WhatsAppMessageKey) => Promise<Omit<StatusChange, 'seq'>[]>;
  forgetEarlyStatuses: (workspaceId: string, key: WhatsAppMessageKey, statuses: MessageStatus[]) => Promise<void>;
  /** A conversation's outgoing messages that are to be sent, oldest first. */
  listPending: (workspaceId: string, conversationId: string, limit: number) => Promise<Message[]>;
  /** Conversations of a channel with something to send, oldest first. */
  conversationsWithPending: (channel: ChannelRef) => Promise<string[]>;
  /** The customer's messages up to and with `upTo` that are not read yet, oldest first, at most `limit`. */
  listUnread: (query: {
    workspaceId: string;
    conversationId: string;
    upTo: ThreadPosition;
    limit: number;
  }) => Promise<Message[]>;
  countUnread: (workspaceId: string, conversationId: string) => Promise<number>;
  newestUnread: (workspaceId: string, conversationId: string) => Promise<Message | null>;
  /** Conversations of which a message changed after that number. */
  conversationsChanged: (workspaceId: string, after: number) => Promise<string[]>;
  /** All of a conversation's messages. It takes as long as there are many. */
  count: (workspaceId: string, conversationId: string) => Promise<number>;
  /** Marks customer's messages as read, each with its own seq, and their receipts as due. */
  markRead: (workspaceId: string, changes: { id: string; seq: number }[], at: number) => Promise<void>;
  /** Read receipts that WhatsApp has not been told yet, oldest first. */
  listReceiptsDue: (
    channel: ChannelRef,
    limit: number,
  ) => Promise<{ id: string; customerId: string; whatsappId: string }[]>;
  clearReceiptsDue: (workspaceId: string, ids: string[]) => Promise<void>;
};

export type ChangeStorage = {
  /**
   * Takes the next `count` numbers of a workspace, some of which may be left out. @returns the first of them. Within a
   * process they grow; those that another one takes are larger from a second later on.
   */
  reserve: (workspaceId: string, count: number) => Promise<number>;
  /** At least the number of the workspace's latest change, and less than any that comes; 0 when there was none. */
  current: (workspaceId: string) => Promise<number>;
  /** Notes that all changes up to `seq` are in the summaries of their conversations. */
  noteSummarised: (workspaceId: string, seq: number) => Promise<void>;
  /** Across workspaces, at start: up to which change each is summarised. */
  listSummarised: () => Promise<{ workspaceId: string; seq: number }[]>;
};
