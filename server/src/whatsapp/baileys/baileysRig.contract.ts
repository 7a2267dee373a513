import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../domain/ports/runtime.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../embedded/mongo/startEmbeddedMongo.ts';
import { fetchCertificateRoot } from '../../embedded/whatsapp/fetchCertificateRoot.ts';
import { type RunningSimulator, startWhatsAppSimulator } from '../../embedded/whatsapp/startWhatsAppSimulator.ts';
import { createCipher } from '../../security/cipher.ts';
import { connectMongo } from '../../storage/mongo/connect.ts';
import { createWhatsAppAuth } from '../../storage/mongo/whatsappAuth/createWhatsAppAuth.ts';
import { type BaileysWayParts, createBaileysWay } from './createBaileysWay.ts';

/** What tests of this way stand on: the embedded store and the simulator, in a folder of their own. */
export type BaileysRig = {
  folder: string;
  controlUrl: string;
  auth: WhatsAppAuthStorage;
  /** Everything that was logged, as text. */
  logged: string[];
  createWay: (changes?: Partial<BaileysWayParts>) => ReturnType<typeof createBaileysWay>;
  /** The simulator's: away and back again with what it knew, at the same address. */
  restartNetwork: () => Promise<void>;
  stopNetwork: () => Promise<void>;
  close: () => Promise<void>;
};

export async function startBaileysRig(): Promise<BaileysRig> {
  const folder = await mkdtemp(join(tmpdir(), 'baileys-way-'));
  const mongo: EmbeddedMongo = await startEmbeddedMongo({ folder: join(folder, 'store') });
  const logged: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const database = await connectMongo(mongo.uri, log);
  const auth = await createWhatsAppAuth(database.connection);
  let simulator: RunningSimulator | null = await startWhatsAppSimulator({ folder: join(folder, 'simulator'), log });
  const { controlUrl, webSocketUrl } = simulator;
  const certificateRoot = await fetchCertificateRoot(controlUrl);

  async function stopNetwork(): Promise<void> {
    await simulator?.close();
    simulator = null;
  }

  return {
    folder,
    controlUrl,
    auth,
    logged,
    createWay: (changes) =>
      createBaileysWay({
        auth,
        cipher: createCipher(Buffer.alloc(32, 7)),
        network: { webSocketUrl, certificateRoot },
        findMessage: async () => null,
        clock: { now: () => Date.now(), elapsed: () => performance.now() },
        log,
        ...changes,
      }),
    stopNetwork,
    async restartNetwork() {
      await stopNetwork();
      const port = Number(new URL(controlUrl).port);
      simulator = await startWhatsAppSimulator({ folder: join(folder, 'simulator'), port, log });
    },
    async close() {
      await stopNetwork();
      await database.close();
      await mongo.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
