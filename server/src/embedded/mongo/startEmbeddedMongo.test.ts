import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from './engine/openStore.ts';
import { type EmbeddedMongo, type EmbeddedMongoOptions, startEmbeddedMongo } from './startEmbeddedMongo.ts';
import { changeFile } from './testing/changeFile.ts';
import { pingMessage } from './testing/messages.ts';
import { makeFolder } from './testing/withStore.ts';

const fixture = fileURLToPath(new URL('./testing/crash/storeProcess.ts', import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const { path, remove } = makeFolder();
  cleanups.push(remove);
  return path;
}

async function start(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const store = await startEmbeddedMongo(options);
  cleanups.push(() => store.close());
  return store;
}

async function connect({ uri }: EmbeddedMongo): Promise<mongoose.Connection> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 3000 }).asPromise();
  cleanups.push(() => connection.close());
  return connection;
}

describe('starting', () => {
  it('makes a private folder and names the database', async () => {
    const path = join(folder(), 'deep', 'store');
    const store = await start({ folder: path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'socket')).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'store.sqlite')).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, 'store.sqlite-wal')).mode & 0o777).toBe(0o600);
    const connection = await connect(store);
    expect(connection.name).toBe('erp_whatsapp');
    expect(await connection.db?.admin().ping()).toMatchObject({ ok: 1 });
  });

  it('finds room for its socket when the path of the folder is too long for one', async () => {
    const path = join(folder(), 'x'.repeat(120));
    const store = await start({ folder: path });
    const socket = decodeURIComponent(store.uri.split('/')[2] ?? '');
    expect(socket.startsWith(path)).toBe(false);
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
    await connect(store);
    await store.close();
    expect(existsSync(join(socket, '..'))).toBe(false);
  });

  it('listens on TCP when told to', async () => {
    const store = await start({ folder: folder(), listen: { host: '127.0.0.1', port: 0 } });
    expect(store.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d{2,5}\/erp_whatsapp\?/);
    const connection = await connect(store);
    await connection.collection('c').insertOne({ a: 1 });
    await expect(
      startEmbeddedMongo({ folder: folder(), listen: { host: '127.0.0.1', port: Number(new URL(store.uri).port) } }),
    ).rejects.toThrow(/EADDRINUSE/);
  });

  it('is refused while the folder is in use, and keeps the first owner whole', async () => {
    const path = folder();
    const store = await start({ folder: path });
    await expect(startEmbeddedMongo({ folder: path })).rejects.toThrow(
      `The data folder ${path} is in use by another running server. Stop that one first, or choose another data folder.`,
    );
    const connection = await connect(store);
    await connection.collection('c').insertOne({ a: 1 });
    // A refused start in this process must not have let go of the lock.
    const other = spawn(process.execPath, [fixture, path], { stdio: ['ignore', 'ignore', 'pipe'] });
    cleanups.push(() => other.kill('SIGKILL'));
    const exited = once(other, 'exit');
    let complaint = '';
    for await (const chunk of other.stderr) complaint += String(chunk);
    expect((await exited)[0]).toBe(1);
    expect(complaint).toContain(`The data folder ${path} is in use by another running server.`);
    expect(await connection.collection('c').countDocuments()).toBe(1);
  });

  it('is refused with a damaged file', async () => {
    const path = folder();
    const store = await start({ folder: path });
    const connection = await connect(store);
    await connection.collection('c').insertMany(Array.from({ length: 500 }, (_, n) => ({ n, text: 'x'.repeat(500) })));
    await store.close();
    const file = join(path, 'store.sqlite');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(8192, 0x5a), 0, 8192, 40_960);
    closeSync(handle);
    await expect(startEmbeddedMongo({ folder: path })).rejects.toThrow(`The file ${file} is damaged.`);
    writeFileSync(file, 'this is no database, but long enough to be looked at as one'.repeat(100));
    expect(() => openStore(path)).toThrow(`The file ${file} is damaged.`);
  });

  it('is refused with a file of a newer version or of another program', () => {
    const path = folder();
    openStore(path).close();
    changeFile(path, (database) => database.exec('PRAGMA user_version = 99'));
    expect(() => openStore(path)).toThrow(/written by a newer version.*format 99/);
    changeFile(path, (database) => database.exec('PRAGMA application_id = 7'));
    expect(() => openStore(path)).toThrow(/belongs to another program/);
  });

  it('is refused where nothing can be written', () => {
    const path = join(folder(), 'file');
    writeFileSync(path, '');
    expect(() => openStore(path)).toThrow(`The data folder ${path} cannot be written`);
    expect(() => openStore('/proc/nowhere/store')).toThrow(/cannot be written/);
  });
});

describe('closing', () => {
  it('finishes what is in flight, ends the connections and keeps everything', async () => {
    const path = folder();
    const store = await start({ folder: path });
    const connection = await connect(store);
    const numbers = connection.collection('numbers');
    await numbers.insertOne({ n: -1 });
    const outcomes = Promise.allSettled(Array.from({ length: 200 }, (_, n) => numbers.insertOne({ n })));
    await store.close();
    await connection.close();
    const acknowledged = (await outcomes).filter(({ status }) => status === 'fulfilled').length;
    // The log is folded in: one file and the socket's folder are all that is left.
    expect(readdirSync(path).sort()).toEqual(['socket', 'store.sqlite']);
    expect(readdirSync(join(path, 'socket'))).toEqual([]);
    const again = await connect(await start({ folder: path }));
    expect(await again.collection('numbers').countDocuments()).toBeGreaterThanOrEqual(acknowledged + 1);
    await store.close();
  });

  it('does not wait for a client that says nothing', async () => {
    const store = await start({ folder: folder(), listen: { host: '127.0.0.1', port: 0 } });
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(store.uri).port) });
    socket.write(pingMessage());
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await store.close();
    await closed;
  });
});
