import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runStore } from './runStore.ts';

/** The thread in which the store lives; startEmbeddedMongo.ts is the other end. */
const options = z
  .object({
    folder: z.string(),
    address: z.union([z.object({ path: z.string() }), z.object({ host: z.string(), port: z.number() })]),
    sweepInterval: z.number().optional(),
  })
  .parse(workerData);

const port = parentPort;
if (port === null) throw new Error('The store has to be started through startEmbeddedMongo.');

try {
  const store = await runStore(options);
  port.once('message', () => {
    // A failure to close ends the thread with an error, which the other end reports.
    void store.close().then(() => port.close());
  });
  port.postMessage({ kind: 'ready', port: store.port });
} catch (error) {
  port.postMessage({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
  port.close();
}
