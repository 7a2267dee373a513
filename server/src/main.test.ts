import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAs, createSimulator, linkNumber, signIn } from './testing/console.ts';
import { failToStart, hasEnded, type ServerProcess, spawnServer } from './testing/spawnServer.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const business = '+4930123456';
const ana = '+4915111111111';

let folder: string;
let settings: Record<string, string>;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
  settings = {
    DATA_DIR: folder,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    EVENTS_PER_SECOND: '1000',
    SENDS_PER_MINUTE: '10000',
    LOG_LEVEL: 'warn',
  };
});

afterAll(async () => {
  for (const { child } of servers) if (!hasEnded(child)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe('a start', () => {
  it.each([
    [{ PORT: 'web' }, 'The setting PORT is wrong'],
    [{ NODE_ENV: 'production' }, 'The setting JWT_SECRET is missing'],
    [{ MONGO_URI: 'mongodb://127.0.0.1:1/erp' }, 'Check MONGO_URI'],
  ])('with %j stops with a sentence', async (wrong, sentence) => {
    const { code, output } = await failToStart({ ...settings, ...wrong });
    expect(output).toContain(sentence);
    expect(output).not.toContain('    at ');
    expect(code).toBeGreaterThan(0);
  });

  it('on a port that is taken names the setting', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, output } = await failToStart({ ...settings, PORT: port });
    expect(output).toContain('Set PORT or HOST');
    expect(code).toBe(1);
    other.close();
  });

  it('shows the first passwords once', async () => {
    const ownFolder = join(folder, 'first');
    const own = { DATA_DIR: ownFolder, LOG_LEVEL: 'warn' };
    const first = await start(own);
    expect(first.output()).toMatch(/Sign in as admin: admin@example.com {2}password: \S{16}/);
    expect(first.output()).toMatch(/Sign in as agent: agent@example.com {2}password: \S{16}/);
    await expect(failToStart(own)).resolves.toMatchObject({
      code: 1,
      output: expect.stringMatching(/already|in use|another/i),
    });
    await first.end('SIGTERM');
    const second = await start(own);
    expect(second.output()).not.toContain('password:');
    await second.end('SIGTERM');
  });
});

describe('an end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s is clean and quick', async (signal) => {
    const server = await start();
    const { code, took } = await server.end(signal);
    expect(code).toBe(0);
    expect(took).toBeLessThan(8_000);
  });

  it('is immediate at a second signal', async () => {
    const server = await start();
    // Two different ones: the system joins two of the same kind that wait.
    server.child.kill('SIGTERM');
    const { code } = await server.end('SIGINT');
    expect(code).toBe(1);
  });

  it('is clean also when the whole group gets the signal', async () => {
    const server = await start();
    const { pid } = server.child;
    if (pid === undefined) throw new Error('no process');
    process.kill(-pid, 'SIGTERM');
    await waitFor('the end', () => server.child.exitCode !== null);
    expect(server.child.exitCode).toBe(0);
  });
});

describe('what a start loads', () => {
  const hook = new URL('./testing/printLoaded.ts', import.meta.url).href;

  it('is nothing of Baileys, nor the simulator itself, before a number needs them', async () => {
    const server = await start({ ...settings, DATA_DIR: join(folder, 'lean'), NODE_OPTIONS: `--import=${hook}` });
    const { token } = await signIn(server, admin);
    expect(server.output()).not.toContain('loaded whatsapp/baileys/createBaileysWay.ts');
    expect(server.output()).not.toContain('loaded embedded/whatsapp/worker.ts');

    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/api/simulator/phones`, { headers })).status).toBe(200);
    expect(server.output()).toContain('loaded embedded/whatsapp/worker.ts');
    await server.end('SIGTERM');
  });
});

describe('the live network', () => {
  it('loads nothing of the simulator and has none of its routes', async () => {
    const hook = new URL('./testing/printLoaded.ts', import.meta.url).href;
    const own = { ...settings, DATA_DIR: join(folder, 'live'), NODE_OPTIONS: `--import=${hook}` };
    const simulated = await start(own);
    expect(simulated.output()).toContain('loaded embedded/whatsapp/');
    await simulated.end('SIGTERM');

    const live = await start({ ...own, WHATSAPP_NETWORK: 'live' });
    expect(live.output()).toContain('loaded embedded/mongo/');
    expect(live.output()).not.toContain('loaded embedded/whatsapp/');
    const { token } = await signIn(live, admin);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${live.url}/api/simulator/phones`, { headers })).status).toBe(404);
    await live.end('SIGTERM');
  });
});

describe('a restart in the middle of a lively chat', () => {
  it('by SIGTERM and by SIGKILL loses nothing and needs no new QR', async () => {
    let server = await start();
    let app = toApp(server);
    let simulator = await createSimulator(app);
    let agent = await connectAs(app, admin);
    await linkNumber({ admin: agent, simulator }, business);
    await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
    const accepted: string[] = [];
    const written: string[] = [];

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const chat = Array.from({ length: 8 }, async (_, index) => {
        const text = `agent ${signal} ${index}`;
        const answer = await agent.ask('send_message', { to: ana, message: text, clientMessageId: text });
        if (answer.success) accepted.push(text);
        const question = `customer ${signal} ${index}`;
        await simulator.write(ana, business, question);
        written.push(question);
      });
      // The signal cuts some of them off; what was accepted and written by then is what counts.
      const ended = Promise.allSettled(chat);
      // Some of it is under way and some is not when the signal comes.
      await waitFor('the chat to be under way', () => accepted.length > (signal === 'SIGTERM' ? 2 : 10));
      await server.end(signal);
      await ended;

      server = await start();
      app = toApp(server);
      simulator = await createSimulator(app);
      agent = await connectAs(app, admin);
      const again = agent;
      await waitFor('the number to be back without a QR', async () => {
        const status = await again.ask('get_connection_status', {});
        return status.success && status.connected;
      });
    }

    const thread = await waitFor(
      'all accepted messages at the customer',
      async () => {
        const seen = (await simulator.thread(ana, business)).filter(({ fromMe }) => !fromMe);
        return accepted.every((text) => seen.some((message) => message.text === text)) && seen;
      },
      20_000,
    );
    for (const text of accepted) expect(thread.filter((message) => message.text === text)).toHaveLength(1);
    const own = await waitFor(
      'all the customer wrote',
      async () => {
        const page = await agent.ask('get_messages_between', { fromNumber: business, toNumber: ana, limit: 100 });
        const texts = page.success ? page.data.messages.map(({ content }) => content) : [];
        return written.every((text) => texts.includes(text)) && texts;
      },
      20_000,
    );
    for (const text of [...accepted, ...written]) expect(own.filter((content) => content === text)).toHaveLength(1);
    await server.end('SIGTERM');
  }, 90_000);
});

async function start(own = settings): Promise<ServerProcess> {
  const server = await spawnServer(own);
  servers.push(server);
  return server;
}

function toApp({ url }: ServerProcess) {
  return { url, admin };
}
