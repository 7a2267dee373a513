import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleFiles } from '../../api/rest/consoleFiles.ts';
import { createErrorHandler, refuseUnknown } from '../../api/rest/errors.ts';
import { createLog } from '../../log.ts';
import { expectClear, send } from './send.ts';

const secret = 'what lies beside the console';
const page = '<title>the console</title>';
const script = 'the script';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dist, 'index.html'), page);
  await writeFile(join(dist, 'assets', 'app.js'), script);
  await writeFile(join(dist, '.env'), secret);
  await writeFile(join(folder, 'secret.txt'), secret);
  await mkdir(join(folder, 'dist-other'));
  await writeFile(join(folder, 'dist-other', 'secret.txt'), secret);
  const app = express();
  app.use(createConsoleFiles(dist), refuseUnknown, createErrorHandler(createLog('silent')));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  url = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

it('the console’s files are served', async () => {
  expect((await send(url, '/assets/app.js')).text).toBe(script);
  expect((await send(url, '/chat', { headers: { accept: 'text/html' } })).text).toBe(page);
});

describe('whatever a path looks like', () => {
  const ways = [
    '..',
    '%2e%2e',
    '.%2e',
    '%252e%252e',
    '..%2f..',
    '..%5c..',
    '....',
    '%c0%ae%c0%ae',
    '%uff0e%uff0e',
    '..;',
    '..%00',
    '.%00.',
  ];
  const ends = ['/secret.txt', '%2fsecret.txt', '%5csecret.txt', '/dist-other/secret.txt', '-other/secret.txt'];
  const paths = [
    ...ways.flatMap((way) =>
      ends.flatMap((end) => [`/${way}${end}`, `/assets/${way}${end}`, `/assets/../${way}${end}`]),
    ),
    '/.env',
    '/%2eenv',
    '/assets/../.env',
    '//secret.txt',
    '///etc/passwd',
    '/assets//etc/passwd',
    '/assets/app.js/../../../secret.txt',
    '/assets/app.js%00.png',
    '/assets/app.js%2f..%2f..%2f..%2fsecret.txt',
    '/file:///etc/passwd',
    `/${'../'.repeat(40)}etc/passwd`,
    `/assets/${'%2e%2e%2f'.repeat(40)}etc/passwd`,
    `/${'a/'.repeat(3_000)}`,
    `/${'x'.repeat(10_000)}`,
    '/%',
    '/assets/%',
    '/%E0%A4%A',
    '/assets/%E0%A4%A',
    '/assets',
    '/assets/',
    '/?path=../secret.txt',
  ];

  it('nothing outside its folder is served, and nothing hidden in it', async () => {
    for (const path of paths) {
      for (const accept of ['text/html', 'application/json', '*/*']) {
        const answer = await send(url, path, { headers: { accept } });
        expect(answer.text, path).not.toContain(secret);
        expect(answer.text, path).not.toContain('root:');
        // Nothing else than the page itself and refusals.
        if (answer.status < 300) expect(answer.text, path).toBe(page);
        else expect(answer.text, path).not.toContain(folder);
      }
    }
  });

  it('a way out of the page’s folder is refused like any address that is none', async () => {
    const outside = paths.filter((path) => !path.startsWith('/assets') && !path.includes('%00') && path.length < 8_000);
    for (const path of outside) {
      expectClear(await send(url, path, { headers: { accept: 'application/json' } }), path);
    }
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s changes no file', async (method) => {
    for (const path of ['/', '/index.html', '/new.txt']) {
      const answer = await send(url, path, { method, body: secret });
      expect(answer.status, path).toBe(404);
    }
    expect((await send(url, '/chat', { headers: { accept: 'text/html' } })).text).toBe(page);
  });
});
