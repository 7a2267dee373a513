import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { signIn } from '../console.ts';
import { listEvents } from './fields.ts';
import { fillIn, type Route, readRoutes } from './routes.ts';
import { expectClear, type Received, type Sent, send, sendJson } from './send.ts';
import { startTarget, type Target } from './target.ts';
import { chooseSeed, createHostileValues, nestJson } from './values.ts';

const seed = chooseSeed();
const random = createRandom(seed);
const values = createHostileValues(random);
const small = values.filter(({ value }) => sizeOf(value) < 50_000);
/** Whatever any command or any form takes. */
const fields = [
  ...new Set([
    ...listEvents().flatMap((event) => event.fields),
    ...['email', 'password', 'current', 'next', 'name', 'role', 'active', 'workspaceName'],
    ...['phoneNumber', 'qr', 'with', 'text', 'kind', 'number', '__proto__'],
    ...['isDefault', 'isActive', 'type', 'mediaType', 'mediaUrl', 'caption', 'fileName'],
  ]),
];
/** What anybody may ask without having signed in. */
const open = [
  'POST /api/auth/login',
  'POST /api/auth/signup',
  'POST /api/auth/refresh',
  'POST /api/auth/logout',
  'GET /api/auth/options',
  'GET /api/openapi.json',
  'GET /api/docs',
  'GET /healthz',
  'GET /readyz',
];

let target: Target;
let routes: Route[];
let tokens: { admin: string; agent: string };
let before: string;

beforeAll(async () => {
  routes = await readRoutes();
  target = await startTarget({
    SENDS_PER_MINUTE: '1000000',
    ALLOW_SIGNUP: 'true',
    METRICS_TOKEN: 'nobody here has this token',
  });
  tokens = {
    admin: (await signIn(target, target.admin)).token,
    agent: (await signIn(target, target.agent)).token,
  };
  // The simulator starts with its first request; what it then says is none of this.
  await call({ method: 'GET', path: '/api/simulator/phones' }, 'admin');
  before = await target.readStore();
});

afterAll(() => target?.close());

describe(`with seed ${seed}`, () => {
  it('the table is the one that Express goes by', () => {
    const known = routes.map(({ method, path }) => `${method} ${path}`);
    expect(known).toEqual(expect.arrayContaining([...open, 'GET /metrics', 'GET /api/auth/me', 'GET /api/contacts']));
  });

  it('without a sign-in there is nothing but what is open', async () => {
    const none: Record<string, string>[] = [
      {},
      { authorization: 'Bearer x' },
      { 'x-auth': '' },
      { 'x-api-key': '' },
      { cookie: 'session=' },
    ];
    for (const route of protectedRoutes()) {
      for (const headers of none) {
        const answer = await send(target.url, fillIn(route, 'x'), { method: route.method, headers });
        expect(answer.status, name(route)).toBe(401);
        expectClear(answer, name(route));
      }
    }
  });

  it.each(['agent', 'admin'] as const)(
    'each route refuses bodies that do not fit, from an %s',
    async (who) => {
      for (const route of routes.filter(takesBody)) {
        const whole = small.map(({ name, value }) => ({ name, body: value }));
        const everywhere = small
          .filter(({ value }) => sizeOf(value) < 2_000)
          .map(({ name, value }) => ({
            name: `${name} in every field`,
            body: Object.fromEntries(fields.map((field) => [field, value])),
          }));
        const one = random
          .shuffle(fields.flatMap((field) => small.map(({ value }) => ({ field, value }))))
          .slice(0, 40);
        const single = one.map(({ field, value }) => ({ name: `something in ${field}`, body: { [field]: value } }));
        for (const { name: what, body } of [...whole, ...everywhere, ...single]) {
          await attack(route, { who, what, body: JSON.stringify(body) });
        }
      }
      await expectUnharmed();
    },
    120_000,
  );

  it('each route refuses bodies that can not be read', async () => {
    const texts = ['{', '{"a":', 'null', '"text"', '1', '[]', '[{}]', 'NaN', '\ufeff{}', '{"a":1}}', '\u0000', ''];
    const deep = [nestJson(100_000, 'lists'), nestJson(100_000, 'objects')];
    const large = [`{"message":"${'x'.repeat(1_048_000)}"}`, `{"message":"${'x'.repeat(2 * 1024 * 1024)}"}`];
    for (const route of routes.filter(takesBody)) {
      for (const body of [...texts, ...deep, ...large]) {
        await attack(route, { who: 'agent', what: body.slice(0, 20), body });
      }
    }
    await expectUnharmed();
  }, 60_000);

  it('each route refuses bodies of other kinds than JSON', async () => {
    const body = '{"email":"a@b.example","password":"x"}';
    const kinds: Record<string, string>[] = [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'application/xml' },
      { 'content-type': 'application/json; charset="' },
      { 'content-type': ';;;' },
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      { 'content-type': 'application/json', 'content-encoding': 'br' },
      { 'content-type': 'application/json', 'content-encoding': 'nothing' },
      { 'content-type': 'application/json; charset=__proto__' },
      { 'content-type': 'application/json; charset=utf-7' },
    ];
    for (const route of routes.filter(takesBody)) {
      for (const headers of kinds) {
        const answer = await call({ ...route, path: fillIn(route, 'x') }, 'agent', { headers, body });
        expectClear(answer, `${name(route)} with ${JSON.stringify(headers)}`);
      }
    }
    await expectUnharmed();
  });

  it('each route refuses what is asked for with a list, an operator or a prototype in the address', async () => {
    const queries = [
      'limit[$gt]=1',
      'limit[]=1&limit[]=2',
      'limit=1&limit=2',
      'limit=NaN',
      'limit=1e999',
      'limit=-1',
      'since[$gt]=0',
      'since=-1',
      'since=99999999999999999999',
      'search[$regex]=.*',
      'search=%00',
      'search=a&search=b',
      'conversationId[$ne]=x',
      'conversationId=a&conversationId=b',
      'channelId[$gt]=',
      'cursor[$gt]=',
      `cursor=${Buffer.from('[{"$gt":""}]').toString('base64url')}`,
      '__proto__[isAdmin]=true',
      'constructor[prototype][isAdmin]=true',
      'forceNew[$ne]=true',
      'withDeleted[$ne]=false',
      'days[$gt]=1',
      'timeZone[]=UTC',
      'timeZone=../../etc/passwd',
      'with[$gt]=',
      '%',
      '%ff%fe',
      '&&&&==&?&#',
      `a${'[a]'.repeat(500)}=1`,
      `search=${'x'.repeat(9_000)}`,
      Array.from({ length: 1500 }, (_, index) => `a${index}=1`).join('&'),
    ];
    for (const route of routes) {
      for (const query of queries) {
        for (const who of ['agent', 'admin'] as const) {
          // A channel that is not there, so that asking for a QR does not make the first one.
          const path = `${fillIn(route, 'x')}?channelId=none&${query}`;
          const headers = { authorization: `Bearer ${tokens[who]}` };
          const answer = await send(target.url, path, { method: route.method, headers });
          expectClear(answer, `${name(route)}?${query.slice(0, 60)}`);
        }
      }
    }
    await expectUnharmed();
  }, 60_000);

  it('each route refuses a name in its path that nothing has', async () => {
    const names = small.flatMap(({ value }) => (typeof value === 'string' && value.isWellFormed() ? [value] : []));
    for (const route of routes.filter(({ path }) => path.includes(':'))) {
      for (const value of [...names.filter((text) => text.length < 5_000), '.', '..', '../..', '%', '%2f', '\\']) {
        const path = fillIn(route, value);
        for (const who of ['agent', 'admin'] as const) {
          const answer = await call({ method: route.method, path }, who);
          expectClear(answer, `${route.method} ${path.slice(0, 80)}`);
          if (isRoute(route.method, path)) continue;
          expect(answer.status, path.slice(0, 80)).toBeGreaterThanOrEqual(400);
        }
      }
      const broken = route.path.replaceAll(/:\w+/g, '%E0%A4%A');
      expectClear(await call({ method: route.method, path: broken }, 'admin'), `${route.method} ${broken}`);
    }
    await expectUnharmed();
  }, 60_000);

  it('no route answers to another method', async () => {
    const paths = [...new Set(routes.map(({ path }) => path))].filter((path) => path.startsWith('/api/'));
    for (const path of paths) {
      const own = routes.filter((route) => route.path === path).map(({ method }) => method);
      const others = ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].filter((method) => !own.includes(method));
      for (const method of others) {
        const filled = fillIn({ method, path }, 'x');
        const answer = await call({ method, path: filled }, 'agent');
        expect([403, 404], `${method} ${filled}`).toContain(answer.status);
      }
    }
    await expectUnharmed();
  });

  it('thousands of requests at once are all answered, and leave nothing behind', async () => {
    const flood = async () => {
      for (const route of routes.filter(({ path }) => !path.startsWith('/api/simulator'))) {
        const path = `${fillIn(route, 'x')}?channelId=none`;
        const answers = await Promise.all(Array.from({ length: 50 }, () => call({ ...route, path }, 'agent')));
        for (const answer of answers) expectClear(answer, name(route));
      }
    };
    await flood();
    const held = await target.measureHeap();
    await flood();
    const grown = (await target.measureHeap()) - held;
    expect(grown / 1024 / 1024, 'MB more than after the first time').toBeLessThan(6);
    await expectUnharmed();
  }, 60_000);

  it('odd headers break nothing', async () => {
    const odd: Record<string, string | string[]>[] = [
      { 'x-auth': ['a', 'b'] },
      { authorization: 'Bearer' },
      { authorization: 'Basic YTpi' },
      { authorization: `Bearer ${'x'.repeat(10_000)}` },
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiJ4In0.' },
      { 'x-api-key': ['__proto__', 'constructor'] },
      { cookie: '__proto__=x; session=%' },
      { cookie: `${'a=b; '.repeat(2_000)}session=x` },
      { cookie: 'refresh=__proto__.constructor; session="' },
      { origin: 'null' },
      { origin: 'http://' },
      { origin: '__proto__' },
      { 'sec-fetch-site': 'same-origin, cross-site' },
      { 'accept-encoding': 'x;q=-1, *;q=0' },
      { accept: ';;;,,,' },
      { 'if-none-match': '"', 'if-modified-since': 'never' },
      { range: 'bytes=-1-1,9-' },
      { 'x-forwarded-for': "'; DROP", 'x-forwarded-host': 'evil.example', forwarded: 'for=x' },
      { 'x-http-method-override': 'DELETE' },
      { expect: '200-nothing' },
      { host: 'evil.example:99999' },
      { host: '__proto__' },
    ];
    for (const route of routes.filter(({ path }) => !path.startsWith('/api/simulator'))) {
      for (const headers of odd) {
        const answer = await send(target.url, fillIn(route, 'x'), { method: route.method, headers });
        expectClear(answer, `${name(route)} with ${JSON.stringify(headers).slice(0, 80)}`);
        if (!isOpen(route)) expect(answer.status, name(route)).toBeGreaterThanOrEqual(400);
      }
    }
    await expectUnharmed();
  }, 60_000);
});

function name({ method, path }: Route): string {
  return `${method} ${path}`;
}

function sizeOf(value: unknown): number {
  return (JSON.stringify(value) ?? '').length;
}

function isOpen(route: Route): boolean {
  return open.includes(name(route)) || !/^\/(?:api\/|metrics$)/.test(route.path);
}

function protectedRoutes(): Route[] {
  return routes.filter((route) => !isOpen(route));
}

function takesBody({ method }: Route): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'DELETE';
}

function call({ method, path }: Route, who: 'admin' | 'agent', sent: Sent = {}): Promise<Received> {
  const headers = { authorization: `Bearer ${tokens[who]}` };
  return send(target.url, path, { ...sent, method, headers: { ...headers, ...sent.headers } });
}

async function attack(
  route: Route,
  { who, what, body }: { who: 'admin' | 'agent'; what: string; body: string | undefined },
): Promise<void> {
  const headers = { authorization: `Bearer ${tokens[who]}` };
  const answer = await sendJson(target.url, fillIn(route, 'x'), { method: route.method, headers, body: body ?? '' });
  expectClear(answer, `${name(route)} with ${what}`);
}

/** Whoever may change a name may choose an odd one: that alone is put back, as are the channels that were made with one. */
async function restoreNames(): Promise<void> {
  for (const [who, path, name] of [
    ['admin', '/api/auth/me', 'Admin'],
    ['agent', '/api/auth/me', 'Agent'],
    ['admin', '/api/workspace', 'My business'],
  ] as const) {
    const answer = await sendJson(target.url, path, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${tokens[who]}` },
      body: JSON.stringify({ name }),
    });
    expect(answer.status).toBe(200);
  }
}

/** Nothing stored, nothing logged, no promise left alone: each would be a line at level `warn` or above. */
async function expectUnharmed(): Promise<void> {
  expect(target.isAlive()).toBe(true);
  expect((await send(target.url, '/readyz')).status).toBe(200);
  expect(target.logged()).toEqual([]);
  await restoreNames();
  await target.forgetChannels();
  expect(await target.readStore()).toBe(before);
}

/** An empty name, or a dot, makes of one thing's address that of the list. */
function isRoute(method: string, path: string): boolean {
  const { pathname } = new URL(path, 'http://localhost');
  return routes.some((route) => route.method === method && route.path === pathname.replace(/\/$/, ''));
}
