import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message, MessageStatus } from '@erp-whatsapp/shared/message';
import type { ChannelRef } from '../whatsapp.ts';
import type { ChangeRange } from './changes.ts';
import type { StoredContact } from './contacts.ts';
import type { Turn } from './messages.ts';

export type StoredConversation = Conversation & {
  workspaceId: string;
  /** Kept, not counted anew. */
  totalMessages: number;
  /** The time of the customer's latest message that is counted, in milliseconds; 0 when there is none. */
  incomingAt: number;
  turn: Turn;
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
