import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Request } from 'express';
import type { Actor } from '../domain/actor.ts';
import type { Domain } from '../domain/createDomain.ts';
import { isOwnOrigin } from './origins.ts';
import type { Cookies } from './rest/cookies.ts';

type Parts = { domain: Pick<Domain, 'auth'>; cookies: Cookies };

/**
 * Who an HTTP request comes from: `Authorization: Bearer`, `x-auth` or `x-api-key`, or the session cookie, which changes
 * things only for pages of our own origin, so that no other page can act with it.
 * @throws CommandError `NOT_AUTHENTICATED`, `TOKEN_EXPIRED`
 */
export async function readActor(request: Request, parts: Parts): Promise<Actor> {
  const credential = readHeader(request) ?? readSession(request, parts.cookies);
  if (!credential) throw new CommandError('NOT_AUTHENTICATED');
  return parts.domain.auth.authenticate(credential);
}

/** The same for what admins alone may do. @throws CommandError `FORBIDDEN` too */
export async function readAdmin(request: Request, parts: Parts): Promise<Actor> {
  const actor = await readActor(request, parts);
  if (actor.role !== 'admin') throw new CommandError('FORBIDDEN');
  return actor;
}

function readHeader(request: Request): string | null {
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  return request.get('x-auth') ?? request.get('x-api-key') ?? null;
}

function readSession(request: Request, cookies: Cookies): string | null {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  return isReading || isOwnOrigin(request.headers) ? cookies.session(request) : null;
}
