import type { Me, SignedIn } from '@erp-whatsapp/shared/auth';
import type { User } from '@erp-whatsapp/shared/user';
import { readMe, readSignedIn, readTokenExpiry } from './answers.ts';
import { type Http, type HttpCall, HttpError, readNothing } from './http.ts';

export type SessionListeners = {
  /** A new token came, and with it what the person is called and may do by now. */
  onRenewed: (user: User) => void;
  /** The server no longer knows this sign-in. */
  onEnded: () => void;
};

/** A person's sign-in. The access token lives in this closure only, never in storage that scripts could read later. */
export type Session = {
  token: () => string | null;
  /** @throws HttpError with why not. */
  signIn: (credentials: { email: string; password: string }) => Promise<SignedIn>;
  /**
   * Gets a new access token by the refresh cookie; many calls at once make one.
   * @returns `null` when nobody is signed in (any more). @throws HttpError `UNREACHABLE` and other passing trouble.
   */
  refresh: () => Promise<SignedIn | null>;
  /** Forgets the token at once; the server is told, and being offline does not stop it. */
  signOut: () => Promise<void>;
  me: () => Promise<Me>;
  /** A call as the signed-in person; an expired token is renewed and the call repeated once. */
  request: <T>(call: Omit<HttpCall<T>, 'token'>) => Promise<T>;
  listen: (listeners: SessionListeners) => void;
};

/** A token is renewed this long before it ends. */
const renewBeforeMs = 60_000;
/** A wrong clock must not make us renew without pause. */
const shortestRenewalMs = 30_000;
const retryRenewalMs = 10_000;

export function createSession(http: Http, now: () => number = Date.now): Session {
  let token: string | null = null;
  let userId: string | null = null;
  let refreshing: Promise<SignedIn | null> | null = null;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let listeners: SessionListeners | null = null;

  async function signIn(credentials: { email: string; password: string }): Promise<SignedIn> {
    return keep(await http({ method: 'POST', path: '/api/auth/login', body: credentials, read: readSignedIn }));
  }

  function refresh(): Promise<SignedIn | null> {
    refreshing ??= askForToken().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function askForToken(): Promise<SignedIn | null> {
    try {
      const signedIn = keep(await http({ method: 'POST', path: '/api/auth/refresh', read: readSignedIn }));
      listeners?.onRenewed(signedIn.user);
      return signedIn;
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      const hadToken = token !== null;
      forget();
      if (hadToken) listeners?.onEnded();
      return null;
    }
  }

  function keep(signedIn: SignedIn): SignedIn {
    token = signedIn.token;
    userId = signedIn.user.id;
    const endsAt = (readTokenExpiry(token) ?? 0) * 1_000;
    renewIn(Math.max(endsAt - now() - renewBeforeMs, shortestRenewalMs));
    return signedIn;
  }

  function renewIn(delayMs: number): void {
    clearTimeout(renewal);
    renewal = setTimeout(() => {
      refresh().catch(() => renewIn(retryRenewalMs));
    }, delayMs);
  }

  function forget(): void {
    token = null;
    userId = null;
    clearTimeout(renewal);
  }

  async function signOut(): Promise<void> {
    forget();
    await http({ method: 'POST', path: '/api/auth/logout', read: readNothing });
  }

  async function request<T>(call: Omit<HttpCall<T>, 'token'>): Promise<T> {
    const askedBy = userId;
    try {
      return await http({ ...call, token });
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      const renewed = await refresh();
      // Another person may have signed in in another tab: the cookie is theirs by now, the call is not.
      if (renewed === null || (askedBy !== null && renewed.user.id !== askedBy)) throw error;
      return http({ ...call, token });
    }
  }

  return {
    token: () => token,
    signIn,
    refresh,
    signOut,
    me: () => request({ method: 'GET', path: '/api/auth/me', read: readMe }),
    request,
    listen: (given) => {
      listeners = given;
    },
  };
}

function isSignedOut(error: unknown): boolean {
  return error instanceof HttpError && (error.code === 'NOT_AUTHENTICATED' || error.code === 'TOKEN_EXPIRED');
}
