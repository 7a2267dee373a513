import { createServer } from 'node:http';
import { createRunCommand } from '../api/runCommand.ts';
import { createChannelsDialect } from '../api/socketio/channels/createChannelsDialect.ts';
import { createSocketServer, type SocketParts } from '../api/socketio/createSocketServer.ts';
import { createErpDialect } from '../api/socketio/erp/createErpDialect.ts';
import { createRoomsDialect } from '../api/socketio/rooms/createRoomsDialect.ts';
import type { Domain } from '../domain/createDomain.ts';
import { createLog } from '../log.ts';
import { alone } from '../peers/alone.ts';
import { createClock } from '../runtime.ts';

/**
 * The sockets alone, in every vocabulary, over a domain that the test holds in its hands.
 * @param parts what is another than in a process that works alone
 */
export async function startSockets(
  parts: { domain: Domain } & Pick<SocketParts, 'facts'> & Partial<SocketParts>,
): Promise<{ url: string; listSockets: () => string[]; close: () => Promise<void> }> {
  const http = createServer();
  const log = createLog('silent');
  const { domain, peers = alone, clock = createClock() } = parts;
  const runCommand = createRunCommand({ domain, sendsPerMinute: 10_000, log });
  const { io, close } = createSocketServer(http, {
    peers,
    bus: null,
    changeFeed: domain.changeFeed,
    dialects: [
      createRoomsDialect({ domain, runCommand, isAlone: peers.isAlone, clock }),
      createChannelsDialect({ domain, runCommand, clock }),
      createErpDialect({ domain, runCommand }),
    ],
    eventsPerSecond: 100,
    allowedOrigins: [],
    clock,
    log,
    ...parts,
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, listSockets: () => [...io.sockets.sockets.keys()], close };
}
