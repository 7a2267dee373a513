import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from './log.ts';
import { createSimulator } from './simulator.ts';
import { type FromWorker, toWorkerSchema, workerDataSchema } from './workerMessages.ts';

// libsignal prints whole sessions with their private keys; in this thread nothing goes to the console.
globalThis.console = new Console(new Writable({ write: (_chunk, _encoding, done) => done() }));

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

try {
  const { folder, port } = workerDataSchema.parse(workerData);
  const log = (line: Extract<FromWorker, { kind: 'log' }>['line']) => tell({ kind: 'log', line });
  const simulator = await createSimulator({ folder, port, log, now: Date.now });
  parentPort?.on('message', async (message: unknown) => {
    toWorkerSchema.parse(message);
    await simulator.close();
    tell({ kind: 'closed' });
    parentPort?.close();
  });
  tell({ kind: 'listening', port: simulator.port });
} catch (error) {
  tell({ kind: 'failed', error: describeError(error) });
  parentPort?.close();
}
