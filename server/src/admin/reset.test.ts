import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../embedded/mongo/startEmbeddedMongo.ts';
import { signIn } from '../testing/console.ts';
import { hasEnded, type ServerProcess, spawnServer } from '../testing/spawnServer.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };

let folder: string;
let server: ServerProcess | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reset-'));
  server = null;
});

afterEach(async () => {
  if (server && !hasEnded(server.child)) await server.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

it('gives the first admin a new password while the server is stopped', async () => {
  server = await start();
  await signIn(server, admin);
  const refused = reset();
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('in use by another running server') });
  await server.end('SIGTERM');

  const { code, output } = reset();
  expect(code).toBe(0);
  const credentials = readCredentials(output);
  expect(credentials.email).toBe(admin.email);

  // The start finds the admin of its settings there, and leaves the password alone.
  server = await start();
  await expect(signIn(server, admin)).rejects.toThrow('401');
  expect((await signIn(server, credentials)).user.role).toBe('admin');
});

it('with a MongoDB works while the server runs, and ends what the former password began', async () => {
  const store = await startEmbeddedMongo({ folder: join(folder, 'mongo'), listen: { host: '127.0.0.1', port: 0 } });
  const MONGO_URI = store.uri;
  try {
    server = await start({ MONGO_URI });
    const { token } = await signIn(server, admin);
    const credentials = readCredentials(reset({ MONGO_URI }, admin.email.toUpperCase()).output);
    const me = await fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(401);
    await signIn(server, credentials);
    await server.end('SIGTERM');
  } finally {
    await store.close();
  }
});

it('takes only an admin, and says who is one', async () => {
  server = await start();
  await server.end('SIGTERM');
  expect(reset({}, 'nobody@example.com')).toEqual({
    code: 1,
    output: 'Nobody has the address nobody@example.com. The admins are: admin@example.com.\n',
  });
  expect(reset({}, 'agent@example.com').output).toContain('agent@example.com is an agent');
  expect(reset({}, '--help').output).toContain('Say whose password');
  expect(reset({ DATA_DIR: join(folder, 'elsewhere') }).output).toContain('There is no store in');
});

it('makes an admin where there is none', async () => {
  const store = await startEmbeddedMongo({ folder: join(folder, 'mongo'), listen: { host: '127.0.0.1', port: 0 } });
  const MONGO_URI = store.uri;
  try {
    const { output } = reset({ MONGO_URI }, 'boss@example.com');
    expect(output).toContain('There was no admin, so one was made.');
    const credentials = readCredentials(output);
    server = await spawnServer({ DATA_DIR: folder, LOG_LEVEL: 'warn', MONGO_URI });
    expect((await signIn(server, credentials)).user).toMatchObject({ role: 'admin', email: 'boss@example.com' });
    await server.end('SIGTERM');
  } finally {
    await store.close();
  }
});

function start(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const { email, password } = admin;
  return spawnServer({
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
    ...settings,
  });
}

/** The real program. */
function reset(settings: Record<string, string> = {}, ...args: string[]): { code: number | null; output: string } {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { PATH, HOME, DATA_DIR: folder, ...settings },
    encoding: 'utf8',
  });
  return { code: status, output: `${stdout}${stderr}` };
}

function readCredentials(output: string): { email: string; password: string } {
  const [, email, password] = /Sign in as admin: (\S+) {2}password: (\S{16})/.exec(output) ?? [];
  if (email === undefined || password === undefined) throw new Error(`no password was printed: ${output}`);
  return { email, password };
}
