import type { WhatsAppNetwork } from '@erp-whatsapp/shared/auth';
import type { Failure } from '@erp-whatsapp/shared/errors';
import type { User } from '@erp-whatsapp/shared/user';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { makeUser } from './factories.ts';

// Our own origin: another one would be asked first whether it may be called.
export const apiUrl = window.location.origin;

type ApiState = {
  /** Whoever the refresh cookie belongs to; `null`: nobody. */
  cookieOf: User | null;
  network: WhatsAppNetwork;
  tokensGiven: number;
  /** How long access tokens live, in seconds. */
  tokenSeconds: number;
};

const initial = (): ApiState => ({ cookieOf: null, network: 'live', tokensGiven: 0, tokenSeconds: 900 });

/** What the REST API of the tests knows; set it before the console starts. */
export const apiState: ApiState = initial();

/** The REST API of the tests, at {@link apiUrl}. */
export const api = setupServer(
  http.post(`${apiUrl}/api/auth/login`, async ({ request }) => {
    const body: unknown = await request.json();
    const isRight = typeof body === 'object' && body !== null && 'password' in body && body.password === 'right';
    if (!isRight) return refuse(401, { code: 'NOT_AUTHENTICATED', error: 'Wrong.' });
    apiState.cookieOf = makeUser();
    return HttpResponse.json({ token: nextToken(), user: apiState.cookieOf });
  }),
  http.post(`${apiUrl}/api/auth/refresh`, () => {
    const user = apiState.cookieOf;
    return user === null ? notSignedIn() : HttpResponse.json({ token: nextToken(), user });
  }),
  http.post(`${apiUrl}/api/auth/logout`, () => {
    apiState.cookieOf = null;
    return HttpResponse.json({ success: true });
  }),
  http.get(`${apiUrl}/api/auth/me`, () => {
    const { cookieOf: user, network: whatsappNetwork } = apiState;
    if (user === null) return notSignedIn();
    return HttpResponse.json({ user, workspace: { id: user.workspaceId, name: 'Shop' }, whatsappNetwork });
  }),
  // While the socket is lost the console asks here. A lost network loses both, unless a test says otherwise.
  http.all(`${apiUrl}/api/*`, () => new HttpResponse('Bad gateway', { status: 502 })),
);

export function resetApi(): void {
  api.resetHandlers();
  Object.assign(apiState, initial());
}

export function refuse(status: number, failure: Omit<Failure, 'success'>): Response {
  return HttpResponse.json({ success: false, ...failure }, { status });
}

/** The n-th token, which the test's socket server takes unless told otherwise. */
export function nextToken(): string {
  apiState.tokensGiven += 1;
  const exp = Math.floor(Date.now() / 1_000) + apiState.tokenSeconds;
  return `${apiState.tokensGiven}.${btoa(JSON.stringify({ exp }))}.signature`;
}

function notSignedIn(): Response {
  return refuse(401, { code: 'NOT_AUTHENTICATED', error: 'Please sign in first.' });
}
