import type { IncomingMessage } from 'node:http';

type Headers = IncomingMessage['headers'];

/** Whether a browser says that the request comes from a page on our own origin. */
export function isOwnOrigin(headers: Headers): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin !== undefined && originHost(headers.origin) === headers.host;
}

/** Clients that send no origin, our own pages and the configured ones may; other foreign pages may not. */
export function isAllowedOrigin(headers: Headers, allowed: readonly string[]): boolean {
  const { origin } = headers;
  return origin === undefined || allowed.includes(origin) || originHost(origin) === headers.host;
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
