import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Starts a store, which runs until it is ended, and tells its process once it runs. */
const starter = `
  import { spawnChild } from ${JSON.stringify(new URL('children.ts', import.meta.url).href)};
  const { PATH, HOME, DATA_DIR } = process.env;
  const child = spawnChild({
    file: 'server/src/embedded/mongo/main.ts',
    environment: { PATH, HOME, DATA_DIR, STORE_PORT: 'socket' },
    stderr: 'inherit',
  });
  child.stdout.once('data', () => process.stdout.write(String(child.pid)));
`;

it('a child ends with a process that is killed', { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'erp-bench-'));
  const parent = spawn(process.execPath, ['--input-type=module', '-e', starter], {
    env: { ...process.env, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const child = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (printed: Buffer) => resolve(Number(printed.toString())));
    });
    expect(isRunning(child)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(child), { timeout: 10_000 }).toBe(false);
  } finally {
    parent.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
