import { success } from '@erp-whatsapp/shared/answers';
import {
  authOptionsSchema,
  passwordChangeSchema,
  type SignedIn,
  signedInSchema,
  signInSchema,
  signOutSchema,
  signUpSchema,
} from '@erp-whatsapp/shared/auth';
import { CommandError, type ErrorCode } from '@erp-whatsapp/shared/errors';
import type { Grant } from '../../domain/auth.ts';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import { type CountStore, createCounts } from '../sharedCounts.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';
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
}): MountedRoutes {
  const { domain, cookies } = parts;
  const countFailures = createFailureCount(parts.countStore);
  const takeSignUp = createSignUpLimit(parts.countStore);
  const routes = createRoutes({ name: 'Signing in', folder: '/api/auth' }, parts);

  routes.addOpen(
    {
      method: 'get',
      path: '/options',
      summary: 'What is open to who has not signed in',
      input: nothing,
      answer: success(authOptionsSchema.shape),
    },
    () => ({ success: true, signup: parts.allowSignup }),
  );

  routes.addOpen(
    {
      method: 'post',
      path: '/login',
      summary: 'Sign in; the cookies "refresh" and "session" come beside the token',
      input: signInSchema,
      answer: signedInSchema,
      refusals: ['NOT_AUTHENTICATED', 'RATE_LIMITED'],
    },
    async ({ input, request, response }) => {
      const grant = await countFailures({ key: `${request.ip}/${input.email}`, failsWith: 'NOT_AUTHENTICATED' }, () =>
        domain.auth.signIn(input, request.get('user-agent')),
      );
      cookies.set(response, grant);
      return toSignedIn(grant);
    },
  );

  if (parts.allowSignup) {
    routes.addOpen(
      {
        method: 'post',
        path: '/signup',
        summary: 'Make a workspace and its first admin',
        input: signUpSchema,
        answer: signedInSchema,
        statuses: [201],
        refusals: ['CONFLICT', 'RATE_LIMITED'],
      },
      async ({ input, request, response }) => {
        await takeSignUp(request.ip ?? '');
        await domain.workspaces.create(input);
        const grant = await domain.auth.signIn(input, request.get('user-agent'));
        cookies.set(response, grant);
        return toSignedIn(grant);
      },
    );
  }

  routes.addOpen(
    {
      method: 'post',
      path: '/refresh',
      summary: 'Get a new token for the cookie "refresh", which changes with it',
      input: nothing,
      answer: signedInSchema,
      refusals: ['NOT_AUTHENTICATED'],
    },
    async ({ request, response }) => {
      const refreshToken = cookies.refreshToken(request);
      if (!refreshToken) throw new CommandError('NOT_AUTHENTICATED');
      try {
        const grant = await domain.auth.refresh(refreshToken);
        cookies.set(response, grant);
        return toSignedIn(grant);
      } catch (error) {
        if (error instanceof CommandError) cookies.clear(response);
        throw error;
      }
    },
  );

  routes.addOpen(
    {
      method: 'post',
      path: '/logout',
      summary: 'Sign out, here or everywhere',
      input: signOutSchema,
      answer: success({}),
      refusals: ['NOT_AUTHENTICATED', 'TOKEN_EXPIRED'],
    },
    async ({ input, request, response }) => {
      if (input.everywhere) await domain.auth.signOutEverywhere(await readActor(request, parts));
      const refreshToken = cookies.refreshToken(request);
      if (refreshToken) await domain.auth.signOut(refreshToken);
      cookies.clear(response);
      return { success: true };
    },
  );

  routes.add(
    {
      method: 'post',
      path: '/password',
      summary: 'Set a new password; all other sign-ins of the user end',
      mayCall: 'signedIn',
      input: passwordChangeSchema,
      answer: success({}),
      refusals: ['FORBIDDEN', 'RATE_LIMITED'],
    },
    async ({ actor, input, request }) => {
      const { user } = await domain.auth.me(actor);
      await countFailures({ key: `${request.ip}/${user.email}`, failsWith: 'FORBIDDEN' }, () =>
        domain.auth.changePassword(actor, input),
      );
      return { success: true };
    },
  );

  return routes;
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
