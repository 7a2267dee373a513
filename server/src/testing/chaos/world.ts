import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectAs, createSimulator, linkNumber, reachSimulator, type Simulator } from '../console.ts';
import { endWithUs, hasEnded, killInStart, type ServerProcess, spawnServer } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';

export type Credentials = { email: string; password: string };

/** `apart`: WhatsApp's side outlives the server, with all that is on its way · `inside`: it dies and comes back with it. */
export type SimulatorPlace = 'apart' | 'inside';

export type World = {
  /** Where what they printed and stored is. */
  folder: string;
  /** Who writes for the business; one of them has two consoles. */
  agents: Credentials[];
  /** The server's address. */
  url: () => string;
  simulator: () => Simulator;
  /** By SIGKILL. Resolves when nothing is left of the process. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** Starts it, but kills it after so many milliseconds. */
  startAndKill: (after: number) => Promise<void>;
  /** What is to be seen of servers that ended by themselves. */
  crashes: string[];
  /** Ends everything. @param isKept leaves the folder */
  close: (isKept: boolean) => Promise<void>;
};

const admin: Credentials = { email: 'admin@example.com', password: 'admin-password-1' };

/** The server and WhatsApp's side as processes of their own, with one linked number. */
export async function createWorld(business: string, place: SimulatorPlace): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', clear);
  const apart = place === 'apart' ? await spawnSimulator(folder) : null;
  let server: ServerProcess | null = null;
  let simulator: Simulator | null = apart && reachSimulator(apart.webSocketUrl);
  const settings = {
    DATA_DIR: join(folder, 'server'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    SENDS_PER_MINUTE: '1000000',
    EVENTS_PER_SECOND: '1000000',
    LOG_LEVEL: 'info',
    ...(apart ? { WHATSAPP_WS_URL: apart.webSocketUrl } : {}),
  };

  const world: World = {
    folder,
    agents: [admin],
    crashes: [],
    url: () => mustHave(server).url,
    simulator: () => mustHave(simulator),
    async kill() {
      const killed = mustHave(server);
      if (hasEnded(killed.child)) world.crashes.push(killed.output().slice(-500));
      await killed.end('SIGKILL');
      keep(killed.output());
    },
    async start() {
      server = await spawnServer(settings);
      if (!apart) simulator = await createSimulator({ url: server.url, admin });
    },
    async startAndKill(after) {
      keep(await killInStart(settings, after));
    },
    async close(isKept) {
      if (server && !hasEnded(server.child)) await world.kill();
      await apart?.close();
      process.off('exit', clear);
      if (!isKept) clear();
    },
  };

  try {
    await world.start();
    const agent = readAgent(printed());
    world.agents.push(agent, agent);
    const client = await connectAs({ url: world.url() }, admin);
    await linkNumber({ admin: client, simulator: world.simulator() }, business);
    client.socket.disconnect();
    return world;
  } catch (error) {
    await world.close(false);
    throw error;
  }

  function printed(): string {
    return mustHave(server).output();
  }

  function keep(output: string): void {
    appendFileSync(join(folder, 'server.log'), `${output}\n==== killed\n`);
  }
}

/** The first start prints the first agent's password. */
function readAgent(output: string): Credentials {
  const [, email, password] = /Sign in as agent: (\S+) +password: (\S+)/.exec(output) ?? [];
  if (!email || !password) throw new Error('the first start made no agent');
  return { email, password };
}

async function spawnSimulator(folder: string) {
  const main = fileURLToPath(new URL('../../embedded/whatsapp/main.ts', import.meta.url));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [main], { env: { PATH, HOME, SIMULATOR_PORT: '0', DATA_DIR: folder } });
  endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      appendFileSync(join(folder, 'simulator.log'), chunk);
    });
  }
  try {
    const webSocketUrl = await waitFor('the simulator', () => /WHATSAPP_WS_URL=(\S+)/.exec(output)?.[1], 30_000);
    return {
      webSocketUrl,
      async close() {
        if (hasEnded(child)) return;
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function mustHave<T>(part: T | null): T {
  if (part === null) throw new Error('it has not been started yet');
  return part;
}
