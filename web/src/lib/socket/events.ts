import type { ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';

export type ServerEvent = keyof ErpServerEvents;
export type EventPayload<E extends ServerEvent> = Parameters<ErpServerEvents[E]>[0];

/**
 * The events of the server; one that the contract gains and this list lacks does not compile. `news` is told unasked, and
 * nothing is lost when it shows with the next frame; the rest is about the connection, or somebody waits for it.
 */
const serverEvents: Record<ServerEvent, 'answer' | 'news'> = {
  authenticated: 'answer',
  auth_error: 'answer',
  error: 'answer',
  message_sent_success: 'answer',
  message_send_error: 'answer',
  contacts_response: 'answer',
  contact_response: 'answer',
  conversations_response: 'answer',
  preferences_response: 'answer',
  messages_between_response: 'answer',
  search_response: 'answer',
  sync_response: 'answer',
  qr_code_response: 'answer',
  connection_status: 'answer',
  joined_conversation: 'answer',
  left_conversation: 'answer',
  new_message: 'news',
  message_sent: 'news',
  message_status_update: 'news',
  message_updated: 'news',
  whatsapp_status_update: 'answer',
  conversation_updated: 'news',
  preferences_updated: 'news',
  contact_updated: 'news',
  customer_typing: 'news',
  agent_typing: 'news',
};

export function isServerEvent(event: string): event is ServerEvent {
  return Object.hasOwn(serverEvents, event);
}

export function isNews(event: ServerEvent): boolean {
  return serverEvents[event] === 'news';
}

/** What `window` hears of each event of the server: `whatsapp:new_message` and so on. */
export type WhatsAppWindowEvents = {
  [E in ServerEvent as `whatsapp:${E}`]: CustomEvent<EventPayload<E>>;
};

declare global {
  interface WindowEventMap extends WhatsAppWindowEvents {}
}
