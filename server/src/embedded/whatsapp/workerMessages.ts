import { z } from 'zod';

/** What the worker tells the thread that started it. */
export const fromWorkerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), port: z.number() }),
  z.object({ kind: z.literal('failed'), error: z.string() }),
  z.object({
    kind: z.literal('log'),
    line: z.looseObject({ level: z.enum(['debug', 'info', 'warn', 'error']), message: z.string() }),
  }),
  z.object({ kind: z.literal('closed') }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;

export const toWorkerSchema = z.object({ kind: z.literal('close') });
export type ToWorker = z.infer<typeof toWorkerSchema>;

/** What the worker is started with. */
export const workerDataSchema = z.object({ folder: z.string(), port: z.number() });
export type WorkerData = z.infer<typeof workerDataSchema>;
