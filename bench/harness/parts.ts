import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A program that a benchmark runs beside itself. */
export type Part = {
  pid: number;
  /** What it said that it is ready with: an address. */
  address: string;
  /** All it printed so far. */
  output: () => string;
  /** Asks it to end, and waits for that. */
  end: () => Promise<void>;
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

const root = new URL('../../', import.meta.url);
/** Long enough to look through a large store after a crash. In milliseconds. */
const startLimit = 60_000;
const running = new Set<ChildProcess>();

// Whatever ends the benchmark ends its parts.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Starts a program of the workspace in a process of its own and waits until it is ready. */
export async function startPart({ file, settings, ready, flags = [] }: Program): Promise<Part> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...flags, fileURLToPath(new URL(file, root))], {
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const { promise: isReady, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = ready.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  child.once('exit', () => {
    running.delete(child);
    reject(new Error(`${file} ended: ${output}`));
  });
  const limit = new AbortController();
  const late = pause(startLimit, null, { signal: limit.signal, ref: false }).then(
    () => reject(new Error(`${file} was not ready in ${startLimit} ms: ${output}`)),
    () => undefined,
  );
  const address = await isReady;
  limit.abort();
  await late;
  return {
    pid: child.pid ?? 0,
    address,
    output: () => output,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
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
