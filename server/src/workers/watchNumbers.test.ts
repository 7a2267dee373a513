import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../domain/ports/runtime.ts';
import type { ChannelChange, StoredLease } from '../domain/ports/storage/channels.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { connectMongo, type MongoStorage } from '../storage/mongo/connect.ts';
import { waitFor } from '../testing/waitFor.ts';
import { watchNumbers } from './watchNumbers.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const times = { lifetime: 30_000, margin: 2_000, renewal: 5_000, look: 2 };
const owner = 'this process';
const working: ChannelChange = { status: 'active', isLinked: true };

let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let now = 0;
const watches: ReturnType<typeof watchNumbers>[] = [];

beforeEach(async () => {
  now = 0;
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  mongo = await startEmbeddedMongo({ folder });
  database = await connectMongo(mongo.uri, log);
});

afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.close()));
  await database.close();
  await mongo.close();
  await rm(folder, { recursive: true, force: true });
});

/** Takes what it is told to take. */
function start(isAlone = false) {
  const { channels } = database.storage;
  const taken: [string, boolean][] = [];
  const held = new Set<string>();
  let looks = 0;
  let takenOver = 0;
  const told: string[] = [];
  const listKept = () => {
    looks += 1;
    return channels.listKept();
  };
  const watch = watchNumbers({
    storage: { channels: { ...channels, listKept } },
    owner,
    peers: { isAlone, isReachable: () => true },
    isHeld: ({ channelId }) => held.has(channelId),
    clock: { now: () => 0, elapsed: () => now },
    log,
    times,
    async take(channel, goesOn) {
      const epoch = await channels.takeLease(channel, { owner, seen: isAlone ? 'any' : channel.lease });
      if (epoch === null) return false;
      taken.push([channel.channelId, goesOn]);
      held.add(channel.channelId);
      return goesOn;
    },
    onStandBy: (type) => void told.push(type),
    onTakenOver: () => {
      takenOver += 1;
    },
  });
  watches.push(watch);
  return {
    watch,
    taken,
    held,
    told,
    countTakenOver: () => takenOver,
    /** Resolves when it has looked from beginning to end. */
    async look(): Promise<void> {
      const before = looks;
      await waitFor('two looks', () => looks >= before + 2);
    },
  };
}

async function addChannel(channelId: string, change: ChannelChange, holder: string | null): Promise<ChannelRef> {
  const { channels } = database.storage;
  const ref = { workspaceId: 'workspace', channelId };
  const plain = { name: 'WhatsApp', type: 'whatsapp_automated', isDefault: false } as const;
  await channels.create({ id: channelId, workspaceId: 'workspace', ...plain }, 0);
  await channels.update(ref, change, 0);
  if (holder !== null) await channels.takeLease(ref, { owner: holder, seen: null });
  return ref;
}

test('at a start what nobody works is taken, and what a person is needed for is tried once more', async () => {
  await addChannel('free', working, null);
  await addChannel('stopped', { status: 'error', isLinked: true }, null);
  await addChannel('unlinked', { status: 'error' }, null);
  await addChannel('held', working, 'another process');
  const { watch, taken, told, countTakenOver } = start();
  await watch.start();
  expect(taken.toSorted()).toEqual([
    ['free', true],
    ['stopped', true],
  ]);
  expect(told).toEqual(['whatsapp_automated']);
  expect(countTakenOver()).toBe(0);
});

test('later what a person is needed for stays with whoever that person asks', async () => {
  const { watch, taken, look } = start();
  await watch.start();
  await addChannel('stopped', { status: 'error', isLinked: true }, null);
  await addChannel('given back', working, null);
  await look();
  expect(taken).toEqual([['given back', true]]);
});

test('a holder that says nothing for a lifetime is taken from, and not a moment before', async () => {
  const ref = await addChannel('held', working, 'another process');
  const { watch, taken, look, countTakenOver } = start();
  now = 1_000;
  await watch.start();
  now = 25_000;
  await database.storage.channels.renewLeases('another process', [ref.channelId]);
  await look();
  now = 25_000 + times.lifetime - 1;
  await look();
  expect(taken).toEqual([]);
  now += 1;
  await look();
  expect(taken).toEqual([['held', true]]);
  expect(countTakenOver()).toBe(1);
});

test('a holder that changes is a new one', async () => {
  const ref = await addChannel('held', working, 'another process');
  const { watch, taken, look } = start();
  await watch.start();
  now = 20_000;
  const seen: StoredLease | null = await database.storage.channels.getLease(ref);
  await database.storage.channels.takeLease(ref, { owner: 'a third process', seen });
  await look();
  now = 45_000;
  await look();
  expect(taken).toEqual([]);
});

test('a number on its way to a link is taken when its holder is gone, and one that waits for a person is freed', async () => {
  await addChannel('on its way', { status: 'qr_ready' }, 'another process');
  await addChannel('stopped', { status: 'error', isLinked: true }, 'another process');
  const { watch, taken, look } = start();
  await watch.start();
  now = times.lifetime;
  await look();
  expect(taken.toSorted()).toEqual([
    ['on its way', true],
    ['stopped', false],
  ]);
});

test('what this process let go of by time it takes again at once', async () => {
  await addChannel('own', working, owner);
  const { watch, taken } = start();
  await watch.start();
  expect(taken).toEqual([['own', true]]);
});

test('woken it looks at once', async () => {
  const { watch, taken } = start();
  await watch.start();
  await addChannel('given back', working, null);
  watch.wake();
  await waitFor('it to be taken', () => taken.length === 1);
});

test('alone it takes all at once, whatever leases say, and looks no more', async () => {
  await addChannel('of another life', working, 'a process of another life');
  const { watch, taken, told } = start(true);
  await watch.start();
  expect(taken).toEqual([['of another life', true]]);
  expect(told).toEqual([]);
  await addChannel('free', working, null);
  watch.wake();
  await watch.close();
  expect(taken).toHaveLength(1);
});
