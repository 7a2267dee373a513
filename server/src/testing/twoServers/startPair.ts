import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phonesResponseSchema, type SimulatedDevice } from '@erp-whatsapp/shared/simulator';
import { connectAs, linkNumber, reachSimulator, type Simulator } from '../console.ts';
import { hasEnded, type ServerProcess, spawnServer } from '../spawnServer.ts';
import { spawnSimulator } from '../spawnSimulator.ts';
import { dropDatabase, nameDatabase } from '../startApp.ts';
import { type StoreProcess, spawnStore } from './spawnStore.ts';

export const admin = { email: 'admin@example.com', password: 'admin-password-1' };

/** Server processes on one database and one WhatsApp, of which any may end at any time. */
export type Pair = {
  simulator: Simulator;
  /** What WhatsApp's side printed. */
  whatsappOutput: () => string;
  /** A further server. The first one holds the number once it is linked. */
  start: () => Promise<ServerProcess>;
  link: (server: ServerProcess, business: string) => Promise<void>;
  /** The one linked device of a business, as its phone lists it. */
  device: (business: string) => Promise<SimulatedDevice>;
  close: () => Promise<void>;
};

/** @param settings for all servers */
export async function startPair(settings: Record<string, string> = {}): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'two-servers-'));
  const outside: { end: (signal: 'SIGTERM') => Promise<void> }[] = [];
  const servers: ServerProcess[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => end(server)));
    for (const process of outside) await process.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [store, whatsapp] = await Promise.all([openStore(join(folder, 'outside')), spawnSimulator(folder)]);
    outside.push(store, whatsapp);
    const simulator = reachSimulator(whatsapp.webSocketUrl);
    const shared = {
      MONGO_URI: store.address,
      WHATSAPP_WS_URL: whatsapp.webSocketUrl,
      JWT_SECRET: randomUUID(),
      ENCRYPTION_KEY: '7'.repeat(64),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      SENDS_PER_MINUTE: '100000',
      EVENTS_PER_SECOND: '10000',
      ...settings,
    };
    return {
      simulator,
      whatsappOutput: () => readFileSync(join(folder, 'simulator.log'), 'utf8'),
      async start() {
        const server = await spawnServer({ ...shared, DATA_DIR: join(folder, `server-${servers.length}`) });
        servers.push(server);
        return server;
      },
      async link(server, business) {
        const client = await connectAs(server, admin);
        await linkNumber({ admin: client, simulator }, business);
        client.socket.disconnect();
      },
      async device(business) {
        const { phones } = phonesResponseSchema.parse(await simulator.call('GET', '/phones'));
        const devices = phones.find(({ phoneNumber }) => phoneNumber === business)?.devices ?? [];
        const [device] = devices;
        if (!device || devices.length !== 1) throw new Error(`${business} has ${devices.length} linked devices`);
        return device;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The MongoDB that `MONGO_URI` names, else the embedded store. */
async function openStore(folder: string): Promise<Pick<StoreProcess, 'address' | 'end'>> {
  const named = nameDatabase();
  return named === null ? spawnStore(folder) : { address: named, end: () => dropDatabase(named) };
}

/** Also one that is halted. */
async function end(server: ServerProcess): Promise<void> {
  if (hasEnded(server.child)) return;
  server.child.kill('SIGCONT');
  await server.end('SIGTERM');
}
