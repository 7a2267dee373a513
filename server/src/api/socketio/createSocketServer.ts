import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Fact } from '@erp-whatsapp/shared/facts';
import { type Namespace, Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { Decoder } from 'socket.io-parser';
import type { ChangeFeed } from '../../domain/changeFeed.ts';
import { conversationRoom } from '../../domain/conversations.ts';
import type { Domain } from '../../domain/createDomain.ts';
import type { Peers } from '../../domain/ports/peers.ts';
import type { Facts } from '../../domain/ports/runtime.ts';
import { watchConnections } from '../connections.ts';
import { isAllowedOrigin } from '../origins.ts';
import { readMemberRoom } from '../rooms.ts';
import { limitTime } from '../timeLimit.ts';
import { createWriteJoiner } from '../writeJoiner.ts';
import { createAccessWatch } from './accessWatch.ts';
import { closeUnread } from './closeUnread.ts';
import { createClientList } from './connectedClients.ts';
import { type Connection, type ConnectionParts, createConnection } from './connection.ts';
import type { Audience } from './dialect.ts';
import { createEncoder } from './encoder.ts';
import { createFeeds } from './feed.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { SocketShelf } from './recovery/awaited.ts';
import { awayTime, createRecovery, keptTime } from './recovery/createRecovery.ts';
import { createHistory } from './recovery/history.ts';
import { createTelling } from './telling.ts';

/** The largest frame that is read, in bytes: one that is too large gets an answer up to here, and is cut off above. */
const maxFrame = 2 * 1024 * 1024;

/**
 * How long answers in flight may take at an end, and bringing them to those who asked. In milliseconds: what has to be given back
 * before the process is gone comes after.
 */
const answerLimit = 2_000;
const hangUpLimit = 500;

/** What joins the sockets of all processes, whether it gets through to the others just now, and where sockets that went are kept. */
export type SocketBus = {
  socketAdapter: (namespace: Namespace) => Adapter;
  canTell: () => boolean;
  socketShelf: SocketShelf;
};

export type SocketParts = ConnectionParts & {
  domain: Pick<Domain, 'conversations'>;
  facts: Facts;
  peers: Peers;
  /** `null`: each process has its own sockets, and knows of no others. */
  bus: SocketBus | null;
  changeFeed: ChangeFeed;
  allowedOrigins: readonly string[];
};

/** The Socket.IO server, with every dialect on its default namespace. */
export function createSocketServer(http: HttpServer, parts: SocketParts) {
  const { allowedOrigins, domain, facts, peers, bus, clock, log } = parts;
  const joinWrites = createWriteJoiner(http);
  const endConnections = watchConnections(http);
  // Alone, whatever happens is told once and at once, and nothing has to be remembered of it.
  const ledger = peers.isAlone
    ? null
    : createLedger({ clock, beforeTelling: joinWrites, onHeldBack: () => watching?.lookSoon() });
  const history = createHistory({ process: randomUUID().slice(0, 8), keptFor: keptTime, clock });
  const shelf = bus?.socketShelf ?? null;
  const recovery = createRecovery({ history, shelf, isAlone: ledger === null, follow, clock, log });
  const io = new Server(http, {
    maxHttpBufferSize: maxFrame,
    allowRequest: ({ headers }, answer) => answer(null, isAllowedOrigin(headers, allowedOrigins)),
    cors: { origin: [...allowedOrigins], credentials: true },
    destroyUpgrade: false,
    parser: { Encoder: createEncoder({ ledger, history }), Decoder },
    adapter: makeAdapter,
    connectionStateRecovery: { maxDisconnectionDuration: awayTime },
  });
  const audience = (): Audience => (bus === null || bus.canTell() ? io : io.local);
  io.engine.on('connection', closeUnread);
  const connections = new Set<Connection>();
  io.on('connection', (socket) => {
    recovery.open(socket);
    const connection = createConnection(socket, { ...parts, recovery, audience });
    connections.add(connection);
    socket.on('disconnect', () => connections.delete(connection));
  });

  const telling = createTelling({ ...parts, audience: io.local, beforeTelling: joinWrites });
  const hear = (fact: Fact) => {
    endAccess(fact);
    telling.tell(fact);
  };
  const unsubscribers = [facts.subscribe(hear), facts.subscribeElsewhere(hear)];
  const watching = ledger && watchOthers(ledger);

  return {
    io,
    listClients: createClientList({ io, canAskOthers: () => bus?.canTell() ?? false, log }),
    /** Answers what is in flight, as far as that takes no longer than a moment, then closes every socket and the HTTP server. */
    async close(): Promise<void> {
      const stopEnding = endConnections(answerLimit);
      await closeEach((connection) => connection.close(), answerLimit);
      for (const unsubscribe of unsubscribers) unsubscribe();
      telling.close();
      await watching?.close();
      // Socket.IO by itself throws away what is not on its way yet.
      await closeEach((connection) => connection.end(), hangUpLimit);
      await io.close();
      stopEnding();
      recovery.close();
    },
  };

  /** A conversation's room goes on as that of the one it was merged into. */
  function follow(room: string): string {
    const prefix = conversationRoom('');
    return room.startsWith(prefix) ? conversationRoom(domain.conversations.currentId(room.slice(prefix.length))) : room;
  }

  /** Is called with `new`, which no arrow function can be. */
  function makeAdapter(namespace: Namespace): Adapter {
    return recovery.watch(bus ? bus.socketAdapter(namespace) : new Adapter(namespace));
  }

  async function closeEach(close: (connection: Connection) => Promise<void>, limit: number): Promise<void> {
    const closed = Promise.all([...connections].map(close));
    await limitTime(closed, limit, () => new Error(`it took longer than ${limit} ms`)).catch((error: unknown) =>
      log.warn({ err: error }, 'not every client got its answers before the end'),
    );
  }

  function endAccess(fact: Fact): void {
    if (fact.name !== 'access:ended') return;
    for (const connection of connections) connection.endAccess(fact.payload);
  }

  /** Sees to what other processes did and could not tell. */
  function watchOthers(ledger: Ledger) {
    const feeds = createFeeds({ ...parts, source: parts.changeFeed, ledger, tell: telling.tellNow });
    const accessWatch = createAccessWatch({ ...parts, connections });
    const { adapter } = io.of('/');
    adapter.on('create-room', (room: string) => {
      const workspaceId = readMemberRoom(room);
      if (workspaceId !== null) feeds.open(workspaceId);
    });
    adapter.on('delete-room', (room: string) => {
      const workspaceId = readMemberRoom(room);
      if (workspaceId !== null) feeds.shut(workspaceId);
    });
    return {
      lookSoon: feeds.lookSoon,
      async close(): Promise<void> {
        accessWatch.close();
        await feeds.close();
      },
    };
  }
}
