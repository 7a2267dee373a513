import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Lease } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../embedded/mongo/startEmbeddedMongo.ts';
import { createCipher } from '../../security/cipher.ts';
import { connectMongo, type MongoStorage } from '../../storage/mongo/connect.ts';
import { createWhatsAppAuth } from '../../storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { newCredentials } from './credentials.ts';
import { createJournal } from './journal.ts';
import { createBaileysLogger } from './logger.ts';
import { createNumberCipher } from './numberCipher.ts';
import { createMakeSignalRepository } from './signalRepository.ts';
import { createUnitStore } from './unitStore.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const channel = { workspaceId: 'workspace', channelId: 'channel' };
let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let auth: WhatsAppAuthStorage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signal-repository-'));
  mongo = await startEmbeddedMongo({ folder });
  database = await connectMongo(mongo.uri, log);
  auth = await createWhatsAppAuth(database.connection);
});

afterAll(async () => {
  await database.close();
  await mongo.close();
  await rm(folder, { recursive: true, force: true });
});

test('nothing that outlives a transaction of Baileys is begun within it', async () => {
  const transaction = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const watched: WhatsAppAuthStorage = {
    ...auth,
    getKeys(...asked) {
      seen.push(transaction.getStore());
      return auth.getKeys(...asked);
    },
  };
  const repository = await openRepository(watched);
  const jids = ['4915111111111@s.whatsapp.net', '4915111111112@s.whatsapp.net'];

  await transaction.run('of Baileys', async () => {
    await repository.lidMapping.getLIDsForPNs(jids);
    await repository.lidMapping.getPNsForLIDs(['1@lid', '2@lid']);
    await repository.lidMapping.storeLIDPNMappings([{ pn: jids[0] ?? '', lid: '1@lid' }]);
    await repository.lidMapping.getPNForLID('1@lid');
    await repository.validateSession('3@lid');
  });

  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(new Set(seen)).toEqual(new Set([undefined]));
});

async function openRepository(over: WhatsAppAuthStorage) {
  const cipher = createNumberCipher(createCipher(Buffer.alloc(32, 1)), channel);
  const lease: Lease = { epoch: 1, isHeld: () => true };
  const store = createUnitStore({
    auth: over,
    cipher,
    channel: { ...channel, epoch: 1 },
    lease,
    clock,
    log,
    onFailure: silent,
  });
  await store.open();
  const make = createMakeSignalRepository({
    store,
    journal: createJournal({ auth: over, cipher, channel, log }),
    stanzaOf: () => null,
    isLive: () => true,
    onDecrypted: silent,
    onMapped: silent,
    onUnread: async () => undefined,
    onClose: silent,
  });
  const logger = createBaileysLogger(log, channel.channelId);
  return make({ creds: newCredentials(), keys: { get: async () => ({}), set: silent } }, logger, async () => []);
}
