import type { ChannelsRequest, ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type { ErpRequest, ErpServerEvents, erpRequests } from '@erp-whatsapp/shared/dialects/erp';
import type { RoomsRequest, RoomsServerEvents } from '@erp-whatsapp/shared/dialects/rooms';

type Notes<Name extends PropertyKey> = Readonly<Record<Name, string>>;

/** What comes as an answer stands beside what it answers. */
type ErpAnswer = (typeof erpRequests)[ErpRequest]['response'];
export const roomsAnswers = {
  joinWhatsAppGeneral: 'whatsappGeneralJoined',
  joinWhatsAppCustomer: 'whatsappCustomerJoined',
  leaveWhatsAppCustomer: 'whatsappCustomerLeft',
} as const satisfies Record<RoomsRequest, keyof RoomsServerEvents>;
type RoomsAnswer = (typeof roomsAnswers)[RoomsRequest];
export const channelsAnswers = {
  subscribe_channel: 'channel_subscribed',
  unsubscribe_channel: null,
} as const satisfies Record<ChannelsRequest, keyof ChannelsServerEvents | null>;
type ChannelsAnswer = (typeof channelsAnswers)[ChannelsRequest];

/** What the names and fields of events do not say by themselves; an event that has no line here does not compile. */
export const erpRequestNotes: Notes<ErpRequest> = {
  send_message:
    '`to` or `conversationId` is enough. Refused: `message_send_error`. The room of the conversation hears `message_sent`.',
  retry_message: 'As `send_message`: a failed message goes out again, as the one that it is.',
  get_contacts: '',
  get_contact: 'All that is known of one customer, see below.',
  update_contact: 'See below.',
  get_conversations: 'Newest first; without `archived` all; `ids` (at most 50): these alone.',
  update_conversation:
    'What is left out stays. `conversation_updated` to the workspace for `archived` and `unread`; `preferences_updated` to the user for `pinned` (at most 20) and `muted` (at most 500), beyond which it is `CONFLICT`.',
  get_preferences:
    'Ids of conversations, in the order in which they were pinned and muted; API keys have none (`FORBIDDEN`).',
  count_waiting:
    'Conversations that have something unread, or are marked so, and are neither archived nor muted by the asking user.',
  get_messages_between:
    'By two numbers or by `conversationId`. A page runs oldest to newest. `before`, `after` or `around` (a message id, one of them) pages at constant cost: the page before it, the one after it, or half a page on each side.',
  search_messages: 'Newest first; see below.',
  get_qr_code:
    'Admins only. The asker gets a new one at each rotation. Where there is nothing to scan, `data` says so.',
  get_connection_status: '',
  join_conversation: '',
  leave_conversation: '',
  mark_read: '`conversation_updated` to the workspace; a read receipt to the customer.',
  typing: 'The room hears `agent_typing`; the customer sees it.',
  sync: 'What changed after `since`, oldest first; go on from `seq`, at once when there is `more`.',
};

export const erpEventNotes: Notes<Exclude<keyof ErpServerEvents, ErpAnswer>> = {
  authenticated: 'Signed in; `seq` is where `sync` goes on.',
  auth_error: 'Not signed in, or no longer.',
  error: 'A refusal that has no event of its own.',
  message_send_error: 'It was refused.',
  new_message: "From the customer, or written on the business's own phone (`isOutgoing`).",
  message_sent: 'To the room of the conversation: somebody wrote to the customer.',
  message_status_update: 'WhatsApp took it, delivered it, it was read, or it failed.',
  message_updated: 'What could not be read at first can be read now: the whole message.',
  whatsapp_status_update: 'A number connected, or lost its connection.',
  conversation_updated: '',
  preferences_updated: 'What this user pinned and muted, here or elsewhere.',
  contact_updated: 'Something of a contact is new: read it again.',
  customer_typing: '',
  agent_typing: 'To the room of the conversation.',
};

export const roomsRequestNotes: Notes<RoomsRequest> = {
  joinWhatsAppGeneral: 'All messages of the workspace.',
  joinWhatsAppCustomer: 'The messages of one customer; the payload is the id alone.',
  leaveWhatsAppCustomer: 'Answered also where the room was not joined.',
};

export const roomsEventNotes: Notes<Exclude<keyof RoomsServerEvents, RoomsAnswer>> = {
  connected: 'Before anything else.',
  clientJoined: 'To who is in a room: somebody else of the workspace came into one.',
  clientLeft: '',
  whatsappMessage: 'Once for each message, with all other fields of `Message` that are set.',
  whatsappMessageStatus: 'All that becomes of it later.',
  error: 'A refusal.',
};

export const channelsRequestNotes: Notes<ChannelsRequest> = {
  subscribe_channel: 'The present state follows at once, and the QR or pairing code where there is one.',
  unsubscribe_channel: '',
};

export const channelsEventNotes: Notes<Exclude<keyof ChannelsServerEvents, ChannelsAnswer>> = {
  connection_update: 'The state of a number.',
  qr_code: 'To admins alone: a picture to scan, again at each rotation.',
  pairing_code: 'To admins alone: what is to be typed into the phone.',
  incoming_message:
    "From the customer; `from` is a JID, which `to` of a send takes, and `message` is in WhatsApp's own form.",
  message_status_update: 'As above; a socket that hears both vocabularies gets it once.',
  error: 'A refusal.',
};
