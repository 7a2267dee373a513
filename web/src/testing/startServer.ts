import { createServer } from 'node:http';
import type { ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { ContactCard } from '@erp-whatsapp/shared/contact';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { ChannelsClientEvents, ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import {
  type ErpClientEvents,
  type ErpRequest,
  type ErpResult,
  type ErpServerEvents,
  erpRequests,
} from '@erp-whatsapp/shared/dialects/erp';
import type { Failure } from '@erp-whatsapp/shared/errors';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import type { Preferences } from '@erp-whatsapp/shared/preferences';
import { matchesQuery, readQuery } from '@erp-whatsapp/shared/searchWords';
import { Server, type Socket } from 'socket.io';
import { makeConnectionStatus, makePage, makeUser } from './factories.ts';
import { answerRooms, type RoomsServer } from './startRooms.ts';

/** Of the channels' vocabulary, what the console hears. */
type ServerEvents = ErpServerEvents & Pick<ChannelsServerEvents, 'qr_code' | 'pairing_code'>;
type ClientEvents = ErpClientEvents & Pick<ChannelsClientEvents, 'subscribe_channel'>;
type ErpServerSocket = Socket<ClientEvents, ServerEvents>;
type Asked = ErpRequest | 'authenticate' | 'subscribe_channel';
/** Answers a request; `null`: never does. */
type Answers = {
  [E in ErpRequest]: (request: ErpPayload<E>) => ErpResult<E> | null | Promise<ErpResult<E> | null>;
};

export type TestServer = {
  url: string;
  conversations: Conversation[];
  messages: Message[];
  cards: ContactCard[];
  preferences: Preferences;
  status: ConnectionStatus;
  /** What came in, in order. */
  received: { event: Asked; payload: unknown }[];
  /** Decides about tokens; all are good unless this is changed. */
  isGoodToken: (token: string) => boolean;
  answers: Answers;
  /** What a request got so far. */
  requests: (event: Asked) => unknown[];
  emit: <E extends keyof ServerEvents>(event: E, ...payload: Parameters<ServerEvents[E]>) => void;
  /** The rooms that clients joined and left, in order: `joinWhatsAppGeneral`. */
  roomRequests: string[];
  /** Tells everybody in a room. */
  tellRoom: RoomsServer['tell'];
  /** Cuts every connection, as a lost network does. */
  cut: () => void;
  /** While false, nobody gets a connection. */
  isReachable: boolean;
  close: () => Promise<void>;
};

/** A Socket.IO server that speaks `erp` with made-up data, on a port of its own. Close it. */
export async function startServer(): Promise<TestServer> {
  const http = createServer();
  const io = new Server<ClientEvents, ServerEvents>(http, {
    cors: { origin: true },
    allowRequest: (_request, decide) => decide(null, server.isReachable),
  });

  const server: TestServer = {
    url: '',
    conversations: [],
    messages: [],
    cards: [],
    preferences: { pinned: [], muted: [] },
    status: makeConnectionStatus(),
    received: [],
    roomRequests: [],
    isGoodToken: () => true,
    isReachable: true,
    answers: makeAnswers(() => server),
    requests: (event) => server.received.filter((one) => one.event === event).map(({ payload }) => payload),
    emit: (event, ...payload) => void io.emit(event, ...payload),
    tellRoom: (room, event, ...payload) => {
      const everybody: Server = io;
      everybody.to(room).emit(event, ...payload);
    },
    cut: () => {
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
    },
    close: async () => {
      await io.close();
    },
  };

  io.on('connection', (socket) => {
    const token: unknown = socket.handshake.auth['token'];
    admit(server, socket, token);
    socket.on('authenticate', ({ token: renewed }) => {
      server.received.push({ event: 'authenticate', payload: { token: renewed } });
      admit(server, socket, renewed);
    });
    socket.on('subscribe_channel', (payload) => {
      server.received.push({ event: 'subscribe_channel', payload });
    });
    for (const event of toRequests()) listen(server, socket, event);
    const untyped: Socket = socket;
    answerRooms(untyped, server.roomRequests);
  });

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  server.url = `http://127.0.0.1:${address.port}`;
  return server;
}

export function fail(code: Failure['code'], error: string, retryAfterMs?: number): Failure {
  return { success: false, code, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function admit(server: TestServer, socket: ErpServerSocket, token: unknown): void {
  if (typeof token === 'string' && server.isGoodToken(token)) {
    const { id: userId, workspaceId, role } = makeUser();
    socket.emit('authenticated', { userId, workspaceId, role, message: 'Hello', room: `user_${userId}`, seq: 1 });
    return;
  }
  socket.emit('auth_error', { code: 'TOKEN_EXPIRED', message: 'Expired.' });
  socket.disconnect();
}

function listen<E extends ErpRequest>(server: TestServer, socket: ErpServerSocket, event: E): void {
  // Typed by the maps on both sides, which Socket.IO cannot follow for an event that is a type parameter.
  const untyped: Socket = socket;
  const name: string = event;
  untyped.on(name, async (request, acknowledge) => {
    server.received.push({ event, payload: request });
    const result = await server.answers[event](request);
    if (result !== null) acknowledge(result);
  });
}

function toRequests(): ErpRequest[] {
  return Object.keys(erpRequests).filter((event): event is ErpRequest => Object.hasOwn(erpRequests, event));
}

/** Newest first, by the words alone; a page's cursor is where the next one begins. */
function search(
  { messages, conversations }: TestServer,
  request: ErpPayload<'search_messages'>,
): ErpResult<'search_messages'> {
  const query = readQuery(request.query ?? '');
  if (query === null) return fail('INVALID_INPUT', 'Write a word or a number to search for.');
  const found = messages
    .filter(({ conversationId }) => (request.conversationId ?? conversationId) === conversationId)
    .filter(({ content }) => matchesQuery(content, query))
    .toSorted((a, b) => compareInThread(b, a));
  const from = Number(request.cursor ?? 0);
  const end = from + (request.limit ?? 20);
  const hits = found.slice(from, end).flatMap((message) => {
    const conversation = conversations.find(({ id }) => id === message.conversationId);
    return conversation ? [{ message, conversation }] : [];
  });
  const data = { hits, isPartial: false, isIndexing: false };
  return { success: true, data, nextCursor: end < found.length ? String(end) : null };
}

/** Where a page begins among a thread's messages. It may begin before the first of them. */
function findStart(
  { before, after, around }: ErpPayload<'get_messages_between'>,
  { place, limit, count }: { place: number; limit: number; count: number },
): number {
  if (before !== undefined) return place - limit;
  if (after !== undefined) return place + 1;
  return around === undefined ? count - limit : place - Math.floor(limit / 2);
}

function makeAnswers(getServer: () => TestServer): Answers {
  const accepted: string[] = [];
  return {
    send_message: (request) => {
      const given = request.clientMessageId ?? `c${accepted.length}`;
      if (!accepted.includes(given)) accepted.push(given);
      const number = accepted.indexOf(given) + 1;
      return {
        success: true,
        id: `sent${number}`,
        messageId: `WAS${number}`,
        clientMessageId: request.clientMessageId ?? '',
        conversationId: request.conversationId ?? 'c-new',
        status: 'pending',
        timestamp: new Date().toISOString(),
      };
    },
    retry_message: ({ id }) => {
      const message = getServer().messages.find((one) => one.id === id);
      if (message === undefined) return fail('NOT_FOUND', 'There is no such message.');
      const { messageId, conversationId, timestamp } = message;
      const clientMessageId = message.clientMessageId ?? id;
      return { success: true, id, messageId, clientMessageId, conversationId, status: 'pending', timestamp };
    },
    get_contacts: () => ({ success: true, data: [], nextCursor: null }),
    get_contact: ({ contactId }) => {
      const contact = getServer().cards.find(({ id }) => id === contactId);
      return contact ? { success: true, contact } : fail('NOT_FOUND', 'There is no such contact.');
    },
    update_contact: ({ contactId, name, notes, notesRevision }) => {
      const contact = getServer().cards.find(({ id }) => id === contactId);
      if (!contact) return fail('NOT_FOUND', 'There is no such contact.');
      if (notes !== null && notes !== undefined) {
        if (contact.notesRevision !== notesRevision) return fail('CONFLICT', 'Somebody else changed them.');
        const by = { id: 'u1', name: 'Bea Admin' };
        Object.assign(contact, { notes, notesRevision: contact.notesRevision + 1, notesUpdatedBy: by });
        contact.notesUpdatedAt = new Date().toISOString();
      }
      if (name !== null && name !== undefined) {
        contact.givenName = name === '' ? null : name;
        contact.name = contact.givenName ?? contact.whatsappName ?? contact.mobileNo;
      }
      return { success: true, contact: { ...contact } };
    },
    get_conversations: ({ archived, unread, ids }) => {
      const data = getServer().conversations.filter(
        (one) =>
          (archived ?? one.archived) === one.archived &&
          (!unread || one.unreadCount > 0 || one.isMarkedUnread) &&
          (!ids || ids.includes(one.id)),
      );
      return { success: true, data, nextCursor: null };
    },
    get_preferences: () => ({ success: true, data: getServer().preferences }),
    update_conversation: ({ conversationId, archived, unread, pinned, muted }) => {
      const server = getServer();
      const conversation = server.conversations.find(({ id }) => id === conversationId);
      if (conversation === undefined) return fail('NOT_FOUND', 'There is no such conversation.');
      conversation.seq += 1_000;
      conversation.archived = archived ?? conversation.archived;
      conversation.isMarkedUnread = unread ?? conversation.isMarkedUnread;
      if (unread === false) conversation.unreadCount = 0;
      for (const [list, isIn] of [['pinned', pinned] as const, ['muted', muted] as const]) {
        const others = server.preferences[list].filter((id) => id !== conversationId);
        if (typeof isIn === 'boolean') server.preferences[list] = isIn ? [...others, conversationId] : others;
      }
      return { success: true, conversation: { ...conversation }, preferences: structuredClone(server.preferences) };
    },
    count_waiting: () => ({
      success: true,
      waiting: getServer().conversations.filter(({ unreadCount }) => unreadCount > 0).length,
    }),
    get_messages_between: (request) => {
      const id = request.conversationId ?? 'c1';
      const all = getServer().messages.filter(({ conversationId }) => conversationId === id);
      const limit = request.limit ?? 50;
      const named = request.before ?? request.after ?? request.around;
      const place = all.findIndex((message) => message.id === named);
      if (named !== undefined && place === -1) return fail('NOT_FOUND', 'The message is not in this conversation.');
      const start = findStart(request, { place, limit, count: all.length });
      const [from, to] = [Math.max(start, 0), Math.max(start + limit, 0)];
      const ends = { hasOlder: from > 0, hasNewer: to < all.length };
      const page = makePage(all.slice(from, to), { conversationId: id, messagesPerPage: limit, ...ends });
      return { success: true, data: page };
    },
    search_messages: (request) => search(getServer(), request),
    get_qr_code: () => ({
      success: true,
      data: 'data:image/png;base64,AAAA',
      message: 'Scan it.',
      expiresAt: new Date(Date.now() + 20_000).toISOString(),
      channelId: 'ch1',
    }),
    get_connection_status: () => ({ success: true, ...getServer().status }),
    join_conversation: (request) => {
      const conversationId = request.conversationId ?? '';
      return { success: true, conversationId, room: `conversation_${conversationId}` };
    },
    leave_conversation: (request) => {
      const conversationId = request.conversationId ?? '';
      return { success: true, conversationId, room: `conversation_${conversationId}` };
    },
    mark_read: (request) => {
      const conversation = getServer().conversations.find(({ id }) => id === request.conversationId);
      if (conversation === undefined) return fail('NOT_FOUND', 'There is no such conversation.');
      return { success: true, conversation: { ...conversation, unreadCount: 0 } };
    },
    typing: (request) => ({
      success: true,
      conversationId: request.conversationId ?? '',
      isTyping: request.isTyping ?? false,
    }),
    sync: () => ({
      success: true,
      data: { messages: getServer().messages, conversations: getServer().conversations, seq: 1, more: false },
    }),
  };
}
