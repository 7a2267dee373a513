import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { followWorker } from './followWorker.ts';
import { uriOf } from './wire/address.ts';
import type { Address } from './wire/listen.ts';
import type { WorkerOptions } from './workerMessages.ts';

/** Unix socket paths end at 104 bytes on macOS and at 108 on Linux. */
const maxSocketPathBytes = 100;
/** The driver takes a host for a socket only with this ending. */
const socketName = 'mongo.sock';
/**
 * Room for what a command makes and drops: the thread's two halves of 16 MB and what is on its way between them. V8 would
 * take four times that and never give it back; it saves no time here.
 */
const youngGenerationMb = 48;

export type EmbeddedMongoOptions = {
  /** Where the data lives; made when missing. One running store per folder. */
  folder: string;
  /** Listens on TCP instead of a Unix socket; port 0 lets the system choose. */
  listen?: { host: string; port: number };
  /** How often documents whose time has come are removed. In milliseconds; a minute unless given, as in MongoDB. */
  sweepInterval?: number;
};

export type EmbeddedMongo = {
  /** For mongoose or any MongoDB driver; names the database `erp_whatsapp`. */
  uri: string;
  /** Finishes what is in flight, ends all connections, and leaves the data folder free. */
  close: () => Promise<void>;
  /** Called when the store ends by itself, e.g. because its thread ran out of memory. */
  onFailure: (listener: (error: Error) => void) => void;
};

/**
 * Starts a MongoDB-compatible store for one machine in a thread of its own.
 * @throws Error with a sentence for the operator: the folder is in use or not writable, its file is damaged, belongs to
 * another program or was written by a newer version, or the address is taken.
 */
export async function startEmbeddedMongo({
  folder,
  listen,
  sweepInterval,
}: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const dataFolder = resolve(folder);
  const place = chooseAddress(dataFolder, listen);
  const workerData: WorkerOptions = {
    folder: dataFolder,
    address: place.address,
    ...(sweepInterval === undefined ? {} : { sweepInterval }),
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const life = followWorker(worker);
  try {
    const port = await life.ready;
    return {
      uri: uriOf(place.address, port),
      onFailure: life.onFailure,
      async close() {
        await life.close();
        place.remove();
      },
    };
  } catch (error) {
    await worker.terminate();
    place.remove();
    throw error;
  }
}

type Place = {
  address: Address;
  /** Removes what was made for the address. */
  remove: () => void;
};

function chooseAddress(folder: string, listen: { host: string; port: number } | undefined): Place {
  if (listen !== undefined) return { address: listen, remove: () => undefined };
  if (process.platform === 'win32') return { address: { host: '127.0.0.1', port: 0 }, remove: () => undefined };
  const own = join(folder, 'socket');
  const path = join(own, socketName);
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return { address: { path }, remove: () => undefined };
  const temporary = mkdtempSync(join(tmpdir(), 'erp-whatsapp-'));
  return {
    address: { path: join(temporary, socketName) },
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  };
}
