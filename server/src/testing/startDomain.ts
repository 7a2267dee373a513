import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Actor } from '../domain/actor.ts';
import { createDomain } from '../domain/createDomain.ts';
import type { FetchFile } from '../domain/ports/files.ts';
import type { Peers } from '../domain/ports/peers.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { createFacts } from '../facts.ts';
import { createLog } from '../log.ts';
import { alone } from '../peers/alone.ts';
import { nowhere } from '../push/nowhere.ts';
import { createClock, createIds } from '../runtime.ts';
import { createAccessTokens } from '../security/accessTokens.ts';
import { hashToken } from '../security/hashToken.ts';
import { createPasswords } from '../security/passwords.ts';
import { createFiles } from '../storage/files/createFiles.ts';
import { noFiles } from '../storage/files/noFiles.ts';
import { connectMongo } from '../storage/mongo/connect.ts';
import { createWhatsAppSessions } from '../workers/whatsappSessions.ts';

/**
 * The domain over real storage, with one workspace and one linked channel that nothing connects: what WhatsApp would
 * tell is told by the test.
 * @param wrapStorage what the test puts between the two
 * @param peers how it hears of other processes, which `openBeside` stands for
 * @param fetchFile what is to be sent as a file
 */
export async function startDomain(
  wrapStorage: (storage: Storage) => Storage = (storage) => storage,
  peers: Peers = alone,
  fetchFile: FetchFile = noFiles.fetchFile,
) {
  const folder = await mkdtemp(join(tmpdir(), 'domain-'));
  const log = createLog('silent');
  const store = await startEmbeddedMongo({ folder });
  const { storage: bare, close } = await connectMongo(store.uri, log);
  const storage = wrapStorage(bare);
  const ids = createIds();
  const clock = createClock();
  const open = () => {
    const facts = createFacts(log, peers);
    const renderQr = async () => '';
    const sessions = createWhatsAppSessions({ ways: {}, renderQr, storage, owner: ids.next(), peers, clock, log });
    const domain = createDomain({
      storage,
      files: createFiles(join(folder, 'media')),
      fetchFile,
      facts,
      peers,
      sessions: { ...sessions.control, newMessageId: () => ids.next() },
      push: nowhere,
      passwords: createPasswords(),
      accessTokens: createAccessTokens('s'.repeat(32)),
      hashToken,
      clock,
      ids,
      log,
    });
    return { domain, facts };
  };
  const { domain, facts } = open();
  const workspace = await domain.workspaces.create({
    workspaceName: 'Test',
    name: 'Admin',
    email: 'admin@example.com',
    password: 'password-1',
  });
  const channel = { workspaceId: workspace.id, channelId: ids.next() };
  await storage.channels.create(
    { id: channel.channelId, workspaceId: workspace.id, name: 'WhatsApp', type: 'whatsapp_automated', isDefault: true },
    clock.now(),
  );
  await domain.channels.applyState(channel, { status: 'active', phoneNumber: '+4930123456' });
  const heard: Fact[] = [];
  facts.subscribe((fact) => heard.push(fact));
  const actor: Actor = {
    workspaceId: workspace.id,
    userId: ids.next(),
    name: 'Agent',
    role: 'agent',
    signInId: null,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  return {
    domain,
    storage,
    facts,
    channel,
    actor,
    heard,
    /** The same of another process, which this one and its caches know nothing of. */
    openBeside: open,
    async close() {
      await domain.close();
      await close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
