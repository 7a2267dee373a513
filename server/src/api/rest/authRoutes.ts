import {
  type AuthOptions,
  passwordChangeSchema,
  type SignedIn,
  signInSchema,
  signOutSchema,
  signUpSchema,
} from '@erp-whatsapp/shared/auth';
import { CommandError, type ErrorCode } from '@erp-whatsapp/shared/errors';
import { Router } from 'express';
import type { Grant } from '../../domain/auth.ts';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import { type CountStore, createCounts } from '../sharedCounts.ts';
import type { Cookies } from './cookies.ts';
import { createSignUpLimit } from './signUpLimit.ts';

/** Wrong passwords for one account from one address before it has to wait, and for how long in seconds. */
const failedSignIns = { name: 'failed-sign-ins', points: 5, duration: 15 * 60 };

/** `/api/auth`: signing in and out, and staying signed in. */
export function createAuthRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'workspaces'>;
  cookies: Cookies;
  /** Whether anybody may make a workspace. */
  allowSignup: boolean;
  countStore: CountStore | null;
}): Router {
  const { domain, cookies } = parts;
  const countFailures = createFailureCount(parts.countStore);
  const takeSignUp = createSignUpLimit(parts.countStore);
  const router = Router();

  router.get('/options', (_request, response) => {
    const options: AuthOptions = { signup: parts.allowSignup };
    response.json({ success: true, ...options });
  });

  router.post('/login', async (request, response) => {
    const credentials = readInput(signInSchema, request.body);
    const grant = await countFailures(
      { key: `${request.ip}/${credentials.email}`, failsWith: 'NOT_AUTHENTICATED' },
      () => domain.auth.signIn(credentials, request.get('user-agent')),
    );
    cookies.set(response, grant);
    response.json(toSignedIn(grant));
  });

  if (parts.allowSignup) {
    router.post('/signup', async (request, response) => {
      const wanted = readInput(signUpSchema, request.body);
      await takeSignUp(request.ip ?? '');
      await domain.workspaces.create(wanted);
      const grant = await domain.auth.signIn(wanted, request.get('user-agent'));
      cookies.set(response, grant);
      response.status(201).json(toSignedIn(grant));
    });
  }

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
    const { everywhere } = readInput(signOutSchema, request.body);
    if (everywhere) await domain.auth.signOutEverywhere(await readActor(request, parts));
    const refreshToken = cookies.refreshToken(request);
    if (refreshToken) await domain.auth.signOut(refreshToken);
    cookies.clear(response);
    response.json({ success: true });
  });

  router.post('/password', async (request, response) => {
    const actor = await readActor(request, parts);
    const change = readInput(passwordChangeSchema, request.body);
    const { user } = await domain.auth.me(actor);
    await countFailures({ key: `${request.ip}/${user.email}`, failsWith: 'FORBIDDEN' }, () =>
      domain.auth.changePassword(actor, change),
    );
    response.json({ success: true });
  });

  return router;
}

/**
 * Runs what checks a password, unless too many wrong ones came before; a right one makes up for them. Each counts before it
 * is checked, so that many at once are no more guesses than one after another.
 */
function createFailureCount(countStore: CountStore | null) {
  const failures = createCounts(failedSignIns, countStore);
  return async function countFailures<T>(
    { key, failsWith }: { key: string; failsWith: ErrorCode },
    check: () => Promise<T>,
  ): Promise<T> {
    const { consumedPoints, msBeforeNext } = await failures.penalty(key);
    if (consumedPoints > failedSignIns.points) throw tooManyFailures(msBeforeNext);
    try {
      const result = await check();
      await failures.delete(key);
      return result;
    } catch (error) {
      const isWrong = error instanceof CommandError && error.code === failsWith;
      if (!isWrong) await failures.reward(key);
      throw error;
    }
  };
}

function tooManyFailures(wait: number): CommandError {
  const minutes = Math.ceil(wait / 60_000);
  return new CommandError(
    'RATE_LIMITED',
    `Too many wrong passwords. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    wait,
  );
}

function toSignedIn({ token, user }: Grant): SignedIn {
  return { token, user };
}
