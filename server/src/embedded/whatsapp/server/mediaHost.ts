import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { TlsIdentity } from '../protocol/x509.ts';
import { type MediaStore, nameOf } from '../state/mediaStore.ts';

const loopback = '127.0.0.1';
/** Larger than any file that is sent, encrypted. */
const uploadLimit = '128mb';

/** `auth`: what an upload has to show, which clients learn over their own connection. */
export type MediaHost = {
  hostname: string;
  auth: string;
  /** Breaks off what it was to be silent to. */
  release: () => void;
  close: () => Promise<void>;
};

export type MediaHostParts = { store: MediaStore; identity: TlsIdentity; faults: Faults; log: Log };

/** Where clients leave encrypted files and fetch them: over HTTPS, as at WhatsApp, on a free port of this machine. */
export async function startMediaHost({ store, identity, faults, log }: MediaHostParts): Promise<MediaHost> {
  const auth = randomUUID();
  const silenced = new Set<Socket>();
  const server = createServer(
    { cert: identity.certificate, key: identity.privateKey },
    createHostApp({ store, faults, log, auth, silenced }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, loopback, resolve);
  });
  return {
    hostname: `${loopback}:${portOf(server)}`,
    auth,
    release() {
      for (const socket of silenced) socket.destroy();
      silenced.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type HostAppParts = Omit<MediaHostParts, 'identity'> & { auth: string; silenced: Set<Socket> };

function createHostApp({ store, faults, log, auth, silenced }: HostAppParts): Express {
  const app = express();
  app.disable('x-powered-by');

  app.use((_request, response, next) => {
    const fault = faults.find('withhold-media', []);
    if (fault) response.status(fault.code ?? 503).end();
    else next();
  });
  app.use((request, response, next) => {
    const fault = faults.find('break-media', []);
    if (fault?.as === 'silent') silenced.add(request.socket);
    else if (!fault || !breakOff(fault.as, request, response)) next();
  });

  app.post('/mms/:type/:hash', express.raw({ type: () => true, limit: uploadLimit }), async (request, response) => {
    const { params, query, body } = request;
    const isAllowed = query['auth'] === auth && query['token'] === params.hash;
    if (!isAllowed || !Buffer.isBuffer(body) || nameOf(body) !== params.hash) {
      log({ level: 'warn', message: 'A file was not taken: who leaves it or its hash is wrong.', type: params.type });
      response.status(401).json({});
      return;
    }
    const name = await store.add(body);
    response.json({ url: `https://${request.headers.host}${toDirectPath(name)}`, direct_path: toDirectPath(name) });
  });

  app.get('/v/:name', async ({ params }, response) => {
    const found = await store.find(params.name);
    if (found) response.type('application/octet-stream').send(found);
    else response.status(404).end();
  });

  return app;
}

/** @returns whether that was the answer to it */
function breakOff(as: 'reset' | 'cut-off' | 'moved', request: Request, response: Response): boolean {
  switch (as) {
    case 'reset':
      request.socket.destroy();
      return true;
    case 'cut-off':
      response.writeHead(200, { 'content-length': 1_000 }).write('{', () => request.socket.destroy());
      return true;
    case 'moved': {
      const isThere = request.method !== 'POST' || request.query['moved'] !== undefined;
      if (!isThere) response.redirect(307, `${request.originalUrl}&moved=1`);
      return !isThere;
    }
  }
}

/** Where a file is, on whichever host. */
export function toDirectPath(name: string): string {
  return `/v/${name}`;
}

export function fromDirectPath(path: string): string {
  return path.replace(/^\/v\//, '');
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The media host listens on no port.');
  return address.port;
}
