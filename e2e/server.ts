import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const main = fileURLToPath(new URL('../server/src/main.ts', import.meta.url));
const demo = fileURLToPath(new URL('../server/src/demo/main.ts', import.meta.url));
const limits = { EVENTS_PER_SECOND: '100', SENDS_PER_MINUTE: '1000' };

export type Credentials = { email: string; password: string };

export type Server = {
  url: string;
  admin: Credentials;
  agent: Credentials;
  /** Ends it by a signal and starts it anew on the same port and data. */
  restart: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  close: () => Promise<void>;
};

/** The program as `npm start` runs it, on a port and with data of its own. */
export async function startServer(beside: Record<string, string> = {}): Promise<Server> {
  const folder = await makeFolder();
  return serve(folder, { ...limits, ...beside }, (output) => ({
    admin: readCredentials(output, 'admin'),
    agent: readCredentials(output, 'agent'),
  }));
}

/** The same, with the conversations that `pnpm demo` makes. */
export async function startDemo(beside: Record<string, string> = {}): Promise<Server> {
  const folder = await makeFolder();
  const admin = { email: 'admin@example.com', password: 'the demo’s admin 1' };
  const settings = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password, ...limits, ...beside };
  const { PATH, HOME } = process.env;
  const made = await promisify(execFile)(process.execPath, [demo], {
    env: { PATH, HOME, ...settings, DATA_DIR: folder },
  });
  const agent = readCredentials(made.stdout, 'agent');
  return serve(folder, settings, () => ({ admin, agent }));
}

function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'erp-e2e-'));
}

/** @param readUsers tells who can sign in, from what the server printed at its start */
async function serve(
  folder: string,
  beside: Record<string, string>,
  readUsers: (output: string) => Pick<Server, 'admin' | 'agent'>,
): Promise<Server> {
  const settings = { DATA_DIR: folder, LOG_LEVEL: 'warn', ...beside };
  let running = await run({ ...settings, PORT: '0' });
  const { url, output } = running;
  const { port } = new URL(url);
  return {
    url,
    ...readUsers(output),
    async restart(signal) {
      await end(running.child, signal);
      running = await run({ ...settings, PORT: port });
    },
    async close() {
      await end(running.child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(settings: Record<string, string>): Promise<{ child: ChildProcess; url: string; output: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(20)) {
    const url = /is ready: (\S+)/.exec(output)?.[1];
    if (url) return { child, url, output };
    if (child.exitCode !== null) break;
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not start:\n${output}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

function readCredentials(output: string, role: string): Credentials {
  const [, email, password] = new RegExp(`Sign in as ${role}: (\\S+) +password: (\\S+)`).exec(output) ?? [];
  if (!email || !password) throw new Error(`the server showed no ${role}:\n${output}`);
  return { email, password };
}
