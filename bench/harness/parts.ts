import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { spawnChild } from './children.ts';

/** A program that a benchmark runs beside itself. */
export type Part = {
  pid: number;
  /** What it said that it is ready with: an address. */
  address: string;
  /** All it printed so far. */
  output: () => string;
  /** Asks it to end, and waits for that. */
  end: () => Promise<void>;
  /** Ends it by SIGKILL, as a crash would, and waits for that. */
  kill: () => Promise<void>;
};

type Program = {
  /** From the workspace's root. */
  file: string;
  settings: Record<string, string>;
  /** Its first group is the address. */
  ready: RegExp;
  /** For Node itself. */
  flags?: string[];
};

/** Long enough to look through a large store after a crash. In milliseconds. */
const startLimit = 60_000;

/** Starts a program of the workspace in a process of its own and waits until it is ready. */
export async function startPart({ file, settings, ready, flags = [] }: Program): Promise<Part> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawnChild({ file, flags, environment: { PATH, HOME, ...settings }, stderr: 'pipe' });
  let output = '';
  const { promise: isReady, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = ready.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  child.once('exit', () => reject(new Error(`${file} ended: ${output}`)));
  const limit = new AbortController();
  const late = pause(startLimit, null, { signal: limit.signal, ref: false }).then(
    () => reject(new Error(`${file} was not ready in ${startLimit} ms: ${output}`)),
    () => undefined,
  );
  const address = await isReady;
  limit.abort();
  await late;
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    address,
    output: () => output,
    end: () => endBy('SIGTERM'),
    kill: () => endBy('SIGKILL'),
  };
}

/** Resolves to what a part prints, now or later: the pattern's first group. */
export async function waitForOutput(part: Part, pattern: RegExp): Promise<string> {
  for (const end = Date.now() + startLimit; Date.now() < end; await pause(20)) {
    const found = pattern.exec(part.output())?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`${pattern} was not printed in ${startLimit} ms: ${part.output()}`);
}
