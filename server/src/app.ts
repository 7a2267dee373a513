import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import { createRestApp } from './api/rest/createRestApp.ts';
import { createRunCommand } from './api/runCommand.ts';
import { createSocketServer } from './api/socketio/createSocketServer.ts';
import { createErpDialect } from './api/socketio/erp/createErpDialect.ts';
import type { Config } from './config.ts';
import { createDomain, type Domain } from './domain/createDomain.ts';
import { createFindMessage } from './domain/messages/findMessage.ts';
import type { Log } from './domain/ports/runtime.ts';
import type { Storage } from './domain/ports/storage.ts';
import type { WhatsAppWay } from './domain/ports/whatsapp.ts';
import type { NewCredential } from './domain/workspaces.ts';
import { createFacts } from './facts.ts';
import { createClock, createIds } from './runtime.ts';
import { createAccessTokens } from './security/accessTokens.ts';
import { createCipher } from './security/cipher.ts';
import { hashToken } from './security/hashToken.ts';
import { keepSecret } from './security/keptSecret.ts';
import { createPasswords } from './security/passwords.ts';
import { connectMongo } from './storage/mongo/connect.ts';
import { createWhatsAppAuth } from './storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { createBaileysWay, type WhatsAppNetworkSettings } from './whatsapp/baileys/createBaileysWay.ts';
import { renderQr } from './whatsapp/qrPicture.ts';
import { createDispatcher } from './workers/dispatcher.ts';
import { createWhatsAppSessions } from './workers/whatsappSessions.ts';

export type App = {
  domain: Domain;
  /** Users that were made just now, with passwords that are shown once. */
  newCredentials: NewCredential[];
  /** Opens the port and resolves to the address of the console. */
  listen: () => Promise<string>;
  /** Stops taking commands, answers what is in flight, and closes everything without unlinking any number. */
  close: () => Promise<void>;
};

export type Surroundings = {
  /** Told when a part that nothing works without ends by itself. */
  onFailure: (error: Error) => void;
  /** What tests put between the domain and its ports. */
  wrapPorts?: (ports: Ports) => Ports;
};

export type Ports = { storage: Storage; way: WhatsAppWay };

/** Puts the product together as configured. When it fails, what was started is stopped again. */
export async function createApp(config: Config, log: Log, surroundings: Surroundings): Promise<App> {
  const closers: (() => Promise<void>)[] = [];
  // Whatever was started last is closed first.
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  try {
    return await assemble(config, log, { ...surroundings, onClose: (closer) => closers.push(closer), close });
  } catch (error) {
    await close();
    throw error;
  }
}

type Lifecycle = Surroundings & {
  onClose: (closer: () => Promise<void>) => void;
  close: () => Promise<void>;
};

async function assemble(config: Config, log: Log, lifecycle: Lifecycle): Promise<App> {
  const { onClose, close, wrapPorts = (ports) => ports } = lifecycle;
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const clock = createClock();
  const ids = createIds();
  const facts = createFacts(log);

  const database = await connectMongo(config.mongoUri ?? (await startStore(config, lifecycle)), log);
  onClose(database.close);

  const network = await openNetwork(config, log, onClose);
  const baileysWay = createBaileysWay({
    auth: await createWhatsAppAuth(database.connection),
    findMessage: createFindMessage(database.storage),
    cipher: createCipher(config.encryptionKey ?? Buffer.from(keepSecret(config.dataFolder, 'encryption'), 'hex')),
    network: network.whatsapp,
    clock,
    log,
  });
  const { storage, way } = wrapPorts({ storage: database.storage, way: baileysWay });
  const sessions = createWhatsAppSessions({ ways: { whatsapp_automated: way }, renderQr, log });

  const domain = createDomain({
    storage,
    facts,
    sessions: sessions.control,
    passwords: createPasswords(),
    accessTokens: createAccessTokens(config.jwtSecret ?? keepSecret(config.dataFolder, 'jwt')),
    hashToken,
    clock,
    ids,
    log,
  });
  const newCredentials = await domain.workspaces.ensureFirst(config.admin);

  onClose(sessions.close);
  const dispatcher = createDispatcher({
    storage,
    facts,
    domain,
    activeSession: sessions.activeSession,
    clock,
    log,
  });
  onClose(dispatcher.close);

  const http = createServer(
    createRestApp({
      domain,
      checks: { database: database.ping },
      allowedOrigins: config.allowedOrigins,
      isProduction: config.isProduction,
      whatsappNetwork: config.whatsappNetwork,
      simulator: network.simulator,
      consoleFolder: fileURLToPath(new URL('../../web/dist', import.meta.url)),
      log,
    }),
  );
  const runCommand = createRunCommand({ domain, sendsPerMinute: config.sendsPerMinute, log });
  const sockets = createSocketServer(http, {
    domain,
    changes: storage.changes,
    dialects: [createErpDialect({ domain, runCommand })],
    eventsPerSecond: config.eventsPerSecond,
    allowedOrigins: config.allowedOrigins,
    facts,
    clock,
    log,
  });

  return {
    domain,
    newCredentials,
    async listen() {
      await sessions.run(domain);
      onClose(sockets.close);
      return listen(http, config);
    },
    close,
  };
}

/** The embedded store, for where no MongoDB is configured. @returns its address */
async function startStore(config: Config, { onClose, onFailure }: Lifecycle): Promise<string> {
  const { startEmbeddedMongo } = await import('./embedded/mongo/startEmbeddedMongo.ts');
  const store = await startEmbeddedMongo({ folder: join(config.dataFolder, 'store') });
  store.onFailure(onFailure);
  onClose(store.close);
  return store.uri;
}

/** The way out to WhatsApp. Nothing of the simulator is even loaded where the network is live. */
async function openNetwork(
  config: Config,
  log: Log,
  onClose: Lifecycle['onClose'],
): Promise<{ whatsapp: WhatsAppNetworkSettings; simulator: Router | null }> {
  const webSocketUrl = config.whatsappWebSocketUrl;
  if (config.whatsappNetwork === 'live') return { whatsapp: { webSocketUrl, certificateRoot: null }, simulator: null };

  const { createControlRouter } = await import('./embedded/whatsapp/controlRouter.ts');
  const { fetchCertificateRoot } = await import('./embedded/whatsapp/fetchCertificateRoot.ts');
  const simulator = webSocketUrl === null ? await startSimulator(config, log, onClose) : locateSimulator(webSocketUrl);
  return {
    whatsapp: {
      webSocketUrl: simulator.webSocketUrl,
      certificateRoot: await fetchCertificateRoot(simulator.controlUrl),
    },
    simulator: createControlRouter(simulator.controlUrl),
  };
}

async function startSimulator(config: Config, log: Log, onClose: Lifecycle['onClose']) {
  const { startWhatsAppSimulator } = await import('./embedded/whatsapp/startWhatsAppSimulator.ts');
  const simulator = await startWhatsAppSimulator({ folder: join(config.dataFolder, 'simulator'), log });
  onClose(simulator.close);
  return simulator;
}

/** A simulator elsewhere has its controls at the same address as its WebSocket. */
function locateSimulator(webSocketUrl: string) {
  const { protocol, host } = new URL(webSocketUrl);
  return { webSocketUrl, controlUrl: `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}` };
}

async function listen(http: Server, config: Config): Promise<string> {
  http.listen(config.port, config.host);
  await once(http, 'listening').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Nothing can listen on port ${config.port} of ${config.host}. Set PORT or HOST. (${reason})`, {
      cause,
    });
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host;
  return `http://${host}:${address.port}`;
}
