import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { signIn } from '../console.ts';
import { endWithUs } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';
import { buildImage, type Image } from './buildImage.ts';
import { readCommand, readDockerfile } from './readDockerfile.ts';

const root = resolve(import.meta.dirname, '../../../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const admin = { email: 'boss@example.com', password: 'boss-password-1' };
const secrets = {
  JWT_SECRET: 'j'.repeat(32),
  ENCRYPTION_KEY: 'ab'.repeat(32),
  ADMIN_EMAIL: admin.email,
  ADMIN_PASSWORD: admin.password,
};

describe('the image', () => {
  let scratch: string;
  let image: Image;

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'image-'));
    image = buildImage(root, scratch);
  }, 180_000);

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('holds no tests, and only what a server needs', () => {
    const files = globSync('{server,shared}/src/**/*.*', { cwd: join(image.root, image.workFolder) });
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => /\.(?:test|contract)\.|\/testing\//.test(file))).toEqual([]);
    const top = globSync('*', { cwd: join(image.root, image.workFolder) }).toSorted();
    expect(top).toEqual(['node_modules', 'package.json', 'server', 'shared', 'web']);
    for (const library of ['vite', 'vitest', 'typescript', 'react', '@biomejs']) {
      expect(existsSync(join(image.root, image.workFolder, 'node_modules', library)), library).toBe(false);
    }
    expect(globSync('app/node_modules/.pnpm/{typescript,vitest,react,node-linux}*', { cwd: image.root })).toEqual([]);
  });

  it('runs as nobody special, and says of itself where it listens', () => {
    expect(image.said['USER']).toBe('node');
    expect(image.said['VOLUME']).toBe(image.environment['DATA_DIR']);
    expect(image.said['EXPOSE']).toBe(image.environment['PORT']);
    expect(image.said['RUN']).toContain(`chown node:node ${image.environment['DATA_DIR']}`);
    const { pnpm, engines } = { pnpm: readManifest().devDependencies['pnpm'], engines: read('.nvmrc').trim() };
    const stages = readDockerfile(read('Dockerfile'));
    const installs = stages.flatMap(({ instructions }) => instructions.filter(({ rest }) => rest.includes('--global')));
    expect(installs.map(({ rest }) => rest)).toEqual([`npm install --global pnpm@${pnpm}`]);
    const bases = stages.map(({ base }) => base).filter((base) => base.startsWith('node:'));
    expect(new Set(bases)).toEqual(new Set([`node:${engines}-bookworm-slim`]));
  });

  it('starts in production with nothing but its own files, and is healthy', async () => {
    const data = join(image.root, 'data');
    mkdirSync(data);
    const [program = '', ...args] = readCommand(image.said['CMD'] ?? '');
    expect(program).toBe('node');
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, ...image.environment, ...secrets, DATA_DIR: data, PORT: '0', HOST: '127.0.0.1' };
    const cwd = join(image.root, image.workFolder);
    const child = spawn(process.execPath, args, { cwd, env });
    endWithUs(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const findAddress = () => {
      if (child.exitCode !== null) throw new Error(output);
      return /is ready: (\S+)/.exec(output)?.[1];
    };
    const url = await waitFor('the server to be ready', findAddress, 30_000);
    try {
      const page = await (await fetch(url)).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
      expect((await fetch(`${url}${script}`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await signIn({ url }, admin)).user.role).toBe('admin');

      const check = (port: string) => {
        const [, ...healthcheck] = readCommand(image.said['HEALTHCHECK'] ?? '');
        return spawnSync(process.execPath, healthcheck, { cwd, env: { ...env, PORT: port } }).status;
      };
      expect(check(new URL(url).port)).toBe(0);
      expect(check('1')).toBe(1);
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    expect(child.exitCode).toBe(0);
  }, 60_000);
});

describe('compose.yaml', () => {
  const compose = z
    .object({
      services: z.record(
        z.string(),
        z.object({
          environment: z.record(z.string(), z.string()).default({}),
          ports: z.array(z.string()).default([]),
          volumes: z.array(z.string()).default([]),
          depends_on: z.record(z.string(), z.unknown()).default({}),
          networks: z.array(z.string()).default([]),
          healthcheck: z.object({ test: z.array(z.string()) }).optional(),
        }),
      ),
      networks: z.record(z.string(), z.unknown()),
      volumes: z.record(z.string(), z.unknown()),
    })
    .parse(parse(read('compose.yaml')));
  const server = compose.services['server'];

  it('sets only what the server knows, and what production can not do without', () => {
    const given = Object.keys(server?.environment ?? {});
    expect(given.filter((name) => !listSettings().includes(name))).toEqual([]);
    expect(given).toEqual(expect.arrayContaining(['MONGO_URI', 'REDIS_URL', 'JWT_SECRET', 'ENCRYPTION_KEY']));
  });

  it('asks for nothing that .env.example does not name, and holds no secret itself', () => {
    const asked = [...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    const named = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)];
    expect(new Set(asked)).toEqual(new Set(named.map(([, name]) => name)));
    for (const [, name = '', value] of named) {
      if (/SECRET|KEY|PASSWORD|TOKEN|EMAIL/.test(name)) expect(value, name).toBe('');
    }
  });

  it('agrees with the image, and with itself', () => {
    const stages = readDockerfile(read('Dockerfile'));
    const said = Object.fromEntries(stages.at(-1)?.instructions.map(({ name, rest }) => [name, rest]) ?? []);
    expect(server?.ports).toEqual([`127.0.0.1:\${PORT:-5000}:${said['EXPOSE']}`]);
    expect(server?.volumes).toEqual([`server:${said['VOLUME']}`]);
    for (const [name, { volumes, networks, depends_on, ports }] of Object.entries(compose.services)) {
      for (const volume of volumes) expect(compose.volumes, name).toHaveProperty(volume.split(':')[0] ?? '');
      for (const network of networks) if (network !== 'default') expect(compose.networks, name).toHaveProperty(network);
      for (const other of Object.keys(depends_on)) expect(compose.services[other]?.healthcheck, other).toBeDefined();
      // What holds the data is reached by the server alone.
      if (name !== 'server') expect({ ports, networks }).toEqual({ ports: [], networks: ['data'] });
    }
    expect(server?.environment['MONGO_URI']).toContain('@mongo:27017/');
    expect(server?.environment['REDIS_URL']).toBe('redis://redis:6379');
  });
});

it('docs/operations.md names every setting', () => {
  const documented = read('docs/operations.md');
  expect(listSettings().length).toBeGreaterThan(15);
  expect(listSettings().filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});

/** The names of all settings, as they stand in what reads them. */
function listSettings(): string[] {
  const [, block = ''] =
    /const environmentSchema = z\.object\(\{\n(.*?)\n\}\);/s.exec(read('server/src/config.ts')) ?? [];
  return [...block.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name ?? '');
}

function readManifest() {
  return z.object({ devDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
}
