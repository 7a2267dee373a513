import { createServer } from 'node:http';
import type { ErpClientEvents, ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';
import {
  customerRoomName,
  generalRoomName,
  type RoomsClientEvents,
  type RoomsServerEvents,
  type WhatsAppMessageEvent,
} from '@erp-whatsapp/shared/dialects/rooms';
import { Server, type Socket } from 'socket.io';
import { makeMessage } from './factories.ts';

type ClientEvents = RoomsClientEvents & Pick<ErpClientEvents, 'authenticate'>;
type ServerEvents = RoomsServerEvents & Pick<ErpServerEvents, 'auth_error'>;

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
    });
    answerRooms(socket, server.received);
  });

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  server.url = `http://127.0.0.1:${address.port}`;
  return server;
}

/** Lets a client in and out of rooms. @param received gets each of its wishes */
export function answerRooms(socket: Socket<RoomsClientEvents, RoomsServerEvents>, received: string[]): void {
  const timestamp = new Date().toISOString();
  socket.on('joinWhatsAppGeneral', () => {
    received.push('joinWhatsAppGeneral');
    void socket.join(generalRoomName);
    socket.emit('whatsappGeneralJoined', { room: generalRoomName, timestamp });
  });
  socket.on('joinWhatsAppCustomer', (customerId) => {
    received.push(`joinWhatsAppCustomer ${customerId}`);
    const room = customerRoomName(customerId);
    void socket.join(room);
    socket.emit('whatsappCustomerJoined', { room, customerId, timestamp });
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
