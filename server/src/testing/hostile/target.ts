import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { hasEnded, spawnServer } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const databaseName = 'erp_whatsapp';
const credential = /Sign in as agent: (\S+) {2}password: (\S+)/;

export type Target = {
  url: string;
  /** The address of its store. */
  storeUri: string;
  admin: { email: string; password: string };
  agent: { email: string; password: string };
  /** All that its database holds, as one text, but for when somebody was seen last: whatever one asks is noted there. */
  readStore: () => Promise<string>;
  /** Takes away the channels that were made, as nothing of the product does. */
  forgetChannels: () => Promise<void>;
  /** Bytes on its heap once what nobody needs is gone. */
  measureHeap: () => Promise<number>;
  /** All it printed so far. */
  output: () => string;
  /** What it logged so far: lines at its log level and above. */
  logged: () => string[];
  isAlive: () => boolean;
  close: () => Promise<void>;
};

/** The real program in a process of its own with a fresh data folder, to be treated badly. */
export async function startTarget(settings: Record<string, string> = {}): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'target-'));
  const server = await spawnServer(
    { DATA_DIR: folder, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password, LOG_LEVEL: 'warn', ...settings },
    'testing/hostile/main.ts',
  );
  const [, email, password] = credential.exec(server.output()) ?? [];
  if (email === undefined || password === undefined) throw new Error('the first start made no agent');
  const storeUri = await readFile(join(folder, 'store', 'address'), 'utf8');
  await waitForRest(storeUri);
  return {
    url: server.url,
    storeUri,
    admin,
    agent: { email, password },
    readStore: () => readAll(storeUri),
    forgetChannels: () =>
      withStore(storeUri, async (client) => void (await client.db(databaseName).collection('channels').deleteMany({}))),
    async measureHeap() {
      const told = server.output().length;
      server.child.kill('SIGUSR2');
      const size = () => /heap in use: (\d+)\n/.exec(server.output().slice(told))?.[1];
      return Number(await waitFor('the size of the heap', size));
    },
    output: server.output,
    logged: () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{') || /error|warning/i.test(line)),
    isAlive: () => !hasEnded(server.child),
    async close() {
      await server.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a first start makes of its own accord is there: keys to push with, and an index of no messages. */
async function waitForRest(uri: string): Promise<void> {
  await withStore(uri, async (client) => {
    const database = client.db(databaseName);
    await waitFor('what a first start makes', async () => {
      const keys = await database.collection('secrets').countDocuments();
      return keys > 0 && (await database.collection('searchIndexing').countDocuments({ isComplete: true })) > 0;
    });
  });
}

function write(document: object): string {
  return JSON.stringify(document, (key, value: unknown) => (key === 'lastSeenAt' ? undefined : value));
}

function readAll(uri: string): Promise<string> {
  return withStore(uri, async (client) => {
    const lines: string[] = [];
    const { databases } = await client.db('admin').admin().listDatabases();
    for (const { name } of databases) {
      const database = client.db(name);
      const collections = await database.listCollections().toArray();
      for (const collection of collections.map((entry) => entry.name).sort()) {
        const documents = await database.collection(collection).find().sort({ _id: 1 }).toArray();
        lines.push(...documents.map((document) => `${name}.${collection} ${write(document)}`));
      }
    }
    return lines.join('\n');
  });
}

async function withStore<T>(uri: string, work: (client: mongoose.mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = new mongoose.mongo.MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
