import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRestApp } from '../api/rest/createRestApp.ts';
import { createRunCommand } from '../api/runCommand.ts';
import { createChannelsDialect } from '../api/socketio/channels/createChannelsDialect.ts';
import { createSocketServer } from '../api/socketio/createSocketServer.ts';
import { createErpDialect } from '../api/socketio/erp/createErpDialect.ts';
import { createRoomsDialect } from '../api/socketio/rooms/createRoomsDialect.ts';
import { limitTime } from '../api/timeLimit.ts';
import type { Config } from '../config.ts';
import { createDomain } from '../domain/createDomain.ts';
import { createFindMessage } from '../domain/messages/findMessage.ts';
import type { Log } from '../domain/ports/runtime.ts';
import { createFacts } from '../facts.ts';
import { createMetrics } from '../metrics/createMetrics.ts';
import { createPushService } from '../push/createPushService.ts';
import { createClock, createIds } from '../runtime.ts';
import { createAccessTokens } from '../security/accessTokens.ts';
import { createCipher } from '../security/cipher.ts';
import { hashToken } from '../security/hashToken.ts';
import { keepSecret } from '../security/keptSecret.ts';
import { createPasswords } from '../security/passwords.ts';
import { createSafeFetch } from '../security/safeFetch/createSafeFetch.ts';
import { createFiles } from '../storage/files/createFiles.ts';
import { connectMongo } from '../storage/mongo/connect.ts';
import { createWhatsAppAuth } from '../storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { createBaileysWayOnDemand } from '../whatsapp/baileys/createBaileysWayOnDemand.ts';
import { createDispatcher } from '../workers/dispatcher.ts';
import { createMediaFetcher } from '../workers/mediaFetcher.ts';
import { createPusher } from '../workers/pusher.ts';
import { createSearchIndexer } from '../workers/searchIndexer.ts';
import { createWhatsAppSessions } from '../workers/whatsappSessions.ts';
import type { App, Lifecycle } from './lifecycle.ts';
import { openNetwork } from './network.ts';
import { openPeers } from './peers.ts';

/** How long counting for the metrics may take, in milliseconds. */
const countLimit = 2_000;

/** Everything but the store that is started before: the longest part of a start is to read what is imported here. */
export async function assemble(
  config: Config & { mongoUri: string; isAlone: boolean },
  log: Log,
  lifecycle: Lifecycle,
): Promise<App> {
  const { onClose, onFailure, close, wrapPorts = (ports) => ports } = lifecycle;
  const clock = createClock();
  const ids = createIds();
  const { peers, redis } = await openPeers(config, { clock, log });
  if (redis) onClose(redis.close);
  const facts = createFacts(log, peers);

  const database = await connectMongo(config.mongoUri, log);
  onClose(database.close);

  const files = createFiles(config.mediaFolder);
  const network = await openNetwork(config, log, lifecycle);
  const cipher = createCipher(config.encryptionKey ?? Buffer.from(keepSecret(config.dataFolder, 'encryption'), 'hex'));
  const baileysWay = createBaileysWayOnDemand({
    auth: await createWhatsAppAuth(database.connection),
    findMessage: createFindMessage({ storage: database.storage, files }),
    cipher,
    reachNetwork: network.reach,
    pairingCodeSeconds: config.pairingCodeSeconds,
    clock,
    log,
    onFailure,
  });
  const { storage, way } = wrapPorts({ storage: database.storage, way: baileysWay });
  const sessions = createWhatsAppSessions({
    ways: { whatsapp_automated: way },
    renderQr,
    storage,
    owner: ids.next(),
    peers,
    clock,
    log,
  });

  const push = createPushService({ ...config.push, secrets: storage.secrets, cipher });
  const domain = createDomain({
    storage,
    files,
    fetchFile: createSafeFetch({ allow: config.mediaUrlAllow }),
    facts,
    peers,
    sessions: sessions.control,
    push,
    passwords: createPasswords(),
    accessTokens: createAccessTokens(config.jwtSecret ?? keepSecret(config.dataFolder, 'jwt')),
    hashToken,
    clock,
    ids,
    log,
  });
  onClose(domain.close);
  const newCredentials = await domain.workspaces.ensureFirst(config.admin);

  onClose(sessions.close);
  const dispatcher = createDispatcher({
    storage,
    files,
    facts,
    domain,
    activeSession: sessions.activeSession,
    activeChannels: sessions.activeChannels,
    peers,
    clock,
    log,
  });
  onClose(dispatcher.close);
  const mediaFetcher = createMediaFetcher({
    storage,
    facts,
    media: domain.media,
    activeSession: sessions.activeSession,
    now: clock.now,
    log,
  });
  onClose(mediaFetcher.close);
  const searchIndexer = createSearchIndexer({
    indexing: domain.indexing,
    storage,
    facts,
    peers,
    owner: ids.next(),
    clock,
    log,
  });
  onClose(searchIndexer.close);
  onClose(createPusher({ storage, facts, push, clock, log }).close);

  const runCommand = createRunCommand({ domain, sendsPerMinute: config.sendsPerMinute, log });
  const http = createServer(
    createRestApp({
      domain,
      runCommand,
      checks: { needed: { database: database.ping }, useful: redis ? { redis: redis.ping } : {} },
      countStore: redis?.countStore ?? null,
      allowedOrigins: config.allowedOrigins,
      isProduction: config.isProduction,
      whatsappNetwork: config.whatsappNetwork,
      allowSignup: config.allowSignup,
      simulator: network.simulator,
      watchAnswers: lifecycle.watchAnswers,
      metricsToken: config.metricsToken,
      readMetrics: () => metrics.read(),
      listClients: (workspaceId) => sockets.listClients(workspaceId),
      consoleFolder: fileURLToPath(new URL('../../../web/dist', import.meta.url)),
      log,
    }),
  );
  const sockets = createSocketServer(http, {
    domain,
    // Our own is the last one: what was told in it was told in all.
    dialects: [
      createRoomsDialect({ domain, runCommand, isAlone: peers.isAlone, clock }),
      createChannelsDialect({ domain, runCommand, clock }),
      createErpDialect({ domain, runCommand }),
    ],
    eventsPerSecond: config.eventsPerSecond,
    allowedOrigins: config.allowedOrigins,
    facts,
    peers,
    bus: redis,
    changeFeed: domain.changeFeed,
    clock,
    log,
  });

  const metrics = createMetrics({
    facts,
    listSessions: sessions.list,
    countPending: (channel) => limitTime(storage.messages.countPending(channel), countLimit, lateCount),
    countSockets: () => sockets.io.engine.clientsCount,
    storeFolder: config.isAlone ? join(config.dataFolder, 'store') : null,
    log,
  });

  return {
    domain,
    newCredentials,
    async listen() {
      onClose(() => {
        domain.stopWaiting();
        return sockets.close();
      });
      const address = await listen(http, config);
      domain.mend().catch((error: unknown) => log.error({ err: error }, 'conversations were not brought up to date'));
      await sessions.run(domain);
      searchIndexer.start();
      mediaFetcher.start();
      files.sweep().catch((error: unknown) => log.error({ err: error }, 'unfinished files could not be removed'));
      domain.pushes.publicKey().catch((error: unknown) => log.error({ err: error }, 'there are no keys to push with'));
      return address;
    },
    close,
  };
}

const lateCount = () => new Error('The database did not answer in time.');

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

async function renderQr(text: string): Promise<string> {
  const { renderQr: render } = await import('../whatsapp/qrPicture.ts');
  return render(text);
}
