import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Lease } from '../../domain/ports/whatsapp.ts';
import { FencedError, type WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../embedded/mongo/startEmbeddedMongo.ts';
import { createCipher } from '../../security/cipher.ts';
import { connectMongo, type MongoStorage } from '../../storage/mongo/connect.ts';
import { createWhatsAppAuth } from '../../storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { createNumberCipher } from './numberCipher.ts';
import { createUnitStore, StorageFailure, type UnitStore } from './unitStore.ts';
import { createUnsteadyAuth } from './unsteadyAuth.contract.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let auth: WhatsAppAuthStorage;
let channel = { workspaceId: 'workspace', channelId: 'channel', epoch: 1 };
let channels = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unit-store-'));
  mongo = await startEmbeddedMongo({ folder });
  database = await connectMongo(mongo.uri, log);
  auth = await createWhatsAppAuth(database.connection);
});

beforeEach(() => {
  channels += 1;
  channel = { workspaceId: 'workspace', channelId: `channel-${channels}`, epoch: 1 };
});

afterAll(async () => {
  await database.close();
  await mongo.close();
  await rm(folder, { recursive: true, force: true });
});

async function openStore(
  over: WhatsAppAuthStorage = auth,
  onFailure: (error: unknown) => void = silent,
  lease: Lease = { epoch: 1, isHeld: () => true },
): Promise<UnitStore> {
  const cipher = createNumberCipher(createCipher(Buffer.alloc(32, 1)), channel);
  const store = createUnitStore({
    auth: over,
    cipher,
    channel: { ...channel, epoch: lease.epoch },
    lease,
    clock: { now: () => 1, elapsed: () => 1 },
    log,
    onFailure,
  });
  await store.open();
  return store;
}

function write(store: UnitStore, id: string, value: string | null): Promise<void> {
  return store.run(async (unit) => unit.write('session', id, value === null ? null : Buffer.from(value)));
}

function read(store: UnitStore, id: string): Promise<string | null> {
  return store.run(async (unit) => {
    const value = (await unit.read('session', [id])).get(id);
    return value ? Buffer.from(value).toString() : null;
  });
}

test('a unit sees what it wrote itself, later units see it too, and so does a new process', async () => {
  const store = await openStore();
  const seen = await store.run(async (unit) => {
    unit.write('session', 'a', Buffer.from('first'));
    return (await unit.read('session', ['a'])).get('a');
  });
  expect(Buffer.from(seen ?? []).toString()).toBe('first');
  await write(store, 'b', 'second');
  await write(store, 'a', null);

  expect(await read(store, 'a')).toBeNull();
  expect(await read(await openStore(), 'a')).toBeNull();
  expect(await read(await openStore(), 'b')).toBe('second');
});

test('what a unit wrote is dropped when its steps throw', async () => {
  const store = await openStore();
  await write(store, 'a', 'before');

  const failed = store.run(async (unit) => {
    unit.write('session', 'a', Buffer.from('spoiled'));
    throw new Error('no');
  });

  await expect(failed).rejects.toThrow('no');
  expect(await read(store, 'a')).toBe('before');
  expect(await read(await openStore(), 'a')).toBe('before');
});

test('units never overlap, however slow the store is', async () => {
  const store = await openStore(createUnsteadyAuth(auth, 2).auth);
  const add = () =>
    store.run(async (unit) => {
      const before = Number((await unit.read('session', ['sum'])).get('sum') ?? 0);
      unit.write('session', 'sum', Buffer.from(String(before + 1)));
    });

  await Promise.all(Array.from({ length: 30 }, add));

  expect(await read(store, 'sum')).toBe('30');
  await store.idle();
  expect(await read(await openStore(), 'sum')).toBe('30');
  expect(await auth.listUnapplied(channel)).toEqual([]);
});

test('a commit that fails stops the number at once, until the store was read anew', async () => {
  const unsteady = createUnsteadyAuth(auth);
  const failures: unknown[] = [];
  const store = await openStore(unsteady.auth, (error) => failures.push(error));
  await write(store, 'a', 'kept');

  unsteady.setFate('refused');
  const [first, second] = await Promise.allSettled([write(store, 'a', 'lost'), write(store, 'a', 'never tried')]);
  unsteady.setFate('written');

  expect(first).toMatchObject({ status: 'rejected', reason: expect.any(StorageFailure) });
  expect(second).toMatchObject({ status: 'rejected', reason: expect.any(StorageFailure) });
  expect(failures).toHaveLength(1);
  await expect(write(store, 'a', 'too early')).rejects.toThrow(StorageFailure);
  await store.open();
  expect(await read(store, 'a')).toBe('kept');
});

test('a commit whose answer was lost counts once the store was read anew', async () => {
  const unsteady = createUnsteadyAuth(auth);
  const store = await openStore(unsteady.auth);
  unsteady.setFate('answer lost');
  await expect(write(store, 'a', 'written after all')).rejects.toThrow(StorageFailure);
  unsteady.setFate('written');

  await store.open();
  expect(await read(store, 'a')).toBe('written after all');
  await write(store, 'a', 'and on');
  expect(await read(store, 'a')).toBe('and on');
});

test('a lease that ended by time stops the number before anything is written', async () => {
  let isHeld = true;
  const failures: unknown[] = [];
  const store = await openStore(auth, (error) => failures.push(error), { epoch: 1, isHeld: () => isHeld });
  await write(store, 'a', 'kept');

  isHeld = false;
  await expect(write(store, 'a', 'late')).rejects.toThrow(StorageFailure);
  await expect(store.write([{ type: 'lid-mapping', id: 'a', value: Buffer.from('late') }])).rejects.toThrow(
    StorageFailure,
  );
  expect(failures).toHaveLength(1 + 1);
  await expect(store.open()).rejects.toThrow('lease');
  await store.idle();
  expect(await auth.listUnapplied(channel)).toHaveLength(1);
  expect(await read(await openStore(), 'a')).toBe('kept');
});

test('a former holder that does not know that it is one commits nothing more, and opens nothing', async () => {
  const failures: unknown[] = [];
  const former = await openStore(auth, (error) => failures.push(error), { epoch: 1, isHeld: () => true });
  await write(former, 'a', 'of the former');
  const latter = await openStore(auth, silent, { epoch: 2, isHeld: () => true });
  expect(await read(latter, 'a')).toBe('of the former');
  await write(latter, 'a', 'of the latter');

  await expect(write(former, 'a', 'late')).rejects.toThrow(StorageFailure);
  expect(failures).toEqual([expect.any(FencedError)]);
  await expect(former.open()).rejects.toThrow(FencedError);
  await former.idle();
  await write(latter, 'b', 'and on');
  await latter.idle();
  const next = await openStore(auth, silent, { epoch: 3, isHeld: () => true });
  expect([await read(next, 'a'), await read(next, 'b')]).toEqual(['of the latter', 'and on']);
});

test('more keys than are kept in memory are still all there', async () => {
  const store = await openStore();
  const ids = Array.from({ length: 1_200 }, (_, index) => `key-${index}`);
  await store.run(async (unit) => {
    for (const id of ids) unit.write('session', id, Buffer.from(`value of ${id}`));
  });
  await write(store, 'one', 'more');

  for (const id of ['key-0', 'key-700', 'key-1199']) expect(await read(store, id)).toBe(`value of ${id}`);
  await store.idle();
  const again = await openStore();
  for (const id of ['key-0', 'key-700', 'key-1199']) expect(await read(again, id)).toBe(`value of ${id}`);
});

test('a key that stays in memory keeps nothing else there', async () => {
  const store = await openStore();
  await write(store, 'a', 'a few bytes');

  const kept = await store.run(async (unit) => (await unit.read('session', ['a'])).get('a'));

  expect(kept?.length).toBe(11);
  expect(kept?.buffer.byteLength).toBe(11);
});

test('what is stored is encrypted, and bound to its place', async () => {
  const store = await openStore();
  await write(store, 'a', 'plain words');
  await write(store, 'b', 'other words');
  await store.idle();
  const [value] = await auth.getKeys(channel, 'session', ['a']);
  expect(Buffer.from(value?.value ?? []).toString('latin1')).not.toContain('plain words');

  await auth.setKeys(channel, [{ type: 'session', id: 'b', value: value?.value ?? null }]);
  await expect(read(await openStore(), 'b')).rejects.toThrow('ENCRYPTION_KEY');
});
