import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mongo } from 'mongoose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedMongo } from './startEmbeddedMongo.ts';
import { newStoreFolder, openFolder } from './testing/openFolder.ts';
import { runTool } from './testing/runTool.ts';

const text = 'x'.repeat(500);

function backupFile(folder: string): string {
  const place = join(dirname(folder), 'backups');
  mkdirSync(place, { recursive: true });
  return join(place, 'monday.sqlite');
}

/** A store in a thread of its own, as the server has it: the tool and it get into each other's way as they would there. */
async function openServer(folder: string): Promise<mongo.Db> {
  const store = await startEmbeddedMongo({ folder });
  onTestFinished(store.close);
  const client = await new mongo.MongoClient(store.uri).connect();
  onTestFinished(() => client.close());
  return client.db();
}

/** Writes until told to stop; one command changes a hundred documents at once. */
function keepWriting(numbers: mongo.Collection) {
  const acknowledged: number[] = [];
  let isOver = false;
  const insert = async (n: number) => {
    for (; !isOver; n += 4) {
      await numbers.insertOne({ n, text });
      acknowledged.push(n);
    }
  };
  const stamp = async () => {
    for (let round = 1; !isOver; round += 1) await numbers.updateMany({ n: { $lt: 0 } }, { $set: { round } });
  };
  const done = Promise.all([insert(0), insert(1), insert(2), insert(3), stamp()]);
  return {
    acknowledged,
    async stop() {
      isOver = true;
      await done;
    },
  };
}

async function restore(file: string) {
  const folder = newStoreFolder();
  await runTool(folder, 'restore', file);
  expect(await runTool(folder, 'doctor')).toMatchObject({ code: 0 });
  const { db } = await openFolder(folder);
  return db.collection('numbers');
}

describe('a backup', () => {
  it('is one moment of a store that is being written to', async () => {
    const folder = newStoreFolder();
    const numbers = (await openServer(folder)).collection('numbers');
    await numbers.createIndex({ n: 1 }, { unique: true });
    await numbers.createIndex({ round: 1, n: 1 });
    const filling = Array.from({ length: 2000 }, (_, n) => ({ n: 1_000_000 + n, text }));
    await numbers.insertMany([...filling, ...Array.from({ length: 100 }, (_, n) => ({ n: -1 - n, round: 0 }))]);
    const writing = keepWriting(numbers);
    await expect.poll(() => writing.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(50);

    const file = backupFile(folder);
    const before = [...writing.acknowledged];
    const { output } = await runTool(folder, 'backup', file);
    const during = writing.acknowledged.length - before.length;
    await writing.stop();
    // What is true of all the time that it takes says nothing when nothing was written meanwhile.
    expect(during).toBeGreaterThan(0);
    expect(output).toMatch(/monday\.sqlite holds \d+ documents in 1 collection\.$/);
    expect(readdirSync(dirname(file))).toEqual(['monday.sqlite']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('backup-'))).toEqual([]);

    const restored = await restore(file);
    const stored = new Set((await restored.find({}).toArray()).map(({ n }) => n));
    expect(before.filter((n) => !stored.has(n))).toEqual([]);
    expect(filling.every(({ n }) => stored.has(n))).toBe(true);
    expect(await restored.distinct('round')).toHaveLength(1);
  });

  it('is made of a store that nobody has open, too', async () => {
    const folder = newStoreFolder();
    const { db, close } = await openFolder(folder);
    await db.collection('numbers').insertOne({ n: 1 });
    await close();
    const file = backupFile(folder);
    expect(await runTool(folder, 'backup', file)).toEqual({
      code: 0,
      output: `${file} holds 1 document in 1 collection.`,
    });
    expect(await (await restore(file)).countDocuments({ n: 1 })).toBe(1);
    await expect(runTool(folder, 'backup', file)).rejects.toThrow(`The file ${file} is there already.`);
  });

  it('left unclaimed is removed at the next start', async () => {
    const folder = newStoreFolder();
    await (await openFolder(folder)).close();
    const left = join(folder, 'backup-0123456789abcdef.sqlite');
    writeFileSync(left, 'half of it');
    await openFolder(folder);
    expect(existsSync(left)).toBe(false);
  });
});

describe('restoring', () => {
  async function makeBackup() {
    const folder = newStoreFolder();
    const { db, close } = await openFolder(folder);
    const numbers = db.collection('numbers');
    await numbers.insertOne({ n: 1 });
    const file = backupFile(folder);
    await runTool(folder, 'backup', file);
    await numbers.insertOne({ n: 2 });
    return { folder, file, close };
  }

  it('replaces nothing unless told to, and keeps what it replaces', async () => {
    const { folder, file, close } = await makeBackup();
    await expect(runTool(folder, 'restore', file)).rejects.toThrow(/There is a store in .* already\. With --force/);
    await expect(runTool(folder, 'restore', file, '--force')).rejects.toThrow(/is in use by another running server/);
    await close();
    const { output } = await runTool(folder, 'restore', file, '--force');
    const former = /The former store is kept in (\S+)\.$/m.exec(output)?.[1] ?? '';
    expect(readdirSync(former)).toEqual(['store.sqlite']);
    expect(await (await openFolder(former)).db.collection('numbers').countDocuments()).toBe(2);
    expect(await (await openFolder(folder)).db.collection('numbers').countDocuments()).toBe(1);
  });

  it('takes the place of a store that is damaged', async () => {
    const { folder, file, close } = await makeBackup();
    await close();
    writeFileSync(join(folder, 'store.sqlite'), 'no store any more'.repeat(1000));
    await runTool(folder, 'restore', file, '--force');
    expect(await (await openFolder(folder)).db.collection('numbers').countDocuments()).toBe(1);
  });

  it('leaves all as it is when the file is no backup', async () => {
    const { folder, file, close } = await makeBackup();
    await close();
    const before = readFileSync(join(folder, 'store.sqlite'));
    const half = `${file}.half`;
    writeFileSync(half, readFileSync(file).subarray(0, 9000));
    const other = `${file}.txt`;
    writeFileSync(other, 'Dear diary');
    for (const wrong of [half, other]) {
      await expect(runTool(folder, 'restore', wrong, '--force')).rejects.toThrow('This is no whole copy of a store');
    }
    await expect(runTool(folder, 'restore', `${file}.gone`)).rejects.toThrow(/There is no file/);
    expect(readFileSync(join(folder, 'store.sqlite')).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['store.sqlite']);
  });
});
