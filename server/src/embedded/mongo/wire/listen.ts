import { createServer, type Server } from 'node:net';
import { type Answer, type Connection, openConnection } from './connection.ts';

export type Address = { path: string } | { host: string; port: number };

export type Listener = {
  /** The port that was given, for TCP. */
  port: number | undefined;
  close: () => Promise<void>;
};

/** Accepts connections until closed. */
export async function listen(address: Address, answer: Answer): Promise<Listener> {
  const connections = new Set<Connection>();
  let lastId = 0;
  const server = createServer((socket) => {
    lastId += 1;
    const connection = openConnection({ socket, id: lastId, answer });
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  await start(server, address);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : undefined,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...connections].map((connection) => connection.close()));
      await closed;
    },
  };
}

async function start(server: Server, address: Address): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
