import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Redis = { url: string; end: () => Promise<void> };

/** How long it may take to begin to answer, in milliseconds. */
const startLimit = 10_000;

/**
 * The Redis that `REDIS_URL` names, else this machine's `redis-server` on a port of its own, which keeps nothing.
 * @returns `null` where there is neither
 */
export async function startRedis(): Promise<Redis | null> {
  const { REDIS_URL: given, PATH = '' } = process.env;
  if (given) return { url: given, end: async () => undefined };
  const port = await findPort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', settings, { env: { PATH }, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  const isThere = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  for (const end = Date.now() + startLimit; !output.includes('Ready to accept connections'); await pause(20)) {
    if (Date.now() > end || child.exitCode !== null) throw new Error(`redis-server did not start: ${output}`);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
