import { type Me, type SignedIn, signInSchema, type WhatsAppNetwork } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Request, Router } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Grant } from '../../domain/auth.ts';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';

/** Failed sign-ins for one account from one address before it has to wait, and for how long in seconds. */
const failedSignIns = { points: 5, duration: 15 * 60 };

/** `/api/auth`: signing in and out, and staying signed in. */
export function createAuthRoutes(parts: {
  domain: Pick<Domain, 'auth'>;
  cookies: Cookies;
  whatsappNetwork: WhatsAppNetwork;
}): Router {
  const { domain, cookies } = parts;
  const failures = new RateLimiterMemory(failedSignIns);
  const router = Router();

  router.post('/login', async (request, response) => {
    const credentials = readInput(signInSchema, request.body);
    const key = `${request.ip}/${credentials.email}`;
    await checkFailures(failures, key);
    try {
      const grant = await domain.auth.signIn(credentials);
      await failures.delete(key);
      cookies.set(response, grant);
      response.json(toSignedIn(grant));
    } catch (error) {
      if (error instanceof CommandError && error.code === 'NOT_AUTHENTICATED') await failures.penalty(key);
      throw error;
    }
  });

  router.post('/refresh', async (request, response) => {
    const refreshToken = cookies.refreshToken(request);
    if (!refreshToken) throw new CommandError('NOT_AUTHENTICATED');
    try {
      const grant = await domain.auth.refresh(refreshToken);
      cookies.set(response, grant);
      response.json(toSignedIn(grant));
    } catch (error) {
      if (error instanceof CommandError) cookies.clear(response);
      throw error;
    }
  });

  router.post('/logout', async (request, response) => {
    const refreshToken = cookies.refreshToken(request);
    if (refreshToken) await domain.auth.signOut(refreshToken);
    cookies.clear(response);
    response.json({ success: true });
  });

  router.get('/me', async (request: Request, response) => {
    const actor = await readActor(request, parts);
    const me: Me = { ...(await domain.auth.me(actor)), whatsappNetwork: parts.whatsappNetwork };
    response.json(me);
  });

  return router;
}

async function checkFailures(failures: RateLimiterMemory, key: string): Promise<void> {
  const known = await failures.get(key);
  if (!known || known.consumedPoints < failedSignIns.points) return;
  const minutes = Math.ceil(known.msBeforeNext / 60_000);
  throw new CommandError(
    'RATE_LIMITED',
    `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    known.msBeforeNext,
  );
}

function toSignedIn({ token, user }: Grant): SignedIn {
  return { token, user };
}
