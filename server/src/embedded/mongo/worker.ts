import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { runStore } from './runStore.ts';
import type { WorkerMessage, WorkerOptions } from './workerMessages.ts';

/** The thread in which the store lives; startEmbeddedMongo.ts is the other end. */
const options: WorkerOptions = workerData;

if (parentPort === null) throw new Error('The store has to be started through startEmbeddedMongo.');
await serve(parentPort);

async function serve(port: MessagePort): Promise<void> {
  const tell = (message: WorkerMessage) => port.postMessage(message);
  try {
    const store = await runStore(options);
    port.once('message', () => {
      // A failure to close ends the thread with an error, which the other end reports.
      void store.close().then(() => port.close());
    });
    tell({ kind: 'ready', port: store.port });
  } catch (error) {
    tell({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}
