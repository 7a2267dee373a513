import type { ErpRequest } from '@erp-whatsapp/shared/dialects/erp';
import { type Answer, type Command, noAnswer } from '../socket/connection.ts';
import { type HttpCall, HttpError } from './http.ts';
import type { Session } from './session.ts';

type Payload = Readonly<Record<string, unknown>>;
type Route = {
  toCall: (payload: Payload) => Pick<HttpCall<unknown>, 'method' | 'path' | 'body'>;
  /** What every good answer has beside `success`. */
  fields: readonly string[];
};

const answerWithinMs = 15_000;

const sent = ['id', 'clientMessageId', 'conversationId', 'status', 'timestamp'];

/** `null`: makes sense on an open socket alone, or takes longer than one call may. */
const routes: { [E in ErpRequest]: Route | null } = {
  send_message: { toCall: (body) => ({ method: 'POST', path: '/api/messages', body }), fields: sent },
  retry_message: {
    toCall: ({ id }) => ({ method: 'POST', path: `/api/messages/${encodeURIComponent(String(id))}/retry` }),
    fields: sent,
  },
  get_contacts: reading('/api/contacts', ['data', 'nextCursor']),
  get_contact: { toCall: ({ contactId }) => ({ method: 'GET', path: toContact(contactId) }), fields: ['contact'] },
  update_contact: {
    toCall: ({ contactId, ...body }) => ({ method: 'PATCH', path: toContact(contactId), body }),
    fields: ['contact'],
  },
  get_conversations: reading('/api/conversations', ['data', 'nextCursor']),
  update_conversation: {
    toCall: ({ conversationId, ...body }) => ({
      method: 'PATCH',
      path: `/api/conversations/${encodeURIComponent(String(conversationId))}`,
      body,
    }),
    fields: ['conversation'],
  },
  get_preferences: reading('/api/preferences', ['data']),
  count_waiting: reading('/api/waiting', ['waiting']),
  get_messages_between: reading('/api/messages/between', ['data']),
  search_messages: reading('/api/messages/search', ['data', 'nextCursor']),
  get_connection_status: reading('/api/connection-status', ['connected', 'connectionState', 'channels']),
  sync: reading('/api/sync', ['data']),
  get_qr_code: null,
  join_conversation: null,
  leave_conversation: null,
  mark_read: null,
  typing: null,
};

/** The socket's commands over HTTP, for while there is no socket. Never rejects; what has no route is not answered. */
export function createHttpCommand(session: Pick<Session, 'request'>): Command {
  return async (event, payload) => {
    const route = routes[event];
    if (route === null) return noAnswer();
    try {
      return await session.request({
        ...route.toCall({ ...payload }),
        timeoutMs: answerWithinMs,
        read: (answer) => (isAnswer(event, answer) ? answer : null),
      });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const { code, message, retryAfterMs } = error;
      if (code === 'UNREACHABLE') return noAnswer();
      return { success: false, code, error: message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
  };
}

function reading(path: string, fields: readonly string[]): Route {
  return { toCall: (payload) => ({ method: 'GET', path: `${path}${toQuery(payload)}` }), fields };
}

function toContact(id: unknown): string {
  return `/api/contacts/${encodeURIComponent(String(id))}`;
}

function toQuery(payload: Payload): string {
  const given = Object.entries(payload).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}

/** The contract's types hold for what our server says, once it is clear that it was our server. */
function isAnswer<E extends ErpRequest>(event: E, answer: unknown): answer is Answer<E> {
  if (typeof answer !== 'object' || answer === null || !('success' in answer) || answer.success !== true) return false;
  return Boolean(routes[event]?.fields.every((field) => field in answer));
}
