import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Program = {
  /** From the workspace's root. */
  file: string;
  /** For the program. */
  args?: string[];
  /** For Node itself. */
  flags?: string[];
  environment: NodeJS.ProcessEnv;
  /** Where its standard error goes. */
  stderr: 'pipe' | 'inherit';
};

const root = new URL('../../', import.meta.url);
const endWithParent = ['--import', new URL('endWithParent.ts', import.meta.url).href];
const running = new Set<ChildProcess>();

// Whatever ends this process ends its children: by this, or by themselves where it was killed.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Runs a program of the workspace in a process of its own that does not outlive this one. */
export function spawnChild({ file, args = [], flags = [], environment, stderr }: Program): ChildProcess {
  const child = spawn(process.execPath, [...endWithParent, ...flags, fileURLToPath(new URL(file, root)), ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', stderr, 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}
