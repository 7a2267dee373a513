import type { MediaState } from '@erp-whatsapp/shared/media';
import type { Message, MessageError, MessageStatus, MessageType, SenderType } from '@erp-whatsapp/shared/message';
import type { ChannelRef } from '../whatsapp.ts';
import type { ChangeRange } from './changes.ts';

/** The file of a message; see the contract's `Media`. */
export type StoredMedia = {
  mimeType: string | null;
  fileName: string | null;
  size: number | null;
  width: number | null;
  height: number | null;
  state: MediaState;
  sha256: string | null;
};

/** A message whose file is still to be fetched. */
export type DueMedia = { id: string; messageType: MessageType; media: StoredMedia; createdAt: string };

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
  /** Left out: it has no file. */
  media?: StoredMedia | null;
  raw: string | null;
  isPlaceholder: boolean;
  createdAt: number;
  seq: number;
};

/** What a placeholder becomes. */
export type MessageReplacement = Pick<NewMessage, 'content' | 'messageType' | 'replyTo' | 'media' | 'raw' | 'seq'> & {
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

/**
 * Whose turn it is to write: the newest message of the business, whoever sent it and whatever became of it, the newest of the
 * customer, and the customer's first one since the business wrote.
 */
export type Turn = {
  outgoingTo: ThreadPosition | null;
  incomingTo: ThreadPosition | null;
  waitingFrom: ThreadPosition | null;
};

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
  findByClientMessageId: (
    workspaceId: string,
    clientMessageId: string,
  ) => Promise<{ message: Message; fingerprint: string | null } | null>;
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
  /** Messages of a channel whose files are still to be fetched, oldest first, at most `limit`, after `after`. */
  listMediaDue: (channel: ChannelRef, page: { after: ThreadPosition | null; limit: number }) => Promise<DueMedia[]>;
  /**
   * One of them. `raw`: the message in WhatsApp's own form, which says from where to fetch its file. @returns `null` when it is
   * not to be fetched, or not any more
   */
  getMediaDue: (workspaceId: string, id: string) => Promise<(DueMedia & { raw: string | null }) | null>;
  /** Across workspaces, for the workers: the same of all channels, of messages older than that, in milliseconds. */
  listMediaDueBefore: (before: number, limit: number) => Promise<(DueMedia & { workspaceId: string })[]>;
  /** Says what became of a file that was to be fetched. @returns `null` when it is not to be any more */
  setMedia: (
    workspaceId: string,
    id: string,
    change: { media: StoredMedia; at: number; seq: number },
  ) => Promise<Message | null>;
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
  /** Of a channel: those made from a moment on and before the other, in milliseconds. What it reads is as long as they are many. */
  countBetween: (channel: ChannelRef, range: { isOutgoing: boolean; from: number; to: number }) => Promise<number>;
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
