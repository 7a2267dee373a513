import type { ApiKey } from '@erp-whatsapp/shared/apiKey';
import type { Channel, ChannelStatus, ChannelType, LastDisconnect } from '@erp-whatsapp/shared/channel';
import type { Contact } from '@erp-whatsapp/shared/contact';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message, MessageError, MessageStatus, MessageType, SenderType } from '@erp-whatsapp/shared/message';
import type { Preferences } from '@erp-whatsapp/shared/preferences';
import type { Role, User, Workspace } from '@erp-whatsapp/shared/user';
import type { PushStorage } from './push.ts';
import type { SearchStorage } from './search.ts';
import type { ChannelRef, CustomerIdentity, HeldChannel, SessionTarget } from './whatsapp.ts';

/**
 * Persistence. Everything but the few ways in that say so is bound to a workspace: what belongs to another one does not
 * exist. Reads answer `null` for what is not there. Dates in and out are milliseconds or ISO 8601, as typed.
 */
export type Storage = {
  workspaces: WorkspaceStorage;
  users: UserStorage;
  signIns: SignInStorage;
  pushes: PushStorage;
  secrets: SecretStorage;
  apiKeys: ApiKeyStorage;
  channels: ChannelStorage;
  contacts: ContactStorage;
  conversations: ConversationStorage;
  messages: MessageStorage;
  search: SearchStorage;
  changes: ChangeStorage;
};

export type WorkspaceStorage = {
  create: (workspace: Workspace) => Promise<void>;
  /** For the very first one: many at once make one. @returns whether it is this one */
  createFirst: (workspace: Workspace) => Promise<boolean>;
  get: (id: string) => Promise<Workspace | null>;
  rename: (id: string, name: string) => Promise<Workspace | null>;
  /** Whether there is any workspace at all. */
  isEmpty: () => Promise<boolean>;
  /** The oldest one: where the first admin lives. */
  first: () => Promise<Workspace | null>;
};

export type StoredUser = User & { passwordHash: string; isActive: boolean; lastSeenAt: string | null };

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
  /** `null` when there is no such user. */
  getPreferences: (workspaceId: string, id: string) => Promise<Preferences | null>;
  /** Puts a conversation at the end of one of both lists, unless it is in it. @returns whether there is a user who has room for it */
  addPreference: (
    workspaceId: string,
    id: string,
    change: { list: keyof Preferences; conversationId: string; most: number },
  ) => Promise<boolean>;
  removePreference: (
    workspaceId: string,
    id: string,
    change: { list: keyof Preferences; conversationIds: readonly string[] },
  ) => Promise<void>;
  /** Who has one of these conversations in the list. */
  listPreferring: (
    workspaceId: string,
    list: keyof Preferences,
    conversationIds: readonly string[],
  ) => Promise<string[]>;
  noteSeen: (workspaceId: string, id: string, at: number) => Promise<void>;
};

/**
 * A sign-in session: the family of refresh tokens that one sign-in began. Tokens are kept hashed. `current` are good;
 * `former` is good until `formerUntil`, or until one of `current` was used. `userAgent`: what the browser called itself.
 * What was not noted when it began is `null`.
 */
export type SignIn = {
  id: string;
  workspaceId: string;
  userId: string;
  current: string[];
  former: string | null;
  formerUntil: number | null;
  expiresAt: number;
  userAgent: string | null;
  createdAt: number | null;
  usedAt: number | null;
};

export type SignInStorage = {
  create: (signIn: SignIn) => Promise<void>;
  /** Across workspaces: the id is unguessable and comes from the cookie. */
  find: (id: string) => Promise<SignIn | null>;
  /** In no order. */
  listOfUser: (workspaceId: string, userId: string) => Promise<SignIn[]>;
  /** Atomically replaces `used`, one of `current`, by `next`. @returns whether `used` was current. */
  rotate: (change: {
    id: string;
    used: string;
    next: string;
    formerUntil: number;
    expiresAt: number;
    usedAt: number;
  }) => Promise<boolean>;
  /** Adds a further successor of `former`. @returns whether `former` was still good at `now`. */
  addSuccessor: (change: { id: string; former: string; next: string; now: number }) => Promise<boolean>;
  remove: (id: string) => Promise<void>;
  /** Removes all of a user's but the kept one. */
  removeOfUser: (workspaceId: string, userId: string, keptId: string | null) => Promise<void>;
};

/** What all server processes on one database must have in common. Whoever keeps something here has encrypted it. */
export type SecretStorage = {
  /** Many at once keep one. @returns what is kept: `made`, unless there was one already. */
  keep: (name: string, made: Uint8Array) => Promise<Uint8Array>;
  get: (name: string) => Promise<Uint8Array | null>;
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

/**
 * Who works a channel's session: `owner` names a process, `epoch` counts the holders, and `renewals` how often this one said
 * that it lives. No owner: it was given back.
 */
export type StoredLease = { owner: string | null; epoch: number; renewals: number };

/** A channel as those who keep the sessions see it. `lease`: `null` when nobody ever had one. */
export type KeptChannel = SessionTarget & { status: ChannelStatus; isLinked: boolean; lease: StoredLease | null };

export type ChannelStorage = {
  /** @throws CommandError `CONFLICT` when it would be a second default channel. */
  create: (channel: NewChannel, at: number) => Promise<Channel>;
  get: (channel: ChannelRef) => Promise<Channel | null>;
  /** Oldest first. */
  list: (workspaceId: string) => Promise<Channel[]>;
  /**
   * Sets what is given, and `lastStatusUpdate` when the status is among it. @returns `null` where there is no such channel, or
   * another has its lease than whoever tells by the epoch that it holds it.
   */
  update: (channel: ChannelRef | HeldChannel, change: ChannelChange, at: number) => Promise<Channel | null>;
  /** Across workspaces, for the workers: enabled channels whose link stands, and those on their way to one. */
  listKept: () => Promise<KeptChannel[]>;
  /** `null` where there is none, or no such channel. */
  getLease: (channel: ChannelRef) => Promise<StoredLease | null>;
  /** Makes `owner` the holder, if the lease is still as it was seen; `any` for whatever it is. @returns the new epoch, or `null` where not. */
  takeLease: (
    channel: ChannelRef,
    wanted: { owner: string; seen: StoredLease | null | 'any' },
  ) => Promise<number | null>;
  /** Across workspaces: says that the holder lives. @returns those of these channels that are still its own, by their epoch */
  renewLeases: (owner: string, channelIds: string[]) => Promise<HeldChannel[]>;
  /** Gives a lease back, if it is still the owner's of that epoch. */
  releaseLease: (channel: HeldChannel, owner: string) => Promise<void>;
};

export type StoredContact = {
  id: string;
  workspaceId: string;
  /** What is shown: the one that the team gave, else WhatsApp's, else the number. */
  name: string;
  givenName: string | null;
  whatsappName: string | null;
  /** `+` and digits. */
  phoneNumber: string | null;
  lid: string | null;
};

/** `revision` grows with each change. */
export type ContactNotes = {
  text: string;
  revision: number;
  updatedAt: string;
  updatedBy: { id: string; name: string };
};

/** `notes`: `null` when nobody ever wrote any. */
export type StoredContactDetails = StoredContact & { notes: ContactNotes | null; createdAt: string };

/** Sets what is given. `base`: the revision that the new notes were made from; 0 for the first ones. */
export type ContactChange = {
  givenName?: string | null | undefined;
  notes?: { text: string; base: number; at: number; by: { id: string; name: string } } | undefined;
};

export type ContactStorage = {
  /** An id that was merged away leads to the contact that it is now; so do identities. */
  get: (workspaceId: string, id: string) => Promise<StoredContact | null>;
  /** By any of the identities; where they belong to two contacts, the one with the phone. */
  find: (workspaceId: string, identity: CustomerIdentity) => Promise<StoredContact | null>;
  /**
   * The contact with one of these identities, made when there is none, with the identities that it lacked added. Many at
   * once make one. Where phone and LID belong to two contacts, the one with the phone is answered, and the other is merged
   * into it, unless that has a phone number of its own. `name` is WhatsApp's and is taken when it had told none before; it
   * never replaces one that the team gave. `isRenamed`: its name or number is another one than before, and its conversations
   * are to hear of it. `merged`: which of those that were found are other names of it, now or before; conversations of theirs
   * are to be merged, too. The team's name of one that was merged is kept where the survivor has none, and notes of both are
   * joined, once.
   */
  findOrCreate: (wanted: {
    workspaceId: string;
    newId: string;
    identity: CustomerIdentity;
    name: string | null;
    at: number;
  }) => Promise<{ contact: StoredContact; isNew: boolean; isRenamed: boolean; merged: string[] }>;
  getDetails: (workspaceId: string, id: string) => Promise<StoredContactDetails | null>;
  /**
   * Changes the contact that the id is of, or leads to. Notes that say what is there already are no change.
   * @throws CommandError `CONFLICT` when the notes were changed since their `base`.
   */
  update: (
    workspaceId: string,
    id: string,
    change: ContactChange,
  ) => Promise<{ contact: StoredContactDetails; isRenamed: boolean } | null>;
  /** The ids of those that were merged into others. */
  listMerged: (workspaceId: string) => Promise<string[]>;
  list: (query: {
    workspaceId: string;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }) => Promise<{ data: Contact[]; nextCursor: string | null }>;
};

/** Of changes after `after`, up to and with `upTo`, in the order of their numbers. */
export type ChangeRange = { workspaceId: string; after: number; upTo?: number | undefined; limit: number };

export type ChangedId = { kind: 'message' | 'conversation'; id: string; seq: number };

export type StoredConversation = Conversation & {
  workspaceId: string;
  /** Kept, not counted anew. */
  totalMessages: number;
  /** The time of the customer's latest message that is counted, in milliseconds; 0 when there is none. */
  incomingAt: number;
  turn: Turn;
};

/**
 * Whose turn it is to write: the newest message of the business, whoever sent it and whatever became of it, the newest of the
 * customer, and the customer's first one since the business wrote.
 */
export type Turn = {
  outgoingTo: ThreadPosition | null;
  incomingTo: ThreadPosition | null;
  waitingFrom: ThreadPosition | null;
};

/** What new messages do to their conversation. `incomingAt` is 0 when none of them is from the customer; `turn` is theirs alone. */
export type MessagesAdded = {
  conversationId: string;
  newest: Message;
  count: number;
  unread: number;
  incomingAt: number;
  turn: Turn;
  seq: number;
};

/** What a conversation says of its messages, made anew. */
export type ConversationSummary = {
  conversationId: string;
  newest: Message;
  totalMessages: number;
  unreadCount: number;
  turn: Turn;
  seq: number;
};

/** What of a conversation the workspace sets by hand; what is left out stays. */
export type ConversationFlags = { archived?: boolean | undefined; isMarkedUnread?: boolean | undefined };

/** Reads and lists know those alone that were not merged away; an id that was leads to the conversation that it is now. */
export type ConversationStorage = {
  get: (workspaceId: string, id: string) => Promise<StoredConversation | null>;
  find: (channel: ChannelRef, contactId: string) => Promise<StoredConversation | null>;
  /** The conversations under these contacts' own names, as they are, that were not merged away. */
  listUnmerged: (workspaceId: string, contactIds: readonly string[]) => Promise<StoredConversation[]>;
  /** Gives a conversation to another contact. @returns `null` when it is not the contact's, or the other one has one there. */
  handOver: (
    workspaceId: string,
    change: { conversationId: string; from: string; to: StoredContact; seq: number },
  ) => Promise<StoredConversation | null>;
  /**
   * Makes a conversation another name of one, for ever. Asked twice, it is done once. The survivor, which gets `survivorSeq`
   * when it changes by that, stays archived only when both were, and is marked as unread when one of them was. @returns it as it
   * is told, or `null` when it is another name already.
   */
  mergeInto: (
    workspaceId: string,
    change: { conversationId: string; mergedInto: string; seq: number; survivorSeq: number },
  ) => Promise<Conversation | null>;
  /** All ids that lead to a conversation, but for its own. */
  listFormerIds: (workspaceId: string, id: string) => Promise<string[]>;
  /** Many at once make one. */
  findOrCreate: (wanted: {
    newId: string;
    channel: ChannelRef;
    contact: StoredContact;
    seq: number;
    at: number;
  }) => Promise<StoredConversation>;
  /**
   * Newest first; `unread` leaves only those with something unread, or marked so, `ids` only those, or what they are now. What
   * it reads depends on the page alone, however many others there are. A cursor that can't be read is `INVALID_INPUT`.
   */
  list: (query: {
    workspaceId: string;
    search?: string | undefined;
    channelId?: string | undefined;
    unread?: boolean | undefined;
    archived?: boolean | undefined;
    ids?: readonly string[] | undefined;
    limit: number;
    cursor?: string | undefined;
  }) => Promise<{ data: Conversation[]; nextCursor: string | null }>;
  /** How many have something unread, or are marked so, and are neither archived nor in `except`. */
  countWaiting: (workspaceId: string, except: readonly string[]) => Promise<number>;
  /**
   * Counts new messages in, but not where it was merged away; the newest of them becomes the last one when none is newer by
   * (`createdAt`, `id`). Messages may be counted in in any order: `turn.waitingFrom` is right then, or `null` although
   * `incomingTo` comes after `outgoingTo`, where only the messages themselves can tell. What the customer wrote after all that
   * was counted brings an archived one back; what the business wrote so takes the mark as unread away.
   */
  addMessages: (workspaceId: string, added: MessagesAdded) => Promise<StoredConversation | null>;
  /**
   * Replaces last message, counts and turn, whatever they were; with `seenSeq` only while that is the conversation's number.
   * A message that was not counted before brings it back and takes the mark away as {@link ConversationStorage.addMessages} does.
   * @returns `null` when that failed, or the conversation is gone.
   */
  summarise: (
    workspaceId: string,
    summary: ConversationSummary & { seenSeq?: number | undefined },
  ) => Promise<StoredConversation | null>;
  /** Carries a message's new content to `lastMessage`, if it is that one. @returns the conversation when it changed. */
  replaceLastMessage: (
    workspaceId: string,
    change: { conversationId: string; message: Message; seq: number },
  ) => Promise<StoredConversation | null>;
  /** Carries a message's new status to `lastMessage`, if it is that one. @returns the conversation when it changed. */
  setLastMessageStatus: (
    workspaceId: string,
    change: { conversationId: string; messageId: string; status: MessageStatus; seq: number },
  ) => Promise<StoredConversation | null>;
  /** @returns `null` when there is none, or it was merged away. */
  setFlags: (
    workspaceId: string,
    change: ConversationFlags & { conversationId: string; seq: number },
  ) => Promise<StoredConversation | null>;
  /** What each id leads to; ids of nothing are left out. */
  followAll: (workspaceId: string, ids: readonly string[]) => Promise<Map<string, string>>;
  /** Sets how far it was read, counts off what was unread before, as it may not have been counted yet, and takes the mark away. */
  setRead: (
    workspaceId: string,
    change: { conversationId: string; readUpTo: string; count: number; seq: number },
  ) => Promise<StoredConversation | null>;
  listChanged: (range: ChangeRange) => Promise<Conversation[]>;
  /** Gives it a larger number. @returns it as it is then */
  raise: (workspaceId: string, id: string, seq: number) => Promise<StoredConversation | null>;
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
  isPlaceholder: boolean;
  createdAt: number;
  seq: number;
};

/** What a placeholder becomes. */
export type MessageReplacement = Pick<NewMessage, 'content' | 'messageType' | 'replyTo' | 'raw' | 'seq'> & {
  at: number;
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

/** `withPending`: also what is still to be sent. `after`: where the one before ended. */
export type MessageMove = {
  from: string;
  to: string;
  contactId: string;
  withPending: boolean;
  after: ThreadPosition | null;
  limit: number;
};

export type MessageStorage = {
  /**
   * Stores a message, unless it is there: by `clientMessageId` in the workspace, or by channel, conversation, direction
   * and WhatsApp's id. Durable when it resolves. @returns the one that is stored now.
   */
  insert: (message: NewMessage) => Promise<{ message: Message; isNew: boolean; fingerprint: string | null }>;
  get: (workspaceId: string, id: string) => Promise<Message | null>;
  findByWhatsappId: (workspaceId: string, key: WhatsAppMessageKey) => Promise<Message | null>;
  listChanged: (range: ChangeRange) => Promise<Message[]>;
  /** The first message of a thread. */
  oldest: (workspaceId: string, conversationId: string) => Promise<Message | null>;
  /**
   * A page of a thread, oldest to newest, that begins after `after`, or ends before `before` or `offset` from the newest.
   * Neither position is in it.
   */
  page: (query: {
    workspaceId: string;
    conversationId: string;
    limit: number;
    offset?: number | undefined;
    before?: ThreadPosition | undefined;
    after?: ThreadPosition | undefined;
  }) => Promise<Message[]>;
  /**
   * Takes the oldest messages of a conversation over to another, or to another contact of the same one, at most `limit`.
   * What is the same message at WhatsApp as one that is there already becomes one with it, with the further status.
   * @returns `last`: the last that was looked at, `null` when there were no more; `united`: ids of those that became one
   */
  move: (workspaceId: string, move: MessageMove) => Promise<{ last: ThreadPosition | null; united: string[] }>;
  /** Takes statuses that wait for their message over to another conversation. @returns those messages' keys there. */
  moveEarlyStatuses: (workspaceId: string, move: { from: string; to: string }) => Promise<WhatsAppMessageKey[]>;
  /** Gives a placeholder its content. @returns `null` when it is none, or none any more: content is never replaced. */
  replacePlaceholder: (workspaceId: string, id: string, replacement: MessageReplacement) => Promise<Message | null>;
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
  countPending: (channel: ChannelRef) => Promise<number>;
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
  /** Read from the messages themselves, which can take as long as there are many. */
  readTurn: (workspaceId: string, conversationId: string) => Promise<Turn>;
  /** Conversations of which a message changed after that number. */
  conversationsChanged: (workspaceId: string, after: number) => Promise<string[]>;
  /** All of a conversation's messages. It takes as long as there are many. */
  count: (workspaceId: string, conversationId: string) => Promise<number>;
  /** Marks customer's messages as read, each with its own seq, and their receipts as due. @returns how many were not yet */
  markRead: (workspaceId: string, changes: { id: string; seq: number }[], at: number) => Promise<number>;
  /** Gives it a larger number. @returns it as it is then */
  raise: (workspaceId: string, id: string, seq: number) => Promise<Message | null>;
  /** Read receipts that WhatsApp has not been told yet, oldest first. Of a placeholder nobody has read what it will say. */
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
  /** Notes a number up to which nothing comes any more, for processes that have not seen enough to tell. */
  noteSettled: (workspaceId: string, seq: number) => Promise<void>;
  /** The largest number that was noted in one of both ways; 0 when none was. */
  lastSettled: (workspaceId: string) => Promise<number>;
  /** What changed within a range, by its id, messages and conversations alike; in the order of their numbers. */
  listIds: (range: ChangeRange) => Promise<ChangedId[]>;
  /** Gives what bears one of `count` numbers from `first` on the numbers from `next` on. Nothing bears these before. */
  renumber: (workspaceId: string, numbers: { first: number; count: number }, next: number) => Promise<void>;
  /** Across workspaces, at start: up to which change each is summarised. */
  listSummarised: () => Promise<{ workspaceId: string; seq: number }[]>;
};
