import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../domain/actor.ts';
import { createDomain } from '../domain/createDomain.ts';
import type { Peers, Signal } from '../domain/ports/peers.ts';
import type { Clock } from '../domain/ports/runtime.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { createFacts } from '../facts.ts';
import { createLog } from '../log.ts';
import { nowhere } from '../push/nowhere.ts';
import { createClock, createIds } from '../runtime.ts';
import { createAccessTokens } from '../security/accessTokens.ts';
import { hashToken } from '../security/hashToken.ts';
import { createPasswords } from '../security/passwords.ts';
import { noFiles } from '../storage/files/noFiles.ts';
import { connectMongo, type MongoStorage } from '../storage/mongo/connect.ts';
import { waitFor } from '../testing/waitFor.ts';
import { type BaileysRig, startBaileysRig } from '../whatsapp/baileys/baileysRig.contract.ts';
import { createBaileysWorld } from '../whatsapp/baileys/baileysWorld.contract.ts';
import type { WhatsAppWorld } from '../whatsapp/recordedSession.contract.ts';
import { createWhatsAppSessions } from './whatsappSessions.ts';

const log = createLog('silent');
const ids = createIds();
const systemClock = createClock();
const clock: Clock = { now: systemClock.now, elapsed: () => systemClock.elapsed() + halt };
/** As in the product, but looked after more often. */
const times = { lifetime: 30_000, margin: 2_000, renewal: 5_000, look: 50 };

let rig: BaileysRig;
let world: WhatsAppWorld;
let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let actor: Actor;
let halt = 0;
let bus: Set<{ owner: string; hear: (signal: Signal) => void }>;
const open: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig);
  folder = await mkdtemp(join(tmpdir(), 'sessions-'));
  mongo = await startEmbeddedMongo({ folder });
});

beforeEach(async () => {
  bus = new Set();
  halt = 0;
  database = await connectMongo(mongo.uri, log, { databaseName: ids.next() });
  actor = {
    workspaceId: ids.next(),
    userId: ids.next(),
    name: 'Admin',
    role: 'admin',
    signInId: null,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
});

afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
  await database.close();
});

afterAll(async () => {
  await rig.close();
  await mongo.close();
  await rm(folder, { recursive: true, force: true });
});

/** What of a server process keeps sessions; all on one database, and within hearing of each other. */
async function start() {
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
    isAlone: false,
    isReachable: () => true,
  };
  const { storage } = database;
  const facts = createFacts(log, peers);
  const qrs: string[] = [];
  const sessions = createWhatsAppSessions({
    ways: { whatsapp_automated: rig.createWay() },
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
  const node = {
    domain,
    sessions,
    qrs,
    /** Whether it has the number, connected. */
    isActive: () => sessions.list().some(({ status }) => status === 'active'),
    async close(): Promise<void> {
      await sessions.close();
      await domain.close();
    },
  };
  open.push(node);
  return node;
}

type Node = Awaited<ReturnType<typeof start>>;

/** @returns the text of the QR that who asks there is shown */
async function askForQr({ domain }: Node, forceNew = false): Promise<string> {
  const { data } = await domain.channels.getQrCode(actor, { forceNew });
  if (typeof data !== 'string') throw new Error('the number is connected');
  return data;
}

async function link(node: Node): Promise<string> {
  const business = await world.newBusiness();
  const qr = await askForQr(node);
  await world.link(business, { status: 'qr_ready', qr, expiresAt: 0 });
  await waitFor('the number to be connected', node.isActive);
  await waitFor('that to be stored', async () => (await channelOf(node)).status === 'active');
  return business;
}

async function channelOf({ domain }: Node) {
  const [channel] = await domain.channels.list(actor.workspaceId);
  if (!channel) throw new Error('there is no channel');
  return channel;
}

test('whoever asks a process that does not hold the number sees the QR of the one that does', async () => {
  const [holder, other] = [await start(), await start()];
  const shown = await askForQr(holder);
  expect(await askForQr(other)).toBe(shown);
  expect(other.qrs).toEqual([]);
});

test('starting over is done where the number is held', async () => {
  const [holder, other] = [await start(), await start()];
  const shown = await askForQr(holder);
  const anew = await askForQr(other, true);
  expect(anew).not.toBe(shown);
  expect(holder.qrs).toContain(anew);
  expect(other.qrs).toEqual([]);
});

test('typing shows from whichever process an agent is at', async () => {
  const [holder, other] = [await start(), await start()];
  const business = await link(holder);
  const customer = await world.newCustomer('pn');
  const channel = { workspaceId: actor.workspaceId, channelId: (await channelOf(other)).channelId };
  const identity = { phoneNumber: customer, lid: null };
  await waitFor('the customer to see it', async () => {
    await other.sessions.control.setTyping(channel, { customer: identity, isTyping: true });
    return world.isTypedTo(customer, business);
  });
});

test('what one process gives back the other one takes at once, without a QR', async () => {
  const holder = await start();
  await link(holder);
  const other = await start();
  expect(other.sessions.list()).toEqual([]);
  await holder.sessions.close();
  await waitFor('the other one to have it', other.isActive);
  expect(other.qrs).toEqual([]);
});

test('a link that nobody completed ends with its process', async () => {
  const [holder, other] = [await start(), await start()];
  await askForQr(holder);
  await holder.sessions.close();
  await waitFor('it to be inactive', async () => (await channelOf(other)).status === 'inactive');
  expect(other.sessions.list()).toEqual([]);
  // It is nobody's, so that whoever is asked next may have it.
  expect(await askForQr(other)).toBe(other.qrs.at(-1));
});

test('a link that the phone completed and nobody has stored as one is gone on with', async () => {
  const holder = await start();
  await link(holder);
  const { channelId } = await channelOf(holder);
  const change = { status: 'qr_ready', isLinked: false } as const;
  await holder.sessions.close();
  await database.storage.channels.update({ workspaceId: actor.workspaceId, channelId }, change, 0);
  const other = await start();
  await waitFor('it to be connected', other.isActive);
  await waitFor('that to be stored', async () => (await channelOf(other)).isLinked);
});

test('a session that ended by itself leaves its number to whoever is asked next', async () => {
  const [holder, other] = [await start(), await start()];
  const business = await link(holder);
  await world.unlinkOnPhone(business);
  await waitFor('it to be unlinked', async () => (await channelOf(other)).status === 'logged_out');
  const channel = { workspaceId: actor.workspaceId, channelId: (await channelOf(other)).channelId };
  await waitFor('it to be given back', async () => !(await database.storage.channels.getLease(channel))?.owner);
  expect(holder.sessions.list()).toEqual([{ channel, status: 'logged_out' }]);
  const qr = await askForQr(other);
  expect(other.qrs).toContain(qr);
  expect(holder.qrs).not.toContain(qr);
  expect(holder.sessions.list()).toEqual([]);
});

test('a process that was halted and finds that nobody took its number goes on with it, on a new connection', async () => {
  const holder = await start();
  const business = await link(holder);
  const channel = { workspaceId: actor.workspaceId, channelId: (await channelOf(holder)).channelId };
  const session = holder.sessions.activeSession(channel);
  expect(session).not.toBeNull();

  halt = times.lifetime;
  expect(holder.sessions.activeSession(channel)).toBeNull();
  await waitFor('it to have a new one', () => ![null, session].includes(holder.sessions.activeSession(channel)));
  expect(await database.storage.channels.getLease(channel)).toMatchObject({ epoch: 2 });
  expect(holder.qrs).toHaveLength(1);
  const customer = await world.newCustomer('pn');
  const message = {
    to: { phoneNumber: customer, lid: null },
    whatsappId: '3EB0',
    content: 'on',
    replyToWhatsappId: null,
  };
  expect(await holder.sessions.activeSession(channel)?.send(message)).toMatchObject({ outcome: 'accepted' });
  expect((await world.thread(customer, business)).map(({ text, copies }) => [text, copies])).toEqual([['on', 1]]);
});
