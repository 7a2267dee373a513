import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

export type FileHost = {
  /** Of loopback, such as `127.0.0.1:5001`. */
  host: string;
  port: number;
  /** Paths that were asked for, in order. */
  asked: string[];
  close: () => Promise<void>;
};

/** Where files are fetched from, as somebody else's web server. */
export async function startFileHost(answer: RequestListener): Promise<FileHost> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The file host has no port.');
  return {
    host: `127.0.0.1:${address.port}`,
    port: address.port,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
