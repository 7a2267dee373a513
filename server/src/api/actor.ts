import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Request } from 'express';
import type { Actor } from '../domain/actor.ts';
import type { Domain } from '../domain/createDomain.ts';
import { isOwnOrigin } from './origins.ts';
import type { Cookies } from './rest/cookies.ts';

/**
 * Who an HTTP request comes from: `Authorization: Bearer`, `x-auth`, or the session cookie, which changes things only
 * for pages of our own origin, so that no other page can act with it.
 * @throws CommandError `NOT_AUTHENTICATED`, `TOKEN_EXPIRED`
 */
export async function readActor(
  request: Request,
  parts: { domain: Pick<Domain, 'auth'>; cookies: Cookies },
): Promise<Actor> {
  const credential = readHeader(request) ?? readSession(request, parts.cookies);
  if (!credential) throw new CommandError('NOT_AUTHENTICATED');
  return parts.domain.auth.authenticate(credential);
}

function readHeader(request: Request): string | null {
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  return request.get('x-auth') ?? null;
}

function readSession(request: Request, cookies: Cookies): string | null {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  return isReading || isOwnOrigin(request.headers) ? cookies.session(request) : null;
}
