import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithUs, hasEnded } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

export type StoreProcess = {
  child: ChildProcess;
  /** What servers are given as `MONGO_URI`. */
  address: string;
  end: () => Promise<void>;
};

/** The embedded store in a process of its own, as `pnpm store:serve` runs it. Resolves when it listens. */
export async function spawnStore(folder: string): Promise<StoreProcess> {
  const main = fileURLToPath(new URL('../../embedded/mongo/main.ts', import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { PATH, HOME, DATA_DIR: folder, STORE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const address = await waitFor('the store to serve', () => /MONGO_URI=(\S+)/.exec(output)?.[1], 30_000);
  return {
    child,
    address,
    async end() {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
