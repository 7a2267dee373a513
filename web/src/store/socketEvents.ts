import type { UnknownAction } from '@reduxjs/toolkit';
import type { EventPayload, ServerEvent } from '#lib/socket/events.ts';
import { takeConversations } from './merging.ts';
import { resync } from './resync.ts';
import { qrAnswered, statusTold } from './slices/channels.ts';
import { contactTold } from './slices/contacts.ts';
import { changesTold, messageArrived, statusChanged } from './slices/facts.ts';
import { errorTold } from './slices/latest.ts';
import { preferencesTold } from './slices/preferences.ts';
import type { AppThunk } from './state.ts';
import { takeTypingSign } from './typing.ts';

type Reaction = UnknownAction | AppThunk<unknown> | null;

/**
 * What each event of the server changes. An answer that came with its command's acknowledgement as well is left to the
 * thunk that asked; a row is due for every event of the contract.
 */
const reactions: { [E in ServerEvent]: (payload: EventPayload<E>) => Reaction } = {
  authenticated: (authenticated) => resync(authenticated),
  auth_error: () => null,
  error: ({ message }) => errorTold(message),
  message_sent_success: () => null,
  message_send_error: ({ error, code }) => (code === 'RATE_LIMITED' ? null : errorTold(error)),
  contacts_response: () => null,
  contact_response: () => null,
  conversations_response: () => null,
  preferences_response: () => null,
  messages_between_response: () => null,
  search_response: () => null,
  sync_response: () => null,
  qr_code_response: (answer) => qrAnswered(answer),
  connection_status: (status) => statusTold(status),
  joined_conversation: () => null,
  left_conversation: () => null,
  new_message: (message) => messageArrived(message),
  message_sent: (message) => messageArrived(message),
  message_status_update: (update) => statusChanged(update),
  message_updated: (message) => changesTold({ messages: [message], conversations: [] }),
  whatsapp_status_update: (status) => statusTold(status),
  conversation_updated: (conversation) => takeConversations([conversation]),
  preferences_updated: (preferences) => preferencesTold(preferences),
  contact_updated: ({ contact }) => contactTold(contact),
  customer_typing: ({ conversationId, customerId, isTyping }) =>
    takeTypingSign({ conversationId, who: customerId, name: null, isTyping }),
  agent_typing: ({ conversationId, userId, name, isTyping }) =>
    takeTypingSign({ conversationId, who: userId, name, isTyping }),
};

/** Takes in an event of the server. */
export function receive<E extends ServerEvent>(event: E, payload: EventPayload<E>): AppThunk {
  return (dispatch, _getState, { cursor }) => {
    const reaction = reactions[event](payload);
    if (typeof reaction === 'function') void dispatch(reaction);
    else if (reaction !== null) dispatch(reaction);
    const seq = event === 'authenticated' ? null : seqOf(payload);
    if (seq !== null) cursor.hear(seq);
  };
}

/** The number of the change that an event tells of. */
function seqOf(payload: unknown): number | null {
  const seq = typeof payload === 'object' && payload !== null && 'seq' in payload ? payload.seq : null;
  return typeof seq === 'number' ? seq : null;
}
