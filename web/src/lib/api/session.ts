import type { Me, SignedIn, SignUp } from '@erp-whatsapp/shared/auth';
import type { User } from '@erp-whatsapp/shared/user';
import { readMe, readSignedIn, readTokenExpiry } from './answers.ts';
import { type Http, type HttpCall, HttpError, readNothing } from './http.ts';
import type { SignInTabs } from './signInTabs.ts';

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
  /** Makes a workspace and signs in as its admin. @throws HttpError with why not. */
  signUp: (wanted: SignUp) => Promise<SignedIn>;
  /**
   * Gets a new access token by the refresh cookie; many calls at once make one, also from several tabs.
   * @returns `null` when nobody is signed in (any more). @throws HttpError `UNREACHABLE` and other passing trouble.
   */
  refresh: () => Promise<SignedIn | null>;
  /** Forgets the token at once; the server is told, and being offline does not stop it. */
  signOut: () => Promise<void>;
  me: () => Promise<Me>;
  /** Takes somebody for signed in whom the server can't be asked about now; nothing is asked in their name before it was. */
  assume: (user: User) => void;
  /** A call as the signed-in person; an expired token is renewed and the call repeated once. */
  request: <T>(call: Omit<HttpCall<T>, 'token'>) => Promise<T>;
  listen: (listeners: SessionListeners) => void;
};

/** A token is renewed this long before it ends. */
const renewBeforeMs = 60_000;
/** A wrong clock must not make us renew without pause. */
const shortestRenewalMs = 30_000;
const retryRenewalMs = 10_000;
/** Other tabs wait for the answer, too. */
const renewalWithinMs = 15_000;

export function createSession(http: Http, tabs: SignInTabs, now: () => number = Date.now): Session {
  let token: string | null = null;
  let userId: string | null = null;
  let refreshing: Promise<SignedIn | null> | null = null;
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let listeners: SessionListeners | null = null;
  let leaveTabs: (() => void) | null = null;

  async function signIn(credentials: { email: string; password: string }): Promise<SignedIn> {
    return keep(await http({ method: 'POST', path: '/api/auth/login', body: credentials, read: readSignedIn }));
  }

  async function signUp(wanted: SignUp): Promise<SignedIn> {
    return keep(await http({ method: 'POST', path: '/api/auth/signup', body: wanted, read: readSignedIn }));
  }

  function refresh(): Promise<SignedIn | null> {
    refreshing ??= askForToken().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function askForToken(): Promise<SignedIn | null> {
    try {
      const signedIn = keep(await renewAlone());
      listeners?.onRenewed(signedIn.user);
      return signedIn;
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      const wasKnown = userId !== null;
      forget();
      if (wasKnown) listeners?.onEnded();
      return null;
    }
  }

  /** The cookie rotates at each use, so one tab uses it and tells the others. */
  async function renewAlone(): Promise<SignedIn> {
    const got = Promise.withResolvers<SignedIn>();
    await tabs.renewAlone(async (renewed) => {
      const call = { method: 'POST', path: '/api/auth/refresh', timeoutMs: renewalWithinMs } as const;
      const signedIn = renewed ?? (await http({ ...call, read: readSignedIn }));
      if (renewed === null) tabs.tell(signedIn);
      got.resolve(signedIn);
    });
    return got.promise;
  }

  /** Another tab renewed the sign-in. Of another person, that is found out when it is this one's turn. */
  function takeRenewed(signedIn: SignedIn): void {
    if (signedIn.user.id !== userId || toExpiry(signedIn.token) <= toExpiry(token ?? '')) return;
    keep(signedIn);
    listeners?.onRenewed(signedIn.user);
  }

  function keep(signedIn: SignedIn): SignedIn {
    token = signedIn.token;
    userId = signedIn.user.id;
    renewIn(Math.max(toExpiry(token) - now() - renewBeforeMs, shortestRenewalMs));
    leaveTabs ??= tabs.listen(takeRenewed);
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
    leaveTabs?.();
    leaveTabs = null;
  }

  async function signOut(): Promise<void> {
    forget();
    await http({ method: 'POST', path: '/api/auth/logout', read: readNothing });
  }

  async function request<T>(call: Omit<HttpCall<T>, 'token'>): Promise<T> {
    const askedBy = userId;
    if (token === null && askedBy !== null && (await refresh())?.user.id !== askedBy) {
      throw new HttpError('NOT_AUTHENTICATED', 'You were signed out. Please sign in again.');
    }
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
    signUp,
    refresh,
    signOut,
    me: () => request({ method: 'GET', path: '/api/auth/me', read: readMe }),
    assume: (user) => {
      userId = user.id;
    },
    request,
    listen: (given) => {
      listeners = given;
    },
  };
}

/** When a token ends, in milliseconds since 1970. */
function toExpiry(token: string): number {
  return (readTokenExpiry(token) ?? 0) * 1_000;
}

function isSignedOut(error: unknown): boolean {
  return error instanceof HttpError && (error.code === 'NOT_AUTHENTICATED' || error.code === 'TOKEN_EXPIRED');
}
