import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { createKeyedQueue } from '../../domain/keyedQueue.ts';
import type { Facts } from '../../domain/ports/runtime.ts';
import { isAllowedOrigin } from '../origins.ts';
import { createWriteJoiner } from '../writeJoiner.ts';
import { closeUnread } from './closeUnread.ts';
import { type Connection, type ConnectionParts, createConnection } from './connection.ts';

/** The largest frame that is read, in bytes: one that is too large gets an answer up to here, and is cut off above. */
const maxFrame = 2 * 1024 * 1024;

/** The Socket.IO server, with every dialect on its default namespace. */
export function createSocketServer(
  http: HttpServer,
  parts: ConnectionParts & { facts: Facts; allowedOrigins: readonly string[] },
) {
  const { log, allowedOrigins } = parts;
  const io = new Server(http, {
    maxHttpBufferSize: maxFrame,
    allowRequest: ({ headers }, answer) => answer(null, isAllowedOrigin(headers, allowedOrigins)),
    cors: { origin: [...allowedOrigins], credentials: true },
    destroyUpgrade: false,
  });
  io.engine.on('connection', closeUnread);
  const joinWrites = createWriteJoiner(http);
  const connections = new Set<Connection>();
  io.on('connection', (socket) => {
    const connection = createConnection(socket, parts);
    connections.add(connection);
    socket.on('disconnect', () => connections.delete(connection));
  });

  // A workspace hears its facts in the order in which they happened.
  const queue = createKeyedQueue();
  const unsubscribe = parts.facts.subscribe((fact) => {
    joinWrites();
    if (fact.name === 'access:ended') {
      for (const connection of connections) connection.endAccess(fact.payload);
    }
    for (const dialect of parts.dialects) {
      queue
        .run(fact.workspaceId, async () => dialect.tell(io, fact))
        .catch((error: unknown) => log.error({ fact: fact.name, err: error }, 'a fact could not be told'));
    }
  });

  return {
    io,
    /** Answers what is in flight, then closes every socket. */
    async close(): Promise<void> {
      await Promise.all([...connections].map((connection) => connection.close()));
      unsubscribe();
      await io.close();
    },
  };
}
