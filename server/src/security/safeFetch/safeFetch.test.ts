import type { RequestListener, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { CommandError, type ErrorCode } from '@erp-whatsapp/shared/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FetchFile } from '../../domain/ports/files.ts';
import { collect, sha256 } from '../../testing/files/samples.ts';
import { type FileHost, startFileHost } from '../../testing/files/startFileHost.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { createSafeFetch, type SafeFetchOptions } from './createSafeFetch.ts';

const limit = 100_000;
const wanted = { workspaceId: 'ours', limit, signal: new AbortController().signal };
const bytes = Buffer.alloc(50_000, 'a');
/** Unpacks to a hundred times what is allowed. */
const bomb = Buffer.alloc(100 * limit);

let host: FileHost;
let redirectTo = '';

beforeAll(async () => {
  host = await startFileHost(answer);
});
afterAll(() => host.close());

const answers: Record<string, (response: ServerResponse) => void> = {
  '/file.png': (response) => void response.end(bytes),
  '/gzip': (response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(bytes)),
  '/deflate': (response) => void response.setHeader('content-encoding', 'deflate').end(deflateSync(bytes)),
  '/br': (response) => void response.setHeader('content-encoding', 'br').end(brotliCompressSync(bytes)),
  '/zstd': (response) => void response.setHeader('content-encoding', 'zstd').end(zstdCompressSync(bytes)),
  '/bomb-gzip': (response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(bomb)),
  '/bomb-br': (response) => void response.setHeader('content-encoding', 'br').end(brotliCompressSync(bomb)),
  '/no-gzip': (response) => void response.setHeader('content-encoding', 'gzip').end(bytes),
  '/twice': (response) => void response.setHeader('content-encoding', 'gzip, gzip').end(bytes),
  '/said-large': (response) => void response.setHeader('content-length', String(limit + 1)).write('a'),
  '/endless': (response) => pourOut(response),
  '/silent': () => undefined,
  '/slow': (response) => void response.write('a'),
  '/broken': (response) => {
    response.setHeader('content-length', '1000');
    response.write('a', () => response.destroy());
  },
  '/missing': (response) => void response.writeHead(404).end('no'),
  '/away': (response) => void response.writeHead(302, { location: redirectTo }).end(),
  '/round': (response) => void response.writeHead(307, { location: '/round' }).end(),
  '/to-file': (response) => void response.writeHead(301, { location: '/file.png' }).end(),
};

const answer: RequestListener = ({ url = '' }, response) => {
  const hops = /^\/hops\/(\d)$/.exec(url)?.[1];
  if (hops !== undefined) {
    response.writeHead(302, { location: hops === '1' ? '/file.png' : `/hops/${Number(hops) - 1}` }).end();
    return;
  }
  answers[url]?.(response);
};

function pourOut(response: ServerResponse): void {
  const part = Buffer.alloc(10_000, 'a');
  const pour = () => {
    while (!response.destroyed && response.write(part));
  };
  response.on('drain', pour);
  pour();
}

/** Fetches from the host under the name that is allowed. */
async function fetchFrom(path: string, options: Partial<SafeFetchOptions> = {}): Promise<Buffer> {
  const allowed = `files.test:${host.port}`;
  const fetchFile = createSafeFetch({ allow: [allowed], resolve: async () => ['127.0.0.1'], ...options });
  const { chunks } = await fetchFile(`http://${allowed}${path}`, wanted);
  return collect(chunks);
}

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof CommandError) return error.code;
    throw error;
  }
}

describe('fetching', () => {
  it.each(['/file.png', '/gzip', '/deflate', '/br', '/zstd', '/to-file', '/hops/3'])(
    'gets what is at %s',
    async (path) => {
      expect(sha256(await fetchFrom(path))).toBe(sha256(bytes));
    },
  );

  it('names the file by the last part of its address, also after redirects', async () => {
    const fetchFile = createSafeFetch({ allow: [host.host] });
    const nameOf = async (path: string) => {
      const { chunks, fileName } = await fetchFile(`http://${host.host}${path}`, wanted);
      await collect(chunks);
      return fileName;
    };
    expect(await nameOf('/file.png')).toBe('file.png');
    expect(await nameOf('/to-file')).toBe('file.png');
  });

  it.each<[string, ErrorCode]>([
    ['/bomb-gzip', 'PAYLOAD_TOO_LARGE'],
    ['/bomb-br', 'PAYLOAD_TOO_LARGE'],
    ['/endless', 'PAYLOAD_TOO_LARGE'],
    ['/said-large', 'PAYLOAD_TOO_LARGE'],
    ['/no-gzip', 'MEDIA_UNREACHABLE'],
    ['/twice', 'MEDIA_UNSUPPORTED'],
    ['/broken', 'MEDIA_UNREACHABLE'],
    ['/missing', 'MEDIA_UNREACHABLE'],
    ['/round', 'MEDIA_UNREACHABLE'],
    ['/hops/4', 'MEDIA_UNREACHABLE'],
  ])('%s is refused as %s', async (path, code) => {
    expect(await codeOf(fetchFrom(path))).toBe(code);
  });

  it('asks at most four times in a row', async () => {
    host.asked.length = 0;
    await codeOf(fetchFrom('/round'));
    expect(host.asked).toHaveLength(4);
  });

  it.each(['/silent', '/slow', '/endless'])('ends in time at %s', async (path) => {
    const begun = performance.now();
    const code = await codeOf(fetchFrom(path, { timeLimit: 300 }));
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(['MEDIA_UNREACHABLE', ...(path === '/endless' ? ['PAYLOAD_TOO_LARGE'] : [])]).toContain(code);
  });

  it('ends in time where a name is never found', async () => {
    const resolve = () => new Promise<string[]>(() => undefined);
    expect(await codeOf(fetchFrom('/file.png', { resolve, timeLimit: 200 }))).toBe('MEDIA_UNREACHABLE');
  });

  it.each<[string, SafeFetchOptions['resolve']]>([
    ['is not found', async () => Promise.reject(new Error('ENOTFOUND'))],
    ['has no address', async () => []],
  ])('a name that %s is unreachable', async (_what, resolve) => {
    expect(await codeOf(fetchFrom('/file.png', { allow: [], ...(resolve ? { resolve } : {}) }))).toBe(
      'MEDIA_UNREACHABLE',
    );
  });
});

describe('many at once', () => {
  const fetchSilent = (fetchFile: FetchFile, workspaceId: string) =>
    codeOf(fetchFile(`http://${host.host}/silent`, { ...wanted, workspaceId }));

  it('of one workspace are fetched a few at a time, and hold up no other', async () => {
    host.asked.length = 0;
    const fetchFile = createSafeFetch({ allow: [host.host], timeLimit: 1_000 });
    const silent = Array.from({ length: 9 }, () => fetchSilent(fetchFile, 'theirs'));
    await waitFor('some to be asked for', () => host.asked.length === 6);
    const { chunks } = await fetchFile(`http://${host.host}/file.png`, wanted);
    expect(sha256(await collect(chunks))).toBe(sha256(bytes));
    expect(host.asked.filter((path) => path === '/silent')).toHaveLength(6);
    expect(new Set(await Promise.all(silent))).toEqual(new Set(['MEDIA_UNREACHABLE']));
    expect(host.asked.filter((path) => path === '/silent')).toHaveLength(9);
  });

  it('are refused where it would take too long until their turn, and not before what is fetched is read', async () => {
    const fetchFile = createSafeFetch({ allow: [host.host], waitLimit: 200 });
    const url = `http://${host.host}/file.png`;
    const unread = await Promise.all(Array.from({ length: 6 }, () => fetchFile(url, wanted)));
    expect(await codeOf(fetchFile(url, wanted))).toBe('RATE_LIMITED');
    const [first] = unread;
    if (first) await collect(first.chunks);
    expect(await codeOf(fetchFile(url, wanted))).toBe(null);
    for (const { chunks } of unread.slice(1)) await collect(chunks);
  });

  it('are refused at once where very many wait already', async () => {
    const ending = new AbortController();
    const fetchFile = createSafeFetch({ allow: [host.host] });
    const theirs = { ...wanted, workspaceId: 'theirs', signal: ending.signal };
    const waiting = Array.from({ length: 66 }, () => codeOf(fetchFile(`http://${host.host}/silent`, theirs)));
    expect(await fetchSilent(fetchFile, 'theirs')).toBe('RATE_LIMITED');
    ending.abort();
    await Promise.all(waiting);
  });

  it('have their hosts looked up one at a time, also where nobody waits for that any more', async () => {
    const asked: string[] = [];
    const found = Promise.withResolvers<string[]>();
    const resolve = (name: string) => {
      asked.push(name);
      return name.startsWith('never') ? found.promise : Promise.resolve(['127.0.0.1']);
    };
    const allowed = `files.test:${host.port}`;
    const fetchFile = createSafeFetch({ allow: [allowed], resolve, timeLimit: 300 });
    const lost = ['a', 'b', 'c', 'd'].map((name) =>
      codeOf(fetchFile(`http://never-${name}.test/`, { ...wanted, workspaceId: name === 'a' ? 'a' : 'b' })),
    );
    expect(new Set(await Promise.all(lost))).toEqual(new Set(['MEDIA_UNREACHABLE']));
    expect(asked).toEqual(['never-a.test']);
    const later = fetchFile(`http://${allowed}/file.png`, wanted);
    found.resolve([]);
    expect(sha256(await collect((await later).chunks))).toBe(sha256(bytes));
    expect(asked).toEqual(['never-a.test', 'files.test']);
  });
});

describe('what is not public', () => {
  const fetchFile = createSafeFetch({ allow: [], resolve: async () => ['127.0.0.1'] });
  const refuse = async (url: string) => {
    host.asked.length = 0;
    expect(await codeOf(fetchFile(url, wanted)), url).toBe('INVALID_INPUT');
    expect(host.asked).toEqual([]);
  };

  it('is not asked for, however it is written', async () => {
    const { port } = host;
    for (const url of [
      `http://127.0.0.1:${port}/file.png`,
      `http://2130706433:${port}/file.png`,
      `http://0x7f.1:${port}/file.png`,
      `http://0177.0.0.1:${port}/file.png`,
      `http://127.1:${port}/file.png`,
      `http://[::1]:${port}/file.png`,
      `http://[::ffff:127.0.0.1]:${port}/file.png`,
      `http://[::ffff:7f00:1]:${port}/file.png`,
      `http://[64:ff9b::7f00:1]:${port}/file.png`,
      `http://0.0.0.0:${port}/file.png`,
      `http://localhost:${port}/file.png`,
      `http://localhost.:${port}/file.png`,
      `http://anything.example:${port}/file.png`,
      'http://169.254.169.254/latest/meta-data/',
    ]) {
      await refuse(url);
    }
  });

  it.each([
    'ftp://example.com/a',
    'file:///etc/passwd',
    'data:image/png;base64,AA',
    'javascript:alert(1)',
    'gopher://x',
  ])('and what is not http is refused: %s', refuse);

  it.each(['', 'no address', '//example.com/a', 'http://', 'http://user@example.com/a', 'http://u:p@example.com/'])(
    'and so is what is no plain address: %j',
    refuse,
  );

  it('closes a host of which one address is public and another is not', async () => {
    const mixed = createSafeFetch({ allow: [], resolve: async () => ['8.8.8.8', '127.0.0.1'] });
    expect(await codeOf(mixed(`http://mixed.example:${host.port}/file.png`, wanted))).toBe('INVALID_INPUT');
  });

  it('is not reached by a redirect', async () => {
    for (const target of [
      `http://127.0.0.1:${host.port}/file.png`,
      `//127.0.0.1:${host.port}/file.png`,
      'file:///etc/passwd',
      `http://user:pass@files.test:${host.port}/file.png`,
    ]) {
      redirectTo = target;
      host.asked.length = 0;
      expect(await codeOf(fetchFrom('/away')), target).toBe('INVALID_INPUT');
      expect(host.asked).toEqual(['/away']);
    }
  });

  it('is not reached by a name that means another address when it is asked for again', async () => {
    const answered: string[] = [];
    const resolve = async () => {
      // Where the file is the first time, and then never again.
      answered.push(answered.length === 0 ? '127.0.0.1' : '127.0.0.99');
      return answered.slice(-1);
    };
    // What was checked is connected to; nothing is looked up anew.
    expect(await fetchFrom('/file.png', { resolve })).toEqual(bytes);
    expect(answered).toEqual(['127.0.0.1']);
    // The next redirect is: what it means by then is checked again.
    answered.length = 0;
    expect(await codeOf(fetchFrom('/to-file', { resolve, timeLimit: 1_000 }))).toBe('MEDIA_UNREACHABLE');
    expect(answered).toEqual(['127.0.0.1', '127.0.0.99']);
  });

  it('is what is allowed alone, by its name and its port', async () => {
    const allowed = createSafeFetch({ allow: [host.host] });
    await expect(
      allowed(`http://${host.host}/file.png`, wanted).then(({ chunks }) => collect(chunks)),
    ).resolves.toEqual(bytes);
    expect(await codeOf(allowed(`http://127.0.0.1:${host.port + 1}/file.png`, wanted))).toBe('INVALID_INPUT');
    expect(await codeOf(allowed(`http://localhost:${host.port}/file.png`, wanted))).toBe('INVALID_INPUT');
  });
});
