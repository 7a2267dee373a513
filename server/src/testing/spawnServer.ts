import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from './waitFor.ts';

export type ServerProcess = {
  child: ChildProcess;
  /** The console's address. */
  url: string;
  /** All it printed so far. */
  output: () => string;
  /** Sends a signal and waits for the end. @returns the exit code, `null` when the signal ended it, and how long it took in milliseconds. */
  end: (signal: NodeJS.Signals) => Promise<{ code: number | null; took: number }>;
};

type Settings = Record<string, string>;

/**
 * The real program in a process of its own, as `npm start` runs it. Resolves when it says that it is ready.
 * @param program another one, by its path from `src/`
 */
export async function spawnServer(settings: Settings, program = 'main.ts'): Promise<ServerProcess> {
  const { child, output } = run(settings, program);
  const url = await waitUntilReady(child, output);
  return {
    child,
    url,
    output,
    async end(signal) {
      const started = Date.now();
      if (!hasEnded(child)) {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      }
      return { code: child.exitCode, took: Date.now() - started };
    },
  };
}

/** For a start that is to fail. */
export async function failToStart(settings: Settings): Promise<{ code: number | null; output: string }> {
  const { child, output } = run(settings, 'main.ts');
  await once(child, 'exit');
  return { code: child.exitCode, output: output() };
}

/** Starts it and kills it some milliseconds later, however far it is by then. @returns what it printed */
export async function killInStart(settings: Settings, after: number): Promise<string> {
  const { child, output } = run(settings, 'main.ts');
  const timer = setTimeout(() => child.kill('SIGKILL'), after);
  await once(child, 'exit');
  clearTimeout(timer);
  return output();
}

/** Nothing that a test started outlives it, however it ends. */
export function endWithUs(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function waitUntilReady(child: ChildProcess, output: () => string): Promise<string> {
  try {
    return await waitFor(
      'the server to be ready',
      () => {
        if (hasEnded(child)) throw new Error(`the server ended: ${output()}`);
        return /is ready: (\S+)/.exec(output())?.[1];
      },
      30_000,
    );
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function run(settings: Settings, program: string) {
  const main = fileURLToPath(new URL(`../${program}`, import.meta.url));
  const { PATH, HOME, TMPDIR } = process.env;
  const machine = { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}) };
  // A group of its own, so that a test can signal the whole group.
  const child = spawn(process.execPath, [main], { env: { ...machine, PORT: '0', ...settings }, detached: true });
  endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}
