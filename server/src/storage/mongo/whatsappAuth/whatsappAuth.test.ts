import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChannelRef } from '../../../domain/ports/whatsapp.ts';
import type { KeyUnit, WhatsAppAuthStorage } from '../../../domain/ports/whatsappAuth.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../embedded/mongo/startEmbeddedMongo.ts';
import { connectMongo, type MongoStorage } from '../connect.ts';
import { createWhatsAppAuth } from './createWhatsAppAuth.ts';

let folder: string;
let mongo: EmbeddedMongo;
let database: MongoStorage;
let auth: WhatsAppAuthStorage;
let channel: ChannelRef;
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
  channel = { workspaceId: 'workspace', channelId: `channel-${channels}` };
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
  expect(await auth.lastUnit(channel)).toBe(2);
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
  expect(await auth.lastUnit(channel)).toBe(0);
});

test('a unit without changes is only its row', async () => {
  await auth.commitUnit(channel, unit(1, {}, 'row'));
  expect(await auth.listUnapplied(channel)).toEqual([]);
  expect(await auth.listJournal(channel)).toEqual([{ hash: 'row', isStored: false }]);
});

test('old rows are forgotten by their age', async () => {
  await auth.commitUnit(channel, unit(1, {}, 'old'));
  await auth.commitUnit(channel, unit(2, {}, 'young'));
  await auth.forgetJournalBefore(channel, 2000);
  expect(await auth.listJournal(channel)).toEqual([{ hash: 'young', isStored: false }]);
});

test('clearing forgets one channel and leaves the others', async () => {
  const other = { ...channel, channelId: `${channel.channelId}-other` };
  for (const one of [channel, other]) {
    await auth.saveCredentials(one, bytes('credentials'));
    await auth.setKeys(one, [{ type: 'session', id: 'a', value: bytes('key') }]);
    await auth.commitUnit(one, unit(1, { b: 'x' }, 'hash'));
  }

  await auth.clear(channel);

  expect(await auth.loadCredentials(channel)).toBeNull();
  expect(await keys('a')).toEqual({});
  expect(await auth.listJournal(channel)).toEqual([]);
  expect(await auth.listUnapplied(channel)).toEqual([]);
  expect(text(await auth.loadCredentials(other))).toBe('credentials');
  expect(await auth.listUnapplied(other)).toHaveLength(1);
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
