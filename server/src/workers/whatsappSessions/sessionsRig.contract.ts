import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '@erp-whatsapp/shared/channel';
import type { Actor } from '../../domain/actor.ts';
import { createDomain, type Domain } from '../../domain/createDomain.ts';
import type { Peers, Signal } from '../../domain/ports/peers.ts';
import type { Clock, Facts } from '../../domain/ports/runtime.ts';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import type { SessionTarget } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { startEmbeddedMongo } from '../../embedded/mongo/startEmbeddedMongo.ts';
import { createFacts } from '../../facts.ts';
import { createLog } from '../../log.ts';
import { nowhere } from '../../push/nowhere.ts';
import { createClock, createIds } from '../../runtime.ts';
import { createAccessTokens } from '../../security/accessTokens.ts';
import { hashToken } from '../../security/hashToken.ts';
import { createPasswords } from '../../security/passwords.ts';
import { noFiles } from '../../storage/files/noFiles.ts';
import { connectMongo, type MongoStorage } from '../../storage/mongo/connect.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { startBaileysRig } from '../../whatsapp/baileys/baileysRig.contract.ts';
import { createBaileysWorld } from '../../whatsapp/baileys/baileysWorld.contract.ts';
import { createWhatsAppSessions } from '../whatsappSessions.ts';

const log = createLog('silent');
const ids = createIds();
const systemClock = createClock();
/** As in the product, but looked after more often. */
export const times = { lifetime: 30_000, margin: 2_000, renewal: 5_000, look: 50 };

/** What of a server process keeps sessions. */
export type Node = {
  domain: Domain;
  facts: Facts;
  sessions: ReturnType<typeof createWhatsAppSessions>;
  /** The texts of the QRs that it showed. */
  qrs: string[];
  /** Whether it has the number, connected. */
  isActive: () => boolean;
  close: () => Promise<void>;
};

/** What the test puts before the numbers' keys and before the database; whether no other process can be there. */
type Given = { auth?: WhatsAppAuthStorage; wrapStorage?: (storage: Storage) => Storage; isAlone?: boolean };

/** Server processes as far as they keep sessions: on one database, within hearing of each other, and WhatsApp's side. */
export async function startSessionsRig() {
  const rig = await startBaileysRig();
  const world = createBaileysWorld(rig);
  const folder = await mkdtemp(join(tmpdir(), 'sessions-'));
  const mongo = await startEmbeddedMongo({ folder });
  const bus = new Set<{ owner: string; hear: (signal: Signal) => void }>();
  const open: { close: () => Promise<void> }[] = [];
  let halt = 0;
  const clock: Clock = { now: systemClock.now, elapsed: () => systemClock.elapsed() + halt };
  let current: { database: MongoStorage; actor: Actor } | null = null;

  return {
    world,
    /** Where the keys of the numbers are. */
    auth: rig.auth,
    start,
    askForQr,
    link,
    channelOf,
    storage: () => scene().database.storage,
    workspaceId: () => scene().actor.workspaceId,
    actor: () => scene().actor,

    /** Before each test: a database of its own with an admin of a workspace. */
    async begin(): Promise<void> {
      halt = 0;
      const database = await connectMongo(mongo.uri, log, { databaseName: ids.next() });
      const named = { workspaceId: ids.next(), userId: ids.next(), name: 'Admin' };
      current = { database, actor: { ...named, role: 'admin', signInId: null, expiresAt: Number.MAX_SAFE_INTEGER } };
    },

    /** After each test. */
    async end(): Promise<void> {
      for (const { close } of open.splice(0)) await close();
      await scene().database.close();
    },

    async close(): Promise<void> {
      await rig.close();
      await mongo.close();
      await rm(folder, { recursive: true, force: true });
    },

    /** As if all processes had been halted so long, in milliseconds. */
    haltFor(duration: number): void {
      halt = duration;
    },

    /** The number as the domain names it when it asks for something. */
    async targetOf(node: Node): Promise<SessionTarget> {
      const { channelId, type, phoneNumber } = await channelOf(node);
      return { workspaceId: scene().actor.workspaceId, channelId, type, phoneNumber };
    },

    /** A number that nobody has ever linked. */
    async makeChannel(): Promise<SessionTarget> {
      const { database, actor } = scene();
      const [channelId, type] = [ids.next(), 'whatsapp_automated'] as const;
      const channel = { id: channelId, workspaceId: actor.workspaceId, name: 'WhatsApp', type, isDefault: true };
      await database.storage.channels.create(channel, clock.now());
      return { workspaceId: actor.workspaceId, channelId, type, phoneNumber: null };
    },
  };

  function scene() {
    if (!current) throw new Error('no test has begun');
    return current;
  }

  async function start({ auth = rig.auth, wrapStorage = (bare) => bare, isAlone = false }: Given = {}): Promise<Node> {
    const owner = ids.next();
    const peers: Peers = {
      tell: (signal) => {
        for (const other of bus) if (other.owner !== owner) queueMicrotask(() => other.hear(signal));
      },
      subscribe(hear) {
        const listener = { owner, hear };
        bus.add(listener);
        return () => void bus.delete(listener);
      },
      isAlone,
      isReachable: () => true,
    };
    const storage = wrapStorage(scene().database.storage);
    const facts = createFacts(log, peers);
    const qrs: string[] = [];
    const sessions = createWhatsAppSessions({
      ways: { whatsapp_automated: rig.createWay({ auth }) },
      async renderQr(text) {
        qrs.push(text);
        return text;
      },
      ...{ storage, owner, peers, clock, log, times },
    });
    const domain = createDomain({
      ...noFiles,
      ...{ storage, facts, peers, clock, ids, log, hashToken },
      sessions: sessions.control,
      push: nowhere,
      passwords: createPasswords(),
      accessTokens: createAccessTokens('s'.repeat(32)),
    });
    await sessions.run(domain);
    const node: Node = {
      domain,
      facts,
      sessions,
      qrs,
      isActive: () => sessions.list().some(({ status }) => status === 'active'),
      async close(): Promise<void> {
        await sessions.close();
        await domain.close();
      },
    };
    open.push(node);
    return node;
  }

  /** @returns the text of the QR that who asks there is shown */
  async function askForQr({ domain }: Node, forceNew = false): Promise<string> {
    const { data } = await domain.channels.getQrCode(scene().actor, { forceNew });
    if (typeof data !== 'string') throw new Error('the number is connected');
    return data;
  }

  /** @returns the number of the phone */
  async function link(node: Node): Promise<string> {
    const business = await world.newBusiness();
    const qr = await askForQr(node);
    await world.link(business, { status: 'qr_ready', qr, expiresAt: 0 });
    await waitFor('the number to be connected', node.isActive);
    await waitFor('that to be stored', async () => (await channelOf(node)).status === 'active');
    return business;
  }

  async function channelOf({ domain }: Node): Promise<Channel> {
    const [channel] = await domain.channels.list(scene().actor.workspaceId);
    if (!channel) throw new Error('there is no channel');
    return channel;
  }
}

export type SessionsRig = Awaited<ReturnType<typeof startSessionsRig>>;
