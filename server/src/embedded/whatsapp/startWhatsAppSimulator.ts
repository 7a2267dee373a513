import { Worker } from 'node:worker_threads';
import type { LogLevel, LogLine } from './log.ts';
import { fromWorkerSchema, type ToWorker, type WorkerData } from './workerMessages.ts';

/** A structured logger, as pino's: fields first. */
export type Logger = Record<LogLevel, (fields: Record<string, unknown>, message: string) => void>;

export type SimulatorStartOptions = {
  /** Where certificates, phones, customers, threads and queues are kept. */
  folder: string;
  /** Left out: any free port. */
  port?: number | undefined;
  log?: Logger | undefined;
};

export type RunningSimulator = {
  /** What a client connects to in place of WhatsApp, for example `ws://127.0.0.1:5055/ws/chat`. */
  webSocketUrl: string;
  /** Where the control API is, for example `http://127.0.0.1:5055/api/simulator`. */
  controlUrl: string;
  close(): Promise<void>;
};

/**
 * Starts the WhatsApp simulator in a thread of its own, on loopback. Resolves once it listens; rejects when it can't,
 * for example because the port is taken.
 */
export async function startWhatsAppSimulator(options: SimulatorStartOptions): Promise<RunningSimulator> {
  const { folder, port = 0, log } = options;
  const workerData: WorkerData = { folder, port };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const listening = await new Promise<number>((resolve, reject) => {
    worker.on('message', (message: unknown) => {
      const parsed = fromWorkerSchema.parse(message);
      switch (parsed.kind) {
        case 'listening':
          resolve(parsed.port);
          return;
        case 'failed':
          reject(new Error(`The WhatsApp simulator could not start: ${parsed.error}`));
          return;
        case 'log':
          write(parsed.line);
          return;
        case 'closed':
      }
    });
    worker.on('error', (error) => {
      log?.error({ error: String(error) }, 'The WhatsApp simulator has crashed.');
      reject(error);
    });
  });

  function write({ level, message, ...fields }: LogLine): void {
    log?.[level](fields, message);
  }

  return {
    webSocketUrl: `ws://127.0.0.1:${listening}/ws/chat`,
    controlUrl: `http://127.0.0.1:${listening}/api/simulator`,
    async close() {
      const message: ToWorker = { kind: 'close' };
      worker.postMessage(message);
      await exited;
    },
  };
}
