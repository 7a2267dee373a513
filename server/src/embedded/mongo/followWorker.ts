import type { Worker } from 'node:worker_threads';
import type { WorkerMessage } from './workerMessages.ts';

export type WorkerLife = {
  /** The TCP port, if any, once the store serves. */
  ready: Promise<number | undefined>;
  close: () => Promise<void>;
  onFailure: (listener: (error: Error) => void) => void;
};

/** Turns a worker's messages, errors and end into promises. Told to close by any message, it answers with its end. */
export function followWorker(worker: Worker): WorkerLife {
  const listeners: ((error: Error) => void)[] = [];
  let isClosing = false;
  let failure: Error | undefined;
  const exited = new Promise<void>((resolveExit) => {
    worker.once('exit', () => resolveExit());
  });
  const ready = new Promise<number | undefined>((resolveReady, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') resolveReady(message.port);
      if (message.kind === 'refused') {
        isClosing = true;
        reject(new Error(message.message));
      }
    });
    worker.once('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
      reject(failure);
    });
    worker.once('exit', (code) => {
      if (isClosing) return;
      const error = failure ?? new Error(`The embedded store ended unexpectedly (exit code ${code}).`);
      failure = error;
      reject(error);
      for (const listener of listeners) listener(error);
    });
  });
  return {
    ready,
    onFailure(listener) {
      listeners.push(listener);
    },
    async close() {
      // A failure before this has been told to the listeners.
      if (failure !== undefined && !isClosing) return;
      if (!isClosing) worker.postMessage('close');
      isClosing = true;
      await exited;
      if (failure !== undefined) throw failure;
    },
  };
}
