import { z } from 'zod';
import { hasEnded, type ServerProcess } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

/** Emitters of one class. `entries`: in the rooms that they keep, where they do. */
const classSchema = z.object({ count: z.number(), listeners: z.number(), entries: z.number() });

/** What is left in a thread once its garbage is collected. `heapUsed` in bytes. */
export const threadProbeSchema = z.object({
  threadId: z.number(),
  heapUsed: z.number(),
  emitters: z.record(z.string(), classSchema),
  /** Those that run. */
  timers: z.number(),
  /** Functions that are kept to be called. */
  subscriptions: z.number(),
  /** Open ones of the embedded store. */
  cursors: z.number(),
});
export type ThreadProbe = z.infer<typeof threadProbeSchema>;

/** `rss`: of the whole process, in bytes. `resources`: what keeps its main thread alive, by kind: timers, sockets, … */
const probeSchema = z.object({
  rss: z.number(),
  resources: z.record(z.string(), z.number()),
  threads: z.array(threadProbeSchema),
});
export type Probe = z.infer<typeof probeSchema>;

/** What the server is started with so that {@link readMemory} and {@link readAll} can ask it. */
export const probeOptions = `--expose-gc --import ${new URL('./probe.ts', import.meta.url)}`;

/** Has the server collect its garbage and say how much memory is left. */
export function readMemory(server: ServerProcess): Promise<Probe> {
  return ask(server, 'SIGUSR2');
}

/** The same, and what else there is. It stops the server for a second or so. */
export function readAll(server: ServerProcess): Promise<Probe> {
  return ask(server, 'SIGWINCH');
}

async function ask({ child, output }: ServerProcess, signal: 'SIGUSR2' | 'SIGWINCH'): Promise<Probe> {
  const known = listAnswers(output()).length;
  child.kill(signal);
  const answer = await waitFor(
    'the server to say what it holds',
    () => {
      if (hasEnded(child)) throw new Error(`the server ended: ${output().slice(-2_000)}`);
      return listAnswers(output())[known];
    },
    60_000,
  );
  return probeSchema.parse(JSON.parse(answer));
}

function listAnswers(output: string): string[] {
  return [...output.matchAll(/^probe: (\{.*\})$/gm)].map(([, answer = '']) => answer);
}
