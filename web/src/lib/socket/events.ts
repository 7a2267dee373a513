import type { ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';

export type ServerEvent = keyof ErpServerEvents;
export type EventPayload<E extends ServerEvent> = Parameters<ErpServerEvents[E]>[0];

/** The events of the server; one that the contract gains and this list lacks does not compile. */
const serverEvents: Record<ServerEvent, true> = {
  authenticated: true,
  auth_error: true,
  error: true,
  message_sent_success: true,
  message_send_error: true,
  contacts_response: true,
  contact_response: true,
  conversations_response: true,
  preferences_response: true,
  messages_between_response: true,
  search_response: true,
  sync_response: true,
  qr_code_response: true,
  connection_status: true,
  joined_conversation: true,
  left_conversation: true,
  new_message: true,
  message_sent: true,
  message_status_update: true,
  message_updated: true,
  whatsapp_status_update: true,
  conversation_updated: true,
  preferences_updated: true,
  contact_updated: true,
  customer_typing: true,
  agent_typing: true,
};

export function isServerEvent(event: string): event is ServerEvent {
  return Object.hasOwn(serverEvents, event);
}

/** What `window` hears of each event of the server: `whatsapp:new_message` and so on. */
export type WhatsAppWindowEvents = {
  [E in ServerEvent as `whatsapp:${E}`]: CustomEvent<EventPayload<E>>;
};

declare global {
  interface WindowEventMap extends WhatsAppWindowEvents {}
}
