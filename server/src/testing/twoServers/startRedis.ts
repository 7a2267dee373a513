import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { endWithUs, hasEnded } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

/** A Redis that can go away and come back at the same address. */
export type TestRedis = {
  url: string;
  goAway: () => Promise<void>;
  comeBack: () => Promise<void>;
  close: () => Promise<void>;
};

/** Why there is no Redis to test with; `null` when there is one. */
export const missingRedis: string | null =
  process.env['REDIS_URL'] || spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'redis-server is not installed here, and REDIS_URL names none';

/** The Redis that `REDIS_URL` names, else Debian's `redis-server` on a port of its own, which keeps nothing. */
export function startRedis(): Promise<TestRedis> {
  const url = process.env['REDIS_URL'];
  return url ? relayRedis(new URL(url)) : spawnRedis();
}

async function spawnRedis(): Promise<TestRedis> {
  const port = await findPort();
  let child = await run(port);
  const goAway = async () => {
    if (hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    goAway,
    async comeBack() {
      child = await run(port);
    },
    close: goAway,
  };
}

async function run(port: number): Promise<ChildProcess> {
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithUs(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('redis-server', () => {
    if (hasEnded(child)) throw new Error(`redis-server ended: ${output}`);
    return output.includes('Ready to accept connections');
  });
  return child;
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}

/** One that is not ours is cut off instead. */
async function relayRedis(target: URL): Promise<TestRedis> {
  const sockets = new Set<Socket>();
  const port = await findPort();
  const server = createServer((near) => {
    const far = connect(Number(target.port || 6379), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const goAway = async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  await listen();
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, goAway, comeBack: listen, close: goAway };
}
