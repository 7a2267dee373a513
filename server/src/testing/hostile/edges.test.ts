import { parseSetCookie } from 'cookie';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signIn } from '../console.ts';
import { startApp, type TestApp } from '../startApp.ts';
import { fillIn, type Route, readRoutes } from './routes.ts';
import { type Received, type Sent, send, sendJson } from './send.ts';

const partner = 'https://partner.example';
const evil = 'https://evil.example';
const production = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  JWT_SECRET: 'a secret that only this test knows about',
  ENCRYPTION_KEY: '11'.repeat(32),
  ALLOWED_ORIGINS: partner,
  WHATSAPP_NETWORK: 'simulator',
};

let app: TestApp;
let live: TestApp;
let changing: Route[];

beforeAll(async () => {
  changing = (await readRoutes()).filter(
    ({ method, path }) => method !== 'GET' && !/^\/api\/auth\/(?:login|refresh|logout|signup)$/.test(path),
  );
  app = await startApp({ ALLOWED_ORIGINS: partner });
  live = await startApp(production);
});

afterAll(async () => {
  await app?.close();
  await live?.close();
});

type Credentials = { email: string; password: string };

const logIn = ({ url }: { url: string }, credentials: Credentials, sent: Sent = {}) =>
  sendJson(url, '/api/auth/login', { ...sent, method: 'POST', body: JSON.stringify(credentials) });

describe('cookies', () => {
  it.each(['development', 'production'])(
    'of %s are kept from pages, and from plain HTTP where that is due',
    async (at) => {
      const { url, admin } = at === 'production' ? live : app;
      const secure = at === 'production' ? true : undefined;
      const signedIn = await logIn({ url }, admin);
      expect(readCookies(signedIn)).toMatchObject({
        refresh: { httpOnly: true, sameSite: 'strict', path: '/api/auth' },
        session: { httpOnly: true, sameSite: 'strict', path: '/' },
      });
      const refreshed = await refresh(url, signedIn);
      const signedOut = await sendJson(url, '/api/auth/logout', {
        method: 'POST',
        body: '{}',
        headers: cookies(refreshed),
      });
      for (const answer of [signedIn, refreshed, signedOut]) {
        const set = Object.values(readCookies(answer));
        expect(set).toHaveLength(2);
        for (const { httpOnly, sameSite, secure: isSecure, domain } of set) {
          expect({ httpOnly, sameSite, isSecure, domain }).toEqual({
            httpOnly: true,
            sameSite: 'strict',
            isSecure: secure,
            domain: undefined,
          });
        }
      }
      expect(Object.values(readCookies(signedOut)).map(({ value }) => value)).toEqual(['', '']);
    },
  );

  it('that a client brings along are never taken over by a sign-in', async () => {
    const victim = await logIn(app, app.agent);
    const brought = { cookie: `${cookies(victim).cookie}; refresh=planted.secret; session=planted` };
    const signedIn = await logIn(app, app.admin, { headers: brought });
    const [before, after] = [readCookies(victim), readCookies(signedIn)];
    const idOf = (value: string | undefined) => value?.split('.')[0];
    expect(idOf(after['refresh']?.value)).not.toBe(idOf(before['refresh']?.value));
    expect(idOf(after['refresh']?.value)).not.toBe('planted');
    expect(after['session']?.value).not.toBe(before['session']?.value);
    // What was brought along stands for whom it stood for before.
    const me = await send(app.url, '/api/auth/me', { headers: cookies(victim) });
    expect(JSON.parse(me.text)).toMatchObject({ user: { email: app.agent.email } });
    expect((await send(app.url, '/api/auth/me', { headers: { cookie: 'session=planted' } })).status).toBe(401);
    const planted = { method: 'POST', headers: { cookie: 'refresh=planted.secret' }, body: '{}' };
    expect((await sendJson(app.url, '/api/auth/refresh', planted)).status).toBe(401);
  });
});

describe('with the session cookie', () => {
  it('no other page changes anything, by any route', async () => {
    const { cookie } = cookies(await logIn(app, app.admin));
    const foreign: [Record<string, string>, number][] = [
      [{}, 401],
      [{ 'sec-fetch-site': 'cross-site' }, 401],
      [{ 'sec-fetch-site': 'same-site' }, 401],
      [{ 'sec-fetch-site': 'none' }, 401],
      [{ 'sec-fetch-site': 'cross-site', origin: app.url }, 401],
      [{ origin: evil }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: partner }, 401],
      [{ origin: partner, 'sec-fetch-site': 'cross-site' }, 401],
    ];
    const own: Record<string, string>[] = [{ 'sec-fetch-site': 'same-origin' }, { origin: app.url }];
    expect(changing.length).toBeGreaterThan(5);
    for (const route of changing) {
      const name = `${route.method} ${route.path}`;
      for (const [headers, status] of foreign) {
        const answer = await change(route, { cookie, ...headers });
        expect(answer.status, `${name} with ${JSON.stringify(headers)}`).toBe(status);
      }
      for (const headers of own) {
        const answer = await change(route, { cookie, ...headers });
        expect(answer.status, `${name} with ${JSON.stringify(headers)}: ${answer.text}`).not.toBe(401);
      }
    }
  });

  it('a foreign page neither renews nor ends the sign-in', async () => {
    const signedIn = await logIn(app, app.agent);
    for (const path of ['/api/auth/refresh', '/api/auth/logout']) {
      const headers = { ...cookies(signedIn), origin: evil };
      expect((await sendJson(app.url, path, { method: 'POST', headers, body: '{}' })).status).toBe(403);
    }
    expect((await refresh(app.url, signedIn)).status).toBe(200);
  });
});

describe('other origins', () => {
  const preflight = (origin: string) =>
    send(app.url, '/api/messages', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-auth,x-api-key',
      },
    });

  it('are let in where they are allowed', async () => {
    const { status, headers } = await preflight(partner);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': partner,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('POST'),
    });
    for (const name of ['authorization', 'x-auth', 'x-api-key']) {
      expect(headers['access-control-allow-headers']).toContain(name);
    }
    expect((await shakeHands(partner)).status).toBe(200);
    expect((await shakeHands(app.url)).status).toBe(200);
  });

  it.each([
    evil,
    'null',
    `${partner}.evil.example`,
    'http://partner.example',
    'https://PARTNER.example',
    `${partner}:444`,
  ])('are kept out: %s', async (origin) => {
    for (const answer of [await preflight(origin), await send(app.url, '/api/auth/me', { headers: { origin } })]) {
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await shakeHands(origin)).status).toBeGreaterThanOrEqual(400);
  });

  function shakeHands(origin: string): Promise<Received> {
    const headers = { origin, host: new URL(app.url).host };
    return send(app.url, '/socket.io/?EIO=4&transport=polling', { headers });
  }
});

describe('headers', () => {
  it.each([
    ['the console', '/', {}],
    ['a page of it', '/chat', { headers: { accept: 'text/html' } }],
    ['an asset that is not there', '/assets/none.js', {}],
    ['health', '/healthz', {}],
    ['the API', '/api/auth/me', {}],
    ['an unknown address', '/api/nothing', {}],
    ['a refused origin', '/api/auth/me', { headers: { origin: evil } }],
    [
      'a body that can not be read',
      '/api/auth/login',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
    ],
    [
      'a body that is too large',
      '/api/auth/login',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(1_100_000)}"` },
    ],
  ] as const)('protect %s', async (_name, path, sent: Sent) => {
    for (const [{ url }, isProduction] of [
      [app, false],
      [live, true],
    ] as const) {
      const { headers } = await send(url, path, sent);
      const policy = String(headers['content-security-policy']);
      for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval|\*/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['x-frame-options']).toBeDefined();
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['strict-transport-security'] !== undefined).toBe(isProduction);
      if (path.startsWith('/api/') && !('origin' in (sent.headers ?? {}))) {
        expect(headers['cache-control']).toBe('no-store');
      }
    }
  });
});

describe('failed sign-ins', () => {
  it('lock one account for one address, and nobody else', async () => {
    const wrong = { email: app.agent.email, password: 'wrong' };
    for (let times = 0; times < 5; times += 1) expect((await logIn(app, wrong)).status).toBe(401);
    const locked = await logIn(app, app.agent);
    expect(locked.status).toBe(429);
    const { retryAfterMs } = z.object({ retryAfterMs: z.number() }).parse(JSON.parse(locked.text));
    expect(retryAfterMs).toBeGreaterThan(14 * 60_000);
    expect(retryAfterMs).toBeLessThanOrEqual(15 * 60_000);
    expect(Number(locked.headers['retry-after'])).toBe(Math.ceil(retryAfterMs / 1000));

    const disguises: [Credentials, Sent][] = [
      [{ ...app.agent, email: ` ${app.agent.email.toUpperCase()} ` }, {}],
      [app.agent, { headers: { 'x-forwarded-for': '203.0.113.7' } }],
      [app.agent, { headers: { forwarded: 'for=203.0.113.7' } }],
      [app.agent, { headers: { 'x-real-ip': '203.0.113.7' } }],
    ];
    for (const [credentials, sent] of disguises) expect((await logIn(app, credentials, sent)).status).toBe(429);

    expect((await logIn(app, app.agent, { from: '127.0.0.2' })).status).toBe(200);
    expect((await logIn(app, app.admin)).status).toBe(200);
    // That it worked elsewhere does not unlock it here.
    expect((await logIn(app, app.agent)).status).toBe(429);
  });

  it('at once are no more than one after another', async () => {
    const wrong = { email: app.admin.email, password: 'wrong' };
    const guesses = await Promise.all(Array.from({ length: 25 }, () => logIn(app, wrong, { from: '127.0.0.4' })));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('are forgotten with a sign-in that works', async () => {
    const from = '127.0.0.3';
    const wrong = { email: app.admin.email, password: 'wrong' };
    for (let round = 0; round < 2; round += 1) {
      for (let times = 0; times < 4; times += 1) expect((await logIn(app, wrong, { from })).status).toBe(401);
      expect((await logIn(app, app.admin, { from })).status).toBe(200);
    }
  });

  it('say the same whether the account or the password is wrong', async () => {
    const [first, second] = await Promise.all(
      [app.admin.email, 'nobody@example.com'].map((email) =>
        logIn(app, { email, password: 'wrong' }, { from: '127.0.0.5' }),
      ),
    );
    expect(first?.text).toBe(second?.text);
    await expect(signIn(live, live.agent)).resolves.toBeDefined();
  });
});

function readCookies({ headers }: Received): Record<string, ReturnType<typeof parseSetCookie>> {
  const lines = [headers['set-cookie'] ?? []].flat();
  return Object.fromEntries(lines.map((line) => [parseSetCookie(line).name, parseSetCookie(line)]));
}

/** The cookies that an answer set, as a browser sends them back. */
function cookies(answer: Received): { cookie: string } {
  const set = Object.values(readCookies(answer));
  return { cookie: set.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

function refresh(url: string, signedIn: Received): Promise<Received> {
  return sendJson(url, '/api/auth/refresh', { method: 'POST', headers: cookies(signedIn), body: '{}' });
}

function change(route: Route, headers: Record<string, string>): Promise<Received> {
  const host = new URL(app.url).host;
  return sendJson(app.url, fillIn(route, 'x'), { method: route.method, headers: { host, ...headers }, body: '{}' });
}
