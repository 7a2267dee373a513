import { lookup } from 'node:dns/promises';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { FetchedFile, FetchFile, WantedFile } from '../../domain/ports/files.ts';
import { readBody } from './body.ts';
import { checkAddress, type Resolve } from './checkAddress.ts';
import { createFairQueue } from './fairQueue.ts';
import { ask } from './request.ts';
import { createSlots } from './slots.ts';
import { withSignal } from './withSignal.ts';

/** In all, from the first look-up to the last byte, in milliseconds. */
const timeLimit = 30_000;
const mostRedirects = 3;
/**
 * Nothing ends a look-up that nobody waits for any more, and two at a time is all that Node gives the whole process by default: one of
 * them is left for what the server itself looks up.
 */
const mostLookups = { all: 1, each: 1 };
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export type SafeFetchOptions = {
  /** `host:port` of what may be fetched though its address is not public. */
  allow: readonly string[];
  /** All addresses of a host; the machine's own resolver unless it is given. */
  resolve?: Resolve;
  /** In milliseconds; the second: how long it may take until it is one's turn. */
  timeLimit?: number;
  waitLimit?: number;
};

/**
 * Fetches files from addresses that strangers name. Only http and https, and only what everybody can reach: a host's
 * addresses are looked up once, checked, and connected to as they were checked. Each redirect is checked anew. Hosts that are slow
 * hold up at most the workspace that named them.
 */
export function createSafeFetch(options: SafeFetchOptions): FetchFile {
  const { allow, resolve = resolveHost } = options;

  const slots = createSlots(options.waitLimit);
  const lookups = createFairQueue(mostLookups);

  return async (address, wanted) => {
    const release = await slots.take(wanted.workspaceId, wanted.signal);
    const signal = AbortSignal.any([wanted.signal, AbortSignal.timeout(options.timeLimit ?? timeLimit)]);
    // Also where nobody reads what was fetched.
    signal.addEventListener('abort', release, { once: true });
    try {
      const { chunks, fileName } = await fetchFile(address, { ...wanted, signal });
      return { chunks: readThrough(chunks, release), fileName };
    } catch (error) {
      release();
      throw error;
    }
  };

  async function fetchFile(address: string, { limit, signal, workspaceId }: WantedFile): Promise<FetchedFile> {
    const lookUp: Resolve = (host) =>
      lookups.run(workspaceId, async () => {
        signal.throwIfAborted();
        return resolve(host);
      });
    let url = readUrl(address);
    try {
      for (let left = mostRedirects; ; left -= 1) {
        const addresses = await withSignal(checkAddress(url, { allow, resolve: lookUp }), signal);
        const response = await ask(url, addresses, signal);
        const target = redirects.has(response.statusCode ?? 0) ? response.headers.location : undefined;
        if (target === undefined) return { chunks: readBody(response, { limit, signal }), fileName: toFileName(url) };
        response.destroy();
        if (left === 0) throw new CommandError('MEDIA_UNREACHABLE', 'The address leads on and on to others.');
        url = readUrl(target, url);
      }
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const why = signal.aborted ? 'takes too long' : 'does not answer';
      throw new CommandError('MEDIA_UNREACHABLE', `The file could not be fetched: ${url.host} ${why}.`);
    }
  }
}

async function* readThrough(chunks: AsyncIterable<Uint8Array>, onEnd: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    onEnd();
  }
}

async function resolveHost(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function readUrl(address: string, base?: URL): URL {
  if (!URL.canParse(address, base?.href)) throw new CommandError('INVALID_INPUT', 'The file’s address is not one.');
  const url = new URL(address, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CommandError('INVALID_INPUT', 'The file’s address must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new CommandError('INVALID_INPUT', 'The file’s address must not hold a user or a password.');
  }
  return url;
}

function toFileName({ pathname }: URL): string | null {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || null;
  } catch {
    return last;
  }
}
