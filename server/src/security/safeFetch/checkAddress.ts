import { isIP } from 'node:net';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { isPublicAddress } from './addresses.ts';

/** @returns all addresses of a host */
export type Resolve = (host: string) => Promise<string[]>;

/**
 * The addresses to connect to for a URL, of which each was checked: one that is not public closes the host altogether.
 * @throws CommandError `INVALID_INPUT`; what `resolve` throws
 */
export async function checkAddress(
  url: URL,
  { allow, resolve }: { allow: readonly string[]; resolve: Resolve },
): Promise<string[]> {
  // IPv6 stands in brackets in a URL, and odd spellings of IPv4 were made plain by the parser.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const isAllowed = allow.includes(`${url.hostname}:${url.port || standardPort(url)}`);
  if (addresses.length === 0) throw new Error('The host has no address.');
  if (!isAllowed && !addresses.every(isPublicAddress)) {
    throw new CommandError('INVALID_INPUT', `Files can’t be fetched from ${url.host}: it is not public.`);
  }
  return addresses;
}

function standardPort({ protocol }: URL): string {
  return protocol === 'https:' ? '443' : '80';
}
