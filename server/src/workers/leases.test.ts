import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Peers, Signal } from '../domain/ports/peers.ts';
import type { Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { connectMongo, type MongoStorage } from '../storage/mongo/connect.ts';
import { waitFor } from '../testing/waitFor.ts';
import { createLeases, type Leases } from './leases.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
/** As in the product, but looked after all the time. */
const times = { lifetime: 30_000, margin: 2_000, renewal: 5_000, look: 2 };

let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let channel: ChannelRef;
let made = 0;
let now = 0;
const open: Leases[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leases-'));
  mongo = await startEmbeddedMongo({ folder });
  database = await connectMongo(mongo.uri, log);
});

beforeEach(async () => {
  made += 1;
  now = 0;
  channel = await addChannel(`channel-${made}`);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((leases) => leases.close()));
});

afterAll(async () => {
  await database.close();
  await mongo.close();
  await rm(folder, { recursive: true, force: true });
});

async function addChannel(channelId: string): Promise<ChannelRef> {
  const plain = { name: 'WhatsApp', type: 'whatsapp_automated', isDefault: false } as const;
  await database.storage.channels.create({ id: channelId, workspaceId: 'workspace', ...plain }, 0);
  return { workspaceId: 'workspace', channelId };
}

function start(owner: string, storage: Pick<Storage, 'channels'> = database.storage, isAlone = false) {
  const told: Signal[] = [];
  const lost: string[] = [];
  const peers: Peers = {
    tell: (signal) => void told.push(signal),
    subscribe: () => silent,
    isAlone,
    isReachable: () => true,
  };
  const clock = { now: () => 0, elapsed: () => now };
  const leases = createLeases(
    { storage, owner, peers, clock, log, times },
    ({ channelId }) => void lost.push(channelId),
  );
  open.push(leases);
  return Object.assign(leases, { told, lost });
}

async function mustAcquire(leases: Pick<Leases, 'acquire'>, ...asked: Parameters<Leases['acquire']>) {
  const lease = await leases.acquire(...asked);
  if (!lease) throw new Error('the lease is not free');
  return lease;
}

const stored = () => database.storage.channels.getLease(channel);
const isRenewed = (times: number) => async () => ((await stored())?.renewals ?? 0) >= times;

test('one of many that ask at once gets it, and the others get nothing', async () => {
  const all = ['one', 'two', 'three'].map((owner) => start(owner));
  const leases = await Promise.all(all.map(({ acquire }) => acquire(channel)));
  expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  expect(all.map(({ isHeld }) => isHeld(channel)).toSorted()).toEqual([false, false, true]);
  expect(leases.find((lease) => lease !== null)).toMatchObject({ epoch: 1 });
});

test('asked again, its holder has the same one', async () => {
  const holder = start('holder');
  const lease = await mustAcquire(holder, channel);
  expect(await holder.acquire(channel)).toBe(lease);
});

test('it can be taken from its holder, who lets go as soon as it hears of that', async () => {
  const [holder, other] = [start('holder'), start('other')];
  const lease = await mustAcquire(holder, channel);

  const seized = await other.seize(channel);

  expect(seized).toMatchObject({ epoch: lease.epoch + 1 });
  expect(other.told).toContainEqual({ name: 'lease:seized', channel });
  expect(holder.isHeld(channel)).toBe(true);
  await holder.recheck(channel);
  expect(holder.isHeld(channel)).toBe(false);
  expect(holder.lost).toEqual([channel.channelId]);
  expect(other.isHeld(channel)).toBe(true);
});

test('a holder that is asked to look and was left alone goes on', async () => {
  const [holder, other] = [start('holder'), start('other')];
  await mustAcquire(holder, channel);
  await holder.recheck(channel);
  await other.recheck(channel);
  expect(holder.isHeld(channel)).toBe(true);
  expect([...holder.lost, ...other.lost]).toEqual([]);
});

test('none can be taken of a channel that is not there', async () => {
  expect(await start('other').seize({ ...channel, channelId: 'nowhere' })).toBeNull();
});

test('it is renewed in time, and outlives its lifetime', async () => {
  const holder = start('holder');
  const lease = await mustAcquire(holder, channel);
  for (const [index, at] of [5_000, 10_000, 30_000, 37_000].entries()) {
    now = at;
    await waitFor('the renewal', isRenewed(index + 1));
    await waitFor('it to be known', () => lease.isHeld());
  }
  expect(holder.lost).toEqual([]);
});

test('it is not renewed more often than is due', async () => {
  const holder = start('holder');
  await mustAcquire(holder, channel);
  now = 5_000;
  await waitFor('the renewal', isRenewed(1));
  now = 9_999;
  const other = await addChannel(`${channel.channelId}-other`);
  await mustAcquire(holder, other);
  now = 10_000;
  await waitFor('the next one', isRenewed(2));
  expect((await stored())?.renewals).toBe(2);
  expect((await database.storage.channels.getLease(other))?.renewals).toBe(1);
});

test('a process that was halted has lost it before anything else happens, and says so once', async () => {
  const holder = start('holder');
  const lease = await mustAcquire(holder, channel);
  now = times.lifetime - times.margin - 1;
  expect(lease.isHeld()).toBe(true);
  now += 1;
  expect(lease.isHeld()).toBe(false);
  await waitFor('it to be told', () => holder.lost.length > 0);
  expect(holder.lost).toEqual([channel.channelId]);
  // Nobody took it meanwhile: it may go on, under a new epoch.
  expect(await mustAcquire(holder, channel)).toMatchObject({ epoch: 2 });
  expect(lease.isHeld()).toBe(false);
});

test('a renewal counts from its beginning, not from its answer', async () => {
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const slow: Pick<Storage, 'channels'> = {
    channels: {
      ...database.storage.channels,
      async renewLeases(...asked) {
        const answer = answers[begun];
        begun += 1;
        const own = await database.storage.channels.renewLeases(...asked);
        await answer?.promise;
        return own;
      },
    },
  };
  const holder = start('holder', slow);
  const lease = await mustAcquire(holder, channel);
  now = 5_000;
  await waitFor('the renewal', isRenewed(1));
  now = 27_000;
  answers[0]?.resolve();
  await waitFor('the next renewal to begin', () => begun === 2);
  now = 5_000 + times.lifetime - times.margin - 1;
  expect(lease.isHeld()).toBe(true);
  now += 1;
  expect(lease.isHeld()).toBe(false);
  answers[1]?.resolve();
});

test('while storage is away it is tried again, until the time is over', async () => {
  let tries = 0;
  const away: Pick<Storage, 'channels'> = {
    channels: {
      ...database.storage.channels,
      async renewLeases() {
        tries += 1;
        throw new Error('The store is away.');
      },
    },
  };
  const holder = start('holder', away);
  const lease = await mustAcquire(holder, channel);
  now = 5_000;
  await waitFor('some tries', () => tries > 3);
  expect(lease.isHeld()).toBe(true);
  now = times.lifetime;
  await waitFor('it to be told', () => holder.lost.length > 0);
  expect(lease.isHeld()).toBe(false);
});

test('what another process took is lost with the next renewal', async () => {
  const [holder, other] = [start('holder'), start('other')];
  const lease = await mustAcquire(holder, channel);
  expect(await other.acquire(channel)).toBeNull();
  expect(await mustAcquire(other, channel, await stored())).toMatchObject({ epoch: 2 });
  expect(lease.isHeld()).toBe(true);
  now = 5_000;
  await waitFor('it to be told', () => holder.lost.length > 0);
  expect(lease.isHeld()).toBe(false);
  expect(other.isHeld(channel)).toBe(true);
});

test('it can’t be taken as it was seen once it was renewed', async () => {
  const [holder, other] = [start('holder'), start('other')];
  await mustAcquire(holder, channel);
  const seen = await stored();
  now = 5_000;
  await waitFor('the renewal', isRenewed(1));
  expect(await other.acquire(channel, seen)).toBeNull();
  expect(holder.isHeld(channel)).toBe(true);
});

test('given back it is free for others, who are told', async () => {
  const [holder, other] = [start('holder'), start('other')];
  const lease = await mustAcquire(holder, channel);
  await holder.release(channel);
  expect(lease.isHeld()).toBe(false);
  expect(holder.told).toEqual([{ name: 'lease:released', channel }]);
  expect(await mustAcquire(other, channel)).toMatchObject({ epoch: 2 });

  // What is not one’s own can’t be given back.
  await holder.release(channel);
  expect(await stored()).toMatchObject({ owner: 'other', epoch: 2 });
});

describe('alone', () => {
  test('it is taken whatever is stored of it, and never ends by itself', async () => {
    await database.storage.channels.takeLease(channel, { owner: 'of another life', seen: null });
    const single = start('single', database.storage, true);
    const lease = await mustAcquire(single, channel);
    expect(lease.epoch).toBe(2);
    now = 10 * times.lifetime;
    expect(lease.isHeld()).toBe(true);
    expect((await stored())?.renewals).toBe(0);
    await single.release(channel);
    expect(lease.isHeld()).toBe(false);
  });
});
