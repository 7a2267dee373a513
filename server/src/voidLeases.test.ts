import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedMongo } from './embedded/mongo/startEmbeddedMongo.ts';
import { createLog } from './log.ts';
import { connectMongo } from './storage/mongo/connect.ts';
import { connectAs, createSimulator, linkNumber } from './testing/console.ts';
import { hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
/** Far from a lease’s lifetime, in milliseconds. */
const soon = 10_000;

test('with the store inside the server a restart waits for no lease, whoever is said to hold it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'void-leases-'));
  const servers: ServerProcess[] = [];
  onTestFinished(async () => {
    for (const { child } of servers) if (!hasEnded(child)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const settings = { DATA_DIR: folder, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
  const start = async () => {
    const server = await spawnServer(settings);
    servers.push(server);
    return server;
  };
  const first = await start();
  const client = await connectAs(first, admin);
  const simulator = await createSimulator({ url: first.url, admin });
  await linkNumber({ admin: client, simulator }, '+4930123456');
  await first.end('SIGKILL');
  expect(await leaseToAnother(folder)).toBe(2);

  const second = await start();
  await waitFor('the number to be connected', () => second.output().includes('"status":"active"'), soon);
  await second.end('SIGTERM');
  expect(await leaseToAnother(folder)).toBe(4);
});

/** @returns the epoch of the lease that another process has from now on */
async function leaseToAnother(folder: string): Promise<number | null> {
  const mongo = await startEmbeddedMongo({ folder: join(folder, 'store') });
  const { storage, close } = await connectMongo(mongo.uri, createLog('silent'));
  const [channel] = await storage.channels.listKept();
  const epoch = channel ? await storage.channels.takeLease(channel, { owner: 'another', seen: 'any' }) : null;
  await close();
  await mongo.close();
  return epoch;
}
