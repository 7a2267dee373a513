import { createServer } from 'node:http';
import type { ErpClientEvents, ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';
import {
  customerRoomName,
  generalRoomName,
  type RoomsClientEvents,
  type RoomsRequest,
  type RoomsServerEvents,
  type WhatsAppMessageEvent,
} from '@erp-whatsapp/shared/dialects/rooms';
import type { Failure } from '@erp-whatsapp/shared/errors';
import { Server, type Socket } from 'socket.io';
import { makeMessage } from './factories.ts';

type ClientEvents = RoomsClientEvents & Pick<ErpClientEvents, 'authenticate'>;
type ServerEvents = RoomsServerEvents & Pick<ErpServerEvents, 'auth_error' | 'authenticated'>;
type Refuse = (request: string) => Failure | null;

export type RoomsServer = {
  url: string;
  /** What came in, in order: `joinWhatsAppCustomer k1`. */
  received: string[];
  /** The tokens that were shown, at connecting and later. */
  tokens: unknown[];
  /** Tells everybody in a room. */
  tell: <E extends keyof RoomsServerEvents>(
    room: string,
    event: E,
    ...payload: Parameters<RoomsServerEvents[E]>
  ) => void;
  /** Tells whoever is connected that the sign-in expired. */
  expire: () => void;
  /** Cuts every connection, as a lost network does. */
  cut: () => void;
  /** Closes every connection, as for a sign-in that has ended. */
  hangUp: () => void;
  /** While false, nobody gets a connection. */
  isReachable: boolean;
  /** While false, who comes again is taken for somebody new. */
  isRemembering: boolean;
  /** Says of each join whether it is refused; none is unless this is changed. */
  refuse: Refuse;
  connected: () => number;
  close: () => Promise<void>;
};

/** A Socket.IO server that speaks `rooms`, and after a loss tells what was missed, on a port of its own. Close it. */
export async function startRooms(): Promise<RoomsServer> {
  const http = createServer();
  const io = new Server<ClientEvents, ServerEvents>(http, {
    cors: { origin: true },
    connectionStateRecovery: {},
    allowRequest: (_request, decide) => decide(null, server.isReachable),
  });
  const { adapter } = io.of('/');
  const restore = adapter.restoreSession.bind(adapter);
  adapter.restoreSession = async (pid, offset) => {
    if (!server.isRemembering) throw new Error('Nobody is remembered.');
    return restore(pid, offset);
  };

  const server: RoomsServer = {
    url: '',
    received: [],
    tokens: [],
    isReachable: true,
    isRemembering: true,
    refuse: () => null,
    tell: (room, event, ...payload) => void io.to(room).emit(event, ...payload),
    expire: () => void io.emit('auth_error', { code: 'TOKEN_EXPIRED', message: 'Expired.' }),
    cut: () => {
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
    },
    hangUp: () => io.disconnectSockets(true),
    connected: () => io.sockets.sockets.size,
    close: async () => {
      await io.close();
    },
  };

  io.on('connection', (socket) => {
    const timestamp = new Date().toISOString();
    server.tokens.push(socket.handshake.auth['token'] ?? socket.handshake.query['token']);
    socket.emit('connected', { message: 'Hello', clientId: socket.id, timestamp });
    socket.on('authenticate', ({ token }) => {
      server.tokens.push(token);
      const seq = 1;
      socket.emit('authenticated', { userId: 'u1', workspaceId: 'w1', role: 'agent', message: 'Hello', room: '', seq });
    });
    answerRooms(socket, server.received, (request) => server.refuse(request));
  });

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  server.url = `http://127.0.0.1:${address.port}`;
  return server;
}

/** Lets a client in and out of rooms. @param received gets each of its wishes */
export function answerRooms(
  socket: Socket<RoomsClientEvents, RoomsServerEvents>,
  received: string[],
  refuse: Refuse = () => null,
): void {
  const timestamp = new Date().toISOString();
  const isRefused = (event: RoomsRequest, request: string, acknowledge?: (failure: Failure) => void) => {
    received.push(request);
    const failure = refuse(request);
    if (failure === null) return false;
    const { error: message, code, retryAfterMs } = failure;
    socket.emit('error', { event, message, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    acknowledge?.(failure);
    return true;
  };
  socket.on('joinWhatsAppGeneral', (acknowledge) => {
    if (isRefused('joinWhatsAppGeneral', 'joinWhatsAppGeneral', acknowledge)) return;
    const answer = { room: generalRoomName, timestamp };
    void socket.join(generalRoomName);
    socket.emit('whatsappGeneralJoined', answer);
    acknowledge?.({ success: true, ...answer });
  });
  socket.on('joinWhatsAppCustomer', (customerId, acknowledge) => {
    if (isRefused('joinWhatsAppCustomer', `joinWhatsAppCustomer ${customerId}`, acknowledge)) return;
    const answer = { room: customerRoomName(customerId), customerId, timestamp };
    void socket.join(answer.room);
    socket.emit('whatsappCustomerJoined', answer);
    acknowledge?.({ success: true, ...answer });
  });
  socket.on('leaveWhatsAppCustomer', (customerId) => {
    received.push(`leaveWhatsAppCustomer ${customerId}`);
    const room = customerRoomName(customerId);
    void socket.leave(room);
    socket.emit('whatsappCustomerLeft', { room, customerId, timestamp });
  });
}

/** An incoming message as the rooms tell it. */
export function makeRoomMessage(fields: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent {
  const { id, messageId, conversationId, channelId, customerId, content, createdAt, updatedAt, seq } = makeMessage();
  return {
    id,
    conversationId,
    channelId,
    customerId,
    whatsappNumber: '+4915112345678',
    whatsappMessageId: messageId ?? '',
    messageId: messageId ?? '',
    senderType: 'customer',
    messageType: 'text',
    content,
    status: 'delivered',
    isOutgoing: false,
    isTemplate: false,
    isPlaceholder: false,
    reactions: [],
    metadata: { channelId },
    createdAt,
    updatedAt,
    timestamp: createdAt,
    seq,
    ...fields,
  };
}
