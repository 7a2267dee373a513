import { appendFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Credentials,
  connectAs,
  createSimulator,
  linkNumber,
  reachSimulator,
  type Simulator,
  signIn,
} from '../console.ts';
import { hasEnded, killInStart, type ServerProcess, spawnServer } from '../spawnServer.ts';
import { spawnSimulator } from '../spawnSimulator.ts';

/** `apart`: WhatsApp's side outlives the server, with all that is on its way · `inside`: it dies and comes back with it. */
export type SimulatorPlace = 'apart' | 'inside';

export type World = {
  /** Where what they printed and stored is. */
  folder: string;
  /** Who writes for the business; one of them has two consoles. */
  agents: Credentials[];
  /** Who does so in browsers. */
  browserAgents: Credentials[];
  /** The server's address, the same in all its lives. */
  url: () => string;
  simulator: () => Simulator;
  /** By SIGKILL. Resolves when nothing is left of the process. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** Starts it, but kills it after so many milliseconds. */
  startAndKill: (after: number) => Promise<void>;
  /** Kills WhatsApp's side where it is apart, and starts it again after so many milliseconds. */
  killSimulator: (away: number) => Promise<void>;
  /** What is to be seen of servers that ended by themselves. */
  crashes: string[];
  /** Ends everything. @param isKept leaves the folder */
  close: (isKept: boolean) => Promise<void>;
};

const admin: Credentials = { email: 'admin@example.com', password: 'admin-password-1' };

export type WorldOptions = { business: string; simulator: SimulatorPlace; browsers: number };

/** The server and WhatsApp's side as processes of their own, with one linked number. */
export async function createWorld({ business, simulator: place, browsers }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', clear);
  let apart = place === 'apart' ? await spawnSimulator(folder) : null;
  let server: ServerProcess | null = null;
  let simulator: Simulator | null = apart && reachSimulator(apart.webSocketUrl);
  const settings = {
    DATA_DIR: join(folder, 'server'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    SENDS_PER_MINUTE: '1000000',
    EVENTS_PER_SECOND: '1000000',
    LOG_LEVEL: 'info',
    PORT: '0',
    ...(apart ? { WHATSAPP_WS_URL: apart.webSocketUrl } : {}),
  };

  const world: World = {
    folder,
    agents: [admin],
    browserAgents: Array.from({ length: browsers }, (_, index) => ({
      email: `browser-${index}@example.com`,
      password: 'browser-password-1',
    })),
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
      settings.PORT = new URL(server.url).port;
      if (!apart) simulator = await createSimulator({ url: server.url, admin });
    },
    async startAndKill(after) {
      keep(await killInStart(settings, after));
    },
    async killSimulator(away) {
      if (!apart) return;
      const { port } = new URL(apart.webSocketUrl);
      await apart.end('SIGKILL');
      await pause(away);
      apart = await spawnSimulator(folder, port);
    },
    async close(isKept) {
      if (server && !hasEnded(server.child)) await world.kill();
      await apart?.end('SIGTERM');
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
    for (const credentials of world.browserAgents) await addAgent(world.url(), credentials);
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

async function addAgent(url: string, { email, password }: Credentials): Promise<void> {
  const { token } = await signIn({ url }, admin);
  const response = await fetch(`${url}/api/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, name: email, role: 'agent' }),
  });
  if (!response.ok) throw new Error(`adding an agent answered ${response.status}: ${await response.text()}`);
}

function mustHave<T>(part: T | null): T {
  if (part === null) throw new Error('it has not been started yet');
  return part;
}
