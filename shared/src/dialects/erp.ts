import { z } from 'zod';
import type { ConnectionStatus } from '../channel.ts';
import type { CommandName, CommandRequest, CommandResults, SentMessage } from '../commands.ts';
import type { Conversation } from '../conversation.ts';
import type { ErrorCode, Failure, Result } from '../errors.ts';
import type { Message, MessageError, MessageStatus } from '../message.ts';
import type { Preferences } from '../preferences.ts';
import type { Role } from '../user.ts';

/** The `erp` vocabulary: what each event asks for, and the event that carries the answer. */
export const erpRequests = {
  send_message: { command: 'sendMessage', response: 'message_sent_success' },
  retry_message: { command: 'retryMessage', response: 'message_sent_success' },
  get_contacts: { command: 'getContacts', response: 'contacts_response' },
  get_contact: { command: 'getContact', response: 'contact_response' },
  update_contact: { command: 'updateContact', response: 'contact_response' },
  get_conversations: { command: 'getConversations', response: 'conversations_response' },
  update_conversation: { command: 'updateConversation', response: null },
  get_preferences: { command: 'getPreferences', response: 'preferences_response' },
  count_waiting: { command: 'countWaiting', response: null },
  get_messages_between: { command: 'getMessagesBetween', response: 'messages_between_response' },
  search_messages: { command: 'searchMessages', response: 'search_response' },
  get_qr_code: { command: 'getQrCode', response: 'qr_code_response' },
  get_connection_status: { command: 'getConnectionStatus', response: 'connection_status' },
  join_conversation: { command: 'joinConversation', response: 'joined_conversation' },
  leave_conversation: { command: 'leaveConversation', response: 'left_conversation' },
  mark_read: { command: 'markRead', response: null },
  typing: { command: 'setTyping', response: null },
  sync: { command: 'sync', response: 'sync_response' },
} as const satisfies Record<string, { command: CommandName; response: string | null }>;

export type ErpRequest = keyof typeof erpRequests;
export type ErpCommand<E extends ErpRequest> = (typeof erpRequests)[E]['command'];
export type ErpPayload<E extends ErpRequest> = CommandRequest<ErpCommand<E>>;
export type ErpResult<E extends ErpRequest> = Result<CommandResults[ErpCommand<E>]>;

/** `userId`, where given, must be the token's own. */
export const authenticateSchema = z.object({
  token: z.string().min(1).max(8192).nullish(),
  apiKey: z.string().min(1).max(512).nullish(),
  userId: z.string().min(1).max(128).nullish(),
});

export type Authenticated = {
  userId: string;
  workspaceId: string;
  role: Role;
  message: string;
  /** `user_<userId>` */
  room: string;
  /** Where a later `sync` goes on: all changes of the workspace up to this one can be read by now. */
  seq: number;
};

export type MessageSent = Message & { to: string; message: string; senderId: string | null };

export type MessageSendError = {
  error: string;
  code: ErrorCode;
  clientMessageId: string | null;
  conversationId: string | null;
  retryAfterMs?: number;
};

export type MessageStatusUpdate = {
  id: string;
  messageId: string | null;
  conversationId: string;
  channelId: string;
  status: MessageStatus;
  error?: MessageError;
  timestamp: string;
  seq: number;
};

export type WireError = { event?: string; message: string; code: ErrorCode; retryAfterMs?: number };

type Ask<E extends ErpRequest> = (payload: ErpPayload<E>, acknowledge?: (result: ErpResult<E>) => void) => void;

/** Client → server. A payload that carries nothing may be left out. */
export type ErpClientEvents = { [E in ErpRequest]: Ask<E> } & {
  authenticate: (
    credential: z.input<typeof authenticateSchema>,
    acknowledge?: (result: Result<Authenticated>) => void,
  ) => void;
};

/** Server → client: answers first, then what comes unasked. */
export type ErpServerEvents = {
  authenticated: (payload: Authenticated) => void;
  auth_error: (payload: { message: string; code: ErrorCode }) => void;
  error: (payload: WireError) => void;
  message_sent_success: (payload: SentMessage) => void;
  message_send_error: (payload: MessageSendError) => void;
  contacts_response: (payload: ErpResult<'get_contacts'>) => void;
  contact_response: (payload: ErpResult<'get_contact'>) => void;
  conversations_response: (payload: ErpResult<'get_conversations'>) => void;
  preferences_response: (payload: ErpResult<'get_preferences'>) => void;
  messages_between_response: (payload: ErpResult<'get_messages_between'>) => void;
  search_response: (payload: ErpResult<'search_messages'>) => void;
  qr_code_response: (payload: ErpResult<'get_qr_code'> | (Failure & { timeout?: boolean })) => void;
  connection_status: (payload: ConnectionStatus) => void;
  sync_response: (payload: ErpResult<'sync'>) => void;
  joined_conversation: (payload: CommandResults['joinConversation']) => void;
  left_conversation: (payload: CommandResults['leaveConversation']) => void;
  new_message: (payload: Message) => void;
  message_sent: (payload: MessageSent) => void;
  message_status_update: (payload: MessageStatusUpdate) => void;
  /** What could not be read at first is here, or a message's file: the whole message, to stand where it stood. */
  message_updated: (payload: Message) => void;
  whatsapp_status_update: (payload: ConnectionStatus) => void;
  conversation_updated: (payload: Conversation) => void;
  /** What this user pinned and muted, here or elsewhere. */
  preferences_updated: (payload: Preferences) => void;
  /** Name, number or notes of a customer are others than before: read it again. */
  contact_updated: (payload: { contact: { id: string; name: string; mobileNo: string } }) => void;
  customer_typing: (payload: { conversationId: string; customerId: string; isTyping: boolean }) => void;
  agent_typing: (payload: { conversationId: string; userId: string; name: string; isTyping: boolean }) => void;
};
