import { meSchema, signedInSchema } from '@erp-whatsapp/shared/auth';
import { parseSetCookie } from 'cookie';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../testing/console.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ ALLOWED_ORIGINS: 'https://partner.example' });
});
afterAll(() => app?.close());

type Options = { method?: string; body?: unknown; headers?: Record<string, string> };

const call = (path: string, { method = 'GET', body, headers = {} }: Options = {}) =>
  fetch(`${app.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const post = (path: string, options: Options = {}) => call(path, { method: 'POST', ...options });

/** The cookies that an answer set, by name. */
const readCookies = (response: Response) =>
  new Map(response.headers.getSetCookie().map((line) => [parseSetCookie(line).name, parseSetCookie(line)]));

const toHeader = (name: string, response: Response) => ({
  cookie: `${name}=${readCookies(response).get(name)?.value}`,
});

describe('signing in', () => {
  it('gives a token, the user, and two cookies that no page can read', async () => {
    const response = await post('/api/auth/login', { body: app.admin });
    const { token, user } = signedInSchema.parse(await response.json());
    expect(user).toMatchObject({ email: app.admin.email, role: 'admin' });
    const cookies = readCookies(response);
    expect(cookies.get('refresh')).toMatchObject({ httpOnly: true, sameSite: 'strict', path: '/api/auth' });
    expect(cookies.get('session')).toMatchObject({ httpOnly: true, sameSite: 'strict', path: '/', value: token });

    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${token}` },
      { 'x-auth': token },
      toHeader('session', response),
    ];
    for (const headers of ways) {
      const me = meSchema.parse(await (await call('/api/auth/me', { headers })).json());
      expect(me).toMatchObject({ user, whatsappNetwork: 'simulator', workspace: { id: user.workspaceId } });
    }
  });

  it.each([
    [{ email: 'admin@example.com', password: 'wrong' }, 401, 'NOT_AUTHENTICATED'],
    [{ email: 'nobody@example.com', password: 'wrong' }, 401, 'NOT_AUTHENTICATED'],
    [{ email: { $ne: '' }, password: { $ne: '' } }, 400, 'INVALID_INPUT'],
    [{}, 400, 'INVALID_INPUT'],
    ['{ not json', 400, 'INVALID_INPUT'],
    [{ email: 'a@b.example', password: 'x'.repeat(2_000_000) }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses case %#', async (body, status, code) => {
    const response = await post('/api/auth/login', { body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false, code, error: expect.any(String) });
  });

  it('waits after five failures for one account, and for that one alone', async () => {
    const body = { email: 'guessed@example.com', password: 'guess' };
    for (let tries = 0; tries < 5; tries += 1) expect((await post('/api/auth/login', { body })).status).toBe(401);
    const refused = await post('/api/auth/login', { body });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect(signIn(app, app.agent)).resolves.toBeDefined();
  });
});

describe('staying signed in', () => {
  it('rotates the cookie; the former one is good until its successor was used, then everything ends', async () => {
    const first = await post('/api/auth/login', { body: app.agent });
    const refresh = (from: Response) => post('/api/auth/refresh', { headers: toHeader('refresh', from) });
    const second = await refresh(first);
    expect(second.status).toBe(200);
    // A second tab, or an answer that got lost.
    const twin = await refresh(first);
    expect(twin.status).toBe(200);
    const third = await refresh(second);
    expect(third.status).toBe(200);
    expect((await refresh(second)).status).toBe(200);

    const stolen = await refresh(first);
    expect(stolen.status).toBe(401);
    expect(readCookies(stolen).get('refresh')?.value).toBe('');
    expect((await refresh(third)).status).toBe(401);
  });

  it('ends with signing out', async () => {
    const signedIn = await post('/api/auth/login', { body: app.agent });
    const headers = toHeader('refresh', signedIn);
    expect((await post('/api/auth/logout', { headers })).status).toBe(200);
    expect((await post('/api/auth/refresh', { headers })).status).toBe(401);
  });

  it('is refused without a cookie and with nonsense', async () => {
    expect((await post('/api/auth/refresh')).status).toBe(401);
    expect((await post('/api/auth/refresh', { headers: { cookie: 'refresh=a.b' } })).status).toBe(401);
  });
});

describe('foreign pages', () => {
  it('get no answer, but those of allowed origins do', async () => {
    const foreign = await call('/api/auth/me', { headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const allowed = await call('/api/auth/me', { headers: { origin: 'https://partner.example' } });
    expect(allowed.status).toBe(401);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://partner.example');
  });

  it('can’t act with the session cookie', async () => {
    const headers = toHeader('session', await post('/api/auth/login', { body: app.admin }));
    const act = (phoneNumber: string, more: Record<string, string>) =>
      post('/api/simulator/phones', { body: { phoneNumber }, headers: { ...headers, ...more } });
    expect((await act('+4930111221', {})).status).toBe(401);
    expect((await act('+4930111222', { 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await act('+4930111223', { 'sec-fetch-site': 'same-origin' })).status).toBe(201);
    expect((await act('+4930111224', { origin: app.url })).status).toBe(201);
  });
});

describe('the simulator’s controls', () => {
  it('are for admins', async () => {
    const { token } = await signIn(app, app.agent);
    expect((await call('/api/simulator/phones')).status).toBe(401);
    const response = await call('/api/simulator/phones', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what needs no sign-in', () => {
  it('tells how it is', async () => {
    expect(await (await call('/healthz')).json()).toEqual({ ok: true });
    expect(await (await call('/readyz')).json()).toEqual({ ok: true, parts: { database: true } });
  });

  it('sends a strict policy with every answer', async () => {
    const { headers } = await call('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('says that there is nothing at an unknown address', async () => {
    const response = await call('/api/nothing');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ success: false, code: 'NOT_FOUND' });
  });
});
