import type { RunOptions } from './runStore.ts';

/*
 * What the two threads of a store say to each other. Nobody else can speak between them, so it is not checked as what comes
 * from outside is: loading the library that does it would take a fifth of the time of a start.
 */

/** What the store's thread is started with. */
export type WorkerOptions = Pick<RunOptions, 'folder' | 'address' | 'sweepInterval'>;

/** What it tells the other one, once. */
export type WorkerMessage = { kind: 'ready'; port: number | undefined } | { kind: 'refused'; message: string };
