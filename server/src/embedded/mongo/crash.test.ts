import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { checkStore } from './check/checkStore.ts';
import { openStore } from './engine/openStore.ts';
import { writeGroups, writeJournal, writeKeys } from './testing/crash/batchWriters.ts';
import { countExpired, writeCounter, writeMessages, writeSignIns } from './testing/crash/messageWriters.ts';
import type { Writer } from './testing/crash/writer.ts';
import { newStoreFolder } from './testing/openFolder.ts';

const program = fileURLToPath(new URL('./testing/crash/storeProcess.ts', import.meta.url));
/** Each lane is a store of its own that is killed again and again; two, because a start leaves a processor idle. */
const lanes = 2;
const kills = 10;
/** Twenty starts of a process take a while where others want the processor too. In milliseconds. */
const patience = 120_000;

type Server = { process: ChildProcess; client: mongo.MongoClient; startTime: number };

async function start(folder: string): Promise<Server> {
  const began = performance.now();
  const child = spawn(process.execPath, [program, folder], {
    // What the first one has compiled, the others need not compile again.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, '..', 'compiled') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [uri] = await once(createInterface({ input: child.stdout }), 'line');
  const startTime = performance.now() - began;
  const client = new mongo.MongoClient(String(uri), { serverSelectionTimeoutMS: 2000, maxPoolSize: 50 });
  await client.connect();
  return { process: child, client, startTime };
}

function createWriters(): Writer[] {
  const twice = (create: (name: string) => Writer) => [create('one'), create('two')];
  const kinds = [writeMessages, writeMessages, writeCounter, writeSignIns, writeGroups, writeKeys, writeJournal];
  return [...kinds.flatMap(twice), writeCounter('one of all'), writeMessages('three')];
}

/** All writers write at once until the server is killed in the middle of it. @returns how many writes were acknowledged */
async function writeUntilKilled({ process: server, client }: Server, writers: readonly Writer[]): Promise<number> {
  const db = client.db();
  let acknowledged = 0;
  let isKilled = false;
  const write = async (writer: Writer) => {
    for (;;) {
      try {
        await writer.write(db);
        acknowledged += 1;
      } catch (error) {
        // An answer is an answer: only the loss of the connection is no wonder.
        if (!isKilled || isAnswer(error)) throw error;
        return;
      }
    }
  };
  const writing = Promise.all(writers.map(write));
  // Somewhere in the middle: by writes and not by the clock, so that a busy machine is given as many.
  const enough = 30 + Math.random() * 60;
  while (acknowledged < enough) await Promise.race([writing, pause(1)]);
  isKilled = true;
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
  await client.close();
  await writing;
  return acknowledged;
}

function isAnswer(error: unknown): boolean {
  // The driver dresses up a lost connection in the middle of a bulk, but only a server gives a number.
  return error instanceof mongo.MongoServerError && typeof error.code === 'number';
}

/** Looks at a copy of what the killed process left behind, so that the next one meets the original. */
function findDamage(folder: string): string[] {
  const copy = newStoreFolder();
  mkdirSync(copy);
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes('socket') });
  const store = openStore(copy);
  try {
    return checkStore(store).findings.map(({ text }) => text);
  } finally {
    store.close();
  }
}

async function runLane(): Promise<{ acknowledged: number; startTimes: number[] }> {
  const folder = newStoreFolder();
  const writers = createWriters();
  const startTimes: number[] = [];
  let acknowledged = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const server = await start(folder);
    if (kill > 0) startTimes.push(server.startTime);
    for (const writer of writers) await writer.prepare?.(server.client.db());
    expect((await Promise.all(writers.map((writer) => writer.findLosses(server.client.db())))).flat()).toEqual([]);
    acknowledged += await writeUntilKilled(server, writers);
    expect(findDamage(folder)).toEqual([]);
  }
  const server = await start(folder);
  const db = server.client.db();
  expect((await Promise.all(writers.map((writer) => writer.findLosses(db)))).flat()).toEqual([]);
  await expect.poll(() => countExpired(db), { timeout: patience }).toBe(0);
  server.process.kill('SIGKILL');
  await server.client.close();
  expect(findDamage(folder)).toEqual([]);
  return { acknowledged, startTimes };
}

it(
  'killed in the middle of all kinds of writes, a store has every acknowledged one, and indexes that agree',
  async ({ annotate }) => {
    const results = await Promise.all(Array.from({ length: lanes }, runLane));
    const acknowledged = results.reduce((sum, result) => sum + result.acknowledged, 0);
    const slowest = Math.max(...results.flatMap(({ startTimes }) => startTimes));
    await annotate(
      `${lanes * kills} kills, ${acknowledged} writes acknowledged, slowest start ${Math.round(slowest)} ms`,
    );
    expect(acknowledged).toBeGreaterThan(lanes * kills * 30);
    // A second is the aim; a busy machine takes longer, and nothing takes as long as waiting for what will not come.
    expect(slowest).toBeLessThan(20_000);
  },
  patience,
);
