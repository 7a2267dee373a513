import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldChannel } from '../../../domain/ports/whatsapp.ts';
import { FencedError, type KeyUnit, type WhatsAppAuthStorage } from '../../../domain/ports/whatsappAuth.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../embedded/mongo/startEmbeddedMongo.ts';
import { connectMongo, type MongoStorage } from '../connect.ts';
import { createWhatsAppAuth } from './createWhatsAppAuth.ts';
import { fromUnit } from './whatsappAuthModels.ts';

let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let auth: WhatsAppAuthStorage;
let channel: HeldChannel;
let channels = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whatsapp-auth-'));
  mongo = await startEmbeddedMongo({ folder });
  const silent = () => undefined;
  database = await connectMongo(mongo.uri, { debug: silent, info: silent, warn: silent, error: silent });
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

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (value: Uint8Array | null | undefined): string | null => (value ? Buffer.from(value).toString() : null);

function unit(seq: number, changes: Record<string, string | null>, hash?: string): KeyUnit {
  return {
    seq,
    epoch: channel.epoch,
    at: seq * 1000,
    changes: Object.entries(changes).map(([id, value]) => ({
      type: 'session',
      id,
      value: value === null ? null : bytes(value),
    })),
    journal: hash === undefined ? null : { hash, entry: bytes(`entry of ${hash}`) },
  };
}

async function keys(...ids: string[]): Promise<Record<string, string | null>> {
  const found = await auth.getKeys(channel, 'session', ids);
  return Object.fromEntries(found.map(({ id, value }) => [id, text(value)]));
}

test('credentials are replaced and read back, by their own channel only', async () => {
  expect(await auth.loadCredentials(channel)).toBeNull();
  await Promise.all([auth.saveCredentials(channel, bytes('a')), auth.saveCredentials(channel, bytes('b'))]);
  await auth.saveCredentials(channel, bytes('latest'));

  expect(text(await auth.loadCredentials(channel))).toBe('latest');
  expect(await auth.loadCredentials({ ...channel, workspaceId: 'another' })).toBeNull();
  expect(await auth.loadCredentials({ ...channel, channelId: 'another' })).toBeNull();
});

test('keys are set, replaced and removed', async () => {
  await auth.setKeys(channel, [
    { type: 'session', id: '49151.0', value: bytes('one') },
    { type: 'session', id: '$odd.key', value: bytes('two') },
    { type: 'lid-mapping', id: '49151.0', value: bytes('of another kind') },
  ]);
  await auth.setKeys(channel, [{ type: 'session', id: '49151.0', value: bytes('three') }]);

  expect(await keys('49151.0', '$odd.key', 'unknown')).toEqual({ '49151.0': 'three', '$odd.key': 'two' });
  await auth.setKeys(channel, [{ type: 'session', id: '49151.0', value: null }]);
  expect(await keys('49151.0')).toEqual({});
  expect(await auth.getKeys({ ...channel, workspaceId: 'another' }, 'session', ['$odd.key'])).toEqual([]);
});

test('a committed unit is listed until it is applied, and its changes reach the keys in order', async () => {
  await auth.commitUnit(channel, unit(1, { a: 'first', b: 'kept' }));
  await auth.commitUnit(channel, unit(2, { a: 'second', b: null }, 'hash'));
  const left = await auth.listUnapplied(channel);
  expect(left).toMatchObject([
    { seq: 1, at: 1000, journal: null },
    { seq: 2, at: 2000, journal: { hash: 'hash' } },
  ]);
  expect(await keys('a', 'b')).toEqual({});

  await auth.applyUnits(channel, left);
  await auth.applyUnits(channel, left);

  expect(await keys('a', 'b')).toEqual({ a: 'second' });
  expect(await auth.listUnapplied(channel)).toEqual([]);
});

test('two units can’t have the same number', async () => {
  await auth.commitUnit(channel, unit(1, { a: 'mine' }));
  await expect(auth.commitUnit(channel, unit(1, { a: 'of another process' }))).rejects.toThrow();
  expect(await auth.listUnapplied(channel)).toHaveLength(1);
  await auth.commitUnit({ ...channel, channelId: `${channel.channelId}-other` }, unit(1, { a: 'of another channel' }));
});

test('a journal row stays until it is forgotten, whether its unit is applied or not', async () => {
  await auth.commitUnit(channel, unit(1, { a: 'x' }, 'applied'));
  await auth.commitUnit(channel, unit(2, { b: 'y' }, 'not applied'));
  await auth.applyUnits(channel, (await auth.listUnapplied(channel)).slice(0, 1));
  await auth.markJournalStored(channel, ['applied']);

  expect(await auth.listJournal(channel)).toEqual([
    { hash: 'applied', isStored: true },
    { hash: 'not applied', isStored: false },
  ]);
  expect(text(await auth.getJournalEntry(channel, 'not applied'))).toBe('entry of not applied');
  expect(await auth.getJournalEntry({ ...channel, workspaceId: 'another' }, 'not applied')).toBeNull();

  await auth.forgetJournal(channel, ['applied', 'not applied']);
  expect(await auth.listJournal(channel)).toEqual([]);
  expect(await auth.listUnapplied(channel)).toMatchObject([{ seq: 2, changes: [{ id: 'b' }], journal: null }]);
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  expect(await keys('a', 'b')).toEqual({ a: 'x', b: 'y' });
});

test('a unit without changes is only its row', async () => {
  await auth.commitUnit(channel, unit(1, {}, 'row'));
  expect(await auth.listUnapplied(channel)).toEqual([]);
  expect(await auth.listJournal(channel)).toEqual([{ hash: 'row', isStored: false }]);
});

test('old rows are forgotten by their age', async () => {
  await auth.commitUnit(channel, unit(1, {}, 'old'));
  await auth.commitUnit(channel, unit(2, {}, 'young'));
  await auth.forgetBefore(channel, 2000);
  expect(await auth.listJournal(channel)).toEqual([{ hash: 'young', isStored: false }]);
});

test('clearing forgets one channel and leaves the others', async () => {
  const other = { ...channel, channelId: `${channel.channelId}-other` };
  for (const one of [channel, other]) {
    await auth.saveCredentials(one, bytes('credentials'));
    await auth.setKeys(one, [{ type: 'session', id: 'a', value: bytes('key') }]);
    await auth.commitUnit(one, unit(1, { b: 'x' }, 'hash'));
  }

  await auth.clear(channel, 3000);

  expect(await auth.loadCredentials(channel)).toBeNull();
  expect(await keys('a')).toEqual({});
  expect(await auth.listJournal(channel)).toEqual([]);
  expect(await auth.listUnapplied(channel)).toEqual([]);
  expect(text(await auth.loadCredentials(other))).toBe('credentials');
  expect(await auth.listUnapplied(other)).toHaveLength(1);
});

test('no number of a unit is ever given twice, whatever was applied, forgotten or cleared', async () => {
  expect(await auth.fence(channel, 0)).toBe(1);
  await auth.commitUnit(channel, unit(2, { a: 'x' }));
  await auth.commitUnit(channel, unit(3, { b: 'y' }, 'hash'));
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  await auth.forgetJournal(channel, ['hash']);
  expect(await auth.fence(channel, 0)).toBe(4);
  await auth.commitUnit(channel, unit(5, {}, 'row'));
  await auth.clear(channel, 0);
  expect(await auth.fence(channel, 0)).toBe(7);
  expect(await auth.listUnapplied(channel)).toEqual([]);
  expect(await auth.listJournal(channel)).toEqual([]);
});

test('what is applied and forgotten goes, but for the highest unit and the fences of a time', async () => {
  const count = () => database.connection.collection('whatsappUnits').countDocuments({ channelId: channel.channelId });
  await auth.fence(channel, 1000);
  for (const seq of [2, 3, 4])
    await auth.commitUnit(channel, unit(seq, { a: `${seq}` }, seq === 3 ? 'hash' : undefined));
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  expect(await count()).toBe(3);
  await auth.forgetJournal(channel, ['hash']);
  await auth.commitUnit(channel, unit(5, { a: '5' }));
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  expect(await count()).toBe(2);

  await auth.forgetBefore(channel, 1001);
  await auth.commitUnit(channel, unit(6, { a: '6' }));
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  expect(await count()).toBe(1);
});

describe('beside a later holder', () => {
  let later: HeldChannel;

  beforeEach(() => {
    later = { ...channel, epoch: 2 };
  });

  test('a commit that came before the fence counts, and one that comes after it is refused', async () => {
    await auth.fence(channel, 0);
    await auth.commitUnit(channel, unit(2, { a: 'in time' }));
    expect(await auth.fence(later, 0)).toBe(3);

    await expect(auth.commitUnit(channel, unit(3, { a: 'late' }))).rejects.toThrow(FencedError);
    expect(await auth.listUnapplied(later)).toMatchObject([{ seq: 2, epoch: 1 }]);
    await auth.commitUnit(later, { ...unit(4, { a: 'of the later one' }), epoch: 2 });
    await auth.applyUnits(later, await auth.listUnapplied(later));
    expect(await keys('a')).toEqual({ a: 'of the later one' });
  });

  test('however a last commit and the fence cross, exactly one of the two orders comes about', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [former, latter] = [1, 2].map((epoch) => ({
        ...channel,
        channelId: `${channel.channelId}-${round}`,
        epoch,
      }));
      if (!former || !latter) throw new Error('no channels');
      await auth.fence(former, 0);
      const [committed, fence] = await Promise.allSettled([
        auth.commitUnit(former, unit(2, { a: 'last' })),
        auth.fence(latter, 0),
      ]);
      expect(fence).toMatchObject({ value: committed.status === 'fulfilled' ? 3 : 2 });
      expect(await auth.listUnapplied(latter)).toHaveLength(committed.status === 'fulfilled' ? 1 : 0);
    }
  });

  test('a former holder puts up no fence any more', async () => {
    await auth.fence(channel, 0);
    await auth.fence(later, 0);
    await expect(auth.fence(channel, 0)).rejects.toThrow(FencedError);
    await auth.commitUnit(later, { ...unit(3, { a: 'undisturbed' }), epoch: 2 });
  });

  test('a fence stands as long as a former holder may come back, also after all is cleared', async () => {
    await auth.fence(channel, 0);
    await auth.fence(later, 0);
    await auth.commitUnit(later, { ...unit(3, { a: 'x' }), epoch: 2 });
    await auth.applyUnits(later, await auth.listUnapplied(later));
    await auth.clear(later, 0);
    await expect(auth.commitUnit(channel, unit(2, { a: 'late' }))).rejects.toThrow(FencedError);
  });

  test('keys that the later holder wrote, or only took over, are not written by the former one', async () => {
    await auth.commitUnit(channel, unit(1, { a: '1', b: '1', gone: '1' }));
    await auth.commitUnit(channel, unit(2, { a: '2', gone: null }));
    const applying = await auth.listUnapplied(channel);
    await auth.fence(later, 0);
    await auth.applyUnits(later, await auth.listUnapplied(later));
    await auth.setKeys(later, [{ type: 'session', id: 'b', value: bytes('later') }]);

    // The former holder was in the middle of it: first of both, then of the second alone.
    for (const part of [applying.slice(0, 1), applying]) {
      await expect(auth.applyUnits(channel, part)).rejects.toThrow(FencedError);
    }
    await expect(auth.setKeys(channel, [{ type: 'session', id: 'b', value: bytes('late') }])).rejects.toThrow(
      FencedError,
    );
    await auth.setKeys(channel, [{ type: 'session', id: 'b', value: null }]);
    expect(await keys('a', 'b', 'gone')).toEqual({ a: '2', b: 'later' });

    await auth.setKeys(later, [{ type: 'session', id: 'gone', value: bytes('made anew') }]);
    expect(await keys('gone')).toEqual({ gone: 'made anew' });
  });

  test('credentials are written by the later holder alone', async () => {
    await auth.saveCredentials(channel, bytes('former'));
    await auth.saveCredentials(later, bytes('latter'));
    await expect(auth.saveCredentials(channel, bytes('late'))).rejects.toThrow(FencedError);
    expect(text(await auth.loadCredentials(channel))).toBe('latter');
  });

  test('a former holder clears nothing away', async () => {
    await auth.saveCredentials(channel, bytes('credentials'));
    await auth.setKeys(channel, [{ type: 'session', id: 'a', value: bytes('key') }]);
    await auth.fence(channel, 0);
    // The later holder has begun, and written nothing yet.
    await auth.fence(later, 0);
    await expect(auth.clear(channel, 0)).rejects.toThrow(FencedError);
    expect(text(await auth.loadCredentials(channel))).toBe('credentials');
    expect(await keys('a')).toEqual({ a: 'key' });
  });

  test('where a former holder had begun to clear, what the later one writes meanwhile stays', async () => {
    await auth.saveCredentials(channel, bytes('credentials'));
    await auth.setKeys(channel, [{ type: 'session', id: 'a', value: bytes('key') }]);
    const clearing = auth.clear(channel, 0);
    await auth.fence(later, 0);
    await auth.saveCredentials(later, bytes('new ones'));
    await auth.setKeys(later, [{ type: 'session', id: 'b', value: bytes('new key') }]);
    await clearing.catch((error: unknown) => expect(error).toBeInstanceOf(FencedError));
    expect(text(await auth.loadCredentials(channel))).toBe('new ones');
    expect(await keys('b')).toEqual({ b: 'new key' });
  });
});

test('what was written before there were leases is gone on with', async () => {
  const { workspaceId, channelId } = channel;
  const owned = { workspaceId, channelId };
  const collection = (name: string) => database.connection.collection(name);
  await collection('whatsappCredentials').insertOne({ ...owned, value: bytes('old') });
  await collection('whatsappKeys').insertOne({ ...owned, type: 'session', keyId: 'a', value: bytes('old') });
  const { epoch: _, ...old } = fromUnit(owned, unit(1, { b: 'old' }));
  await collection('whatsappUnits').insertOne(old);

  expect(await auth.fence(channel, 0)).toBe(2);
  await auth.saveCredentials(channel, bytes('new'));
  await auth.setKeys(channel, [{ type: 'session', id: 'a', value: bytes('new') }]);
  await auth.applyUnits(channel, await auth.listUnapplied(channel));
  expect(await keys('a', 'b')).toEqual({ a: 'new', b: 'old' });
});

test('what is committed is there after the store was closed and opened again', async () => {
  await auth.saveCredentials(channel, bytes('kept'));
  await auth.commitUnit(channel, unit(1, { a: 'kept' }, 'hash'));
  await database.close();
  await mongo.close();

  mongo = await startEmbeddedMongo({ folder });
  const silent = () => undefined;
  database = await connectMongo(mongo.uri, { debug: silent, info: silent, warn: silent, error: silent });
  auth = await createWhatsAppAuth(database.connection);

  expect(text(await auth.loadCredentials(channel))).toBe('kept');
  expect(await auth.listUnapplied(channel)).toMatchObject([{ seq: 1, journal: { hash: 'hash' } }]);
});
