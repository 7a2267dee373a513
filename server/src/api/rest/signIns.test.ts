import { madeApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import { signedInSchema, signInSessionSchema } from '@erp-whatsapp/shared/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect } from '../../testing/clients.ts';
import { connectAs, signIn } from '../../testing/console.ts';
import { type Answered, createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

let app: TestApp;
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

let made = 0;
/** A workspace's only user, who shares nothing with other tests. */
async function addUser() {
  made += 1;
  const user = { name: 'Una', email: `una-${made}@example.com`, password: 'first-password' };
  await app.domain().workspaces.create({ ...user, workspaceName: `W${made}` });
  return { email: user.email, password: user.password };
}

const login = (body: { email: string; password: string }) => call('POST', '/auth/login', { body });
const readToken = ({ body }: Answered) => signedInSchema.parse(body).token;
const refresh = ({ headers }: Answered) => {
  const cookie = headers.getSetCookie().find((line) => line.startsWith('refresh=')) ?? '';
  return call('POST', '/auth/refresh', { headers: { cookie } });
};
const changePassword = (token: string, body: unknown) => call('POST', '/auth/password', { token, body });

describe('a new password of one’s own', () => {
  it('ends all other sign-ins with their sockets at once, and keeps this one', async () => {
    const user = await addUser();
    const [mine, another] = await Promise.all([login(user), login(user)]);
    const [here, there] = await Promise.all(
      [mine, another].map((answer) => connect(app.url, { token: readToken(answer) })),
    );
    await Promise.all([here, there].map((client) => client?.next('authenticated')));

    const answer = await changePassword(readToken(mine), { current: user.password, next: 'second-password' });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    await waitFor('the end of the other one', () => there?.socket.disconnected);
    expect(await call('GET', '/auth/me', { token: readToken(another) })).toMatchObject({ status: 401 });
    expect(await refresh(another)).toMatchObject({ status: 401 });

    await expect(here?.ask('get_contacts', {})).resolves.toMatchObject({ success: true });
    expect(await call('GET', '/auth/me', { token: readToken(mine) })).toMatchObject({ status: 200 });
    expect(await refresh(mine)).toMatchObject({ status: 200 });
    await expect(signIn(app, user)).rejects.toThrow('401');
    await expect(signIn(app, { ...user, password: 'second-password' })).resolves.toBeDefined();
    here?.socket.disconnect();
  });

  it.each([
    [{ current: 'first-password', next: 'seven77' }, 400, 'INVALID_INPUT'],
    [{ current: 'first-password', next: 'x'.repeat(513) }, 400, 'INVALID_INPUT'],
    [{ next: 'second-password' }, 400, 'INVALID_INPUT'],
    [{ current: 'wrong', next: 'second-password' }, 403, 'FORBIDDEN'],
  ])('is refused for %j', async (body, status, code) => {
    const user = await addUser();
    const { token } = await signIn(app, user);
    expect(await changePassword(token, body)).toMatchObject({ status, body: { success: false, code } });
    expect(await call('GET', '/auth/me', { token })).toMatchObject({ status: 200 });
    await expect(signIn(app, user)).resolves.toBeDefined();
  });

  it('takes from 8 to 512 characters', async () => {
    const { email, password } = await addUser();
    const { token } = await signIn(app, { email, password });
    const longest = 'x'.repeat(512);
    expect(await changePassword(token, { current: password, next: longest })).toMatchObject({ status: 200 });
    expect(await changePassword(token, { current: longest, next: 'eight888' })).toMatchObject({ status: 200 });
  });

  it('counts wrong ones like failed sign-ins', async () => {
    const user = await addUser();
    const { token } = await signIn(app, user);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await changePassword(token, { current: 'guess', next: 'second-password' })).toMatchObject({ status: 403 });
    }
    const refused = await changePassword(token, { current: user.password, next: 'second-password' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await login(user)).toMatchObject({ status: 429 });
  });

  it('is for whoever is signed in', async () => {
    const body = { current: 'first-password', next: 'second-password' };
    expect(await call('POST', '/auth/password', { body })).toMatchObject({ status: 401 });
  });
});

describe('signing out', () => {
  it('ends the access token too, and no other sign-in', async () => {
    const user = await addUser();
    const [mine, another] = await Promise.all([login(user), login(user)]);
    const cookie = mine.headers.getSetCookie().find((line) => line.startsWith('refresh=')) ?? '';
    expect(await call('POST', '/auth/logout', { headers: { cookie } })).toMatchObject({ status: 200 });
    expect(await call('GET', '/auth/me', { token: readToken(mine) })).toMatchObject({ status: 401 });
    expect(await call('GET', '/auth/me', { token: readToken(another) })).toMatchObject({ status: 200 });
  });

  it('everywhere ends all of the user’s sign-ins and sockets', async () => {
    const user = await addUser();
    const [mine, another] = await Promise.all([login(user), login(user)]);
    const clients = await Promise.all([connectAs(app, user), connectAs(app, user)]);
    const bystander = await connectAs(app, app.admin);

    const everywhere = { token: readToken(mine), body: { everywhere: true } };
    expect(await call('POST', '/auth/logout', everywhere)).toMatchObject({ status: 200, body: { success: true } });
    await waitFor('the end', () => clients.every(({ socket }) => socket.disconnected));
    for (const answer of [mine, another]) {
      expect(await call('GET', '/auth/me', { token: readToken(answer) })).toMatchObject({ status: 401 });
      expect(await refresh(answer)).toMatchObject({ status: 401 });
    }
    expect(bystander.socket.connected).toBe(true);
    await expect(signIn(app, user)).resolves.toBeDefined();
    bystander.socket.disconnect();
  });

  it('everywhere needs to know who asks', async () => {
    expect(await call('POST', '/auth/logout', { body: { everywhere: true } })).toMatchObject({ status: 401 });
    expect(await call('POST', '/auth/logout', { body: { everywhere: 'yes' } })).toMatchObject({ status: 400 });
  });
});

describe('the list of one’s own sign-ins', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
  const list = async (token: string) => {
    const { status, body } = await call('GET', '/auth/sessions', { token });
    expect(status).toBe(200);
    return z.object({ data: z.array(signInSessionSchema) }).parse(body).data;
  };
  const loginFrom = (userAgent: string, body: { email: string; password: string }) =>
    call('POST', '/auth/login', { body, headers: { 'user-agent': userAgent } });

  it('says in plain words where they are, this one first, and gives away no secret', async () => {
    const user = await addUser();
    const before = Date.now();
    const here = readToken(await loginFrom(firefox, user));
    const there = await loginFrom(safari, user);
    const listed = await list(here);
    expect(listed).toMatchObject([
      { browser: 'Firefox', system: 'Windows', isCurrent: true },
      { browser: 'Safari', system: 'iPhone', isCurrent: false },
    ]);
    for (const { createdAt, lastUsedAt } of listed) {
      for (const at of [createdAt, lastUsedAt]) expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(before - 1000);
    }
    const cookie = there.headers.getSetCookie().find((line) => line.startsWith('refresh=')) ?? '';
    for (const { id } of listed) expect(cookie).not.toContain(id);
    const [first] = listed;
    const forged = { headers: { cookie: `refresh=${first?.id}.x` } };
    expect(await call('POST', '/auth/logout', forged)).toMatchObject({ status: 200 });
    expect(await list(here)).toHaveLength(2);
  });

  it.each(['', 'curl/8.5.0', 'x'.repeat(5_000)])('takes whatever a client calls itself: %.20s', async (userAgent) => {
    const user = await addUser();
    const token = readToken(await loginFrom(userAgent, user));
    expect(await list(token)).toMatchObject([{ isCurrent: true }]);
  });

  it('notes each use', async () => {
    const user = await addUser();
    const [mine, another] = [await login(user), await login(user)];
    const token = readToken(mine);
    const [, before] = await list(token);
    await refresh(another);
    const [, after] = await list(token);
    expect(after?.id).toBe(before?.id);
    expect(Date.parse(after?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(before?.lastUsedAt ?? ''));
    expect(after?.createdAt).toBe(before?.createdAt);
  });

  it('ends one of them at once, with its sockets, and none of the others', async () => {
    const user = await addUser();
    const [mine, another, third] = [await login(user), await login(user), await login(user)];
    const clients = await Promise.all(
      [mine, another, third].map((answer) => connect(app.url, { token: readToken(answer) })),
    );
    await Promise.all(clients.map((client) => client.next('authenticated')));
    const other = (await list(readToken(another))).find(({ isCurrent }) => isCurrent);

    const end = () => call('DELETE', `/auth/sessions/${other?.id}`, { token: readToken(mine) });
    expect(await end()).toMatchObject({ status: 200, body: { success: true } });
    await waitFor('the end of that one', () => clients[1]?.socket.disconnected);
    expect(clients[1]?.all('auth_error')).toMatchObject([{ code: 'NOT_AUTHENTICATED' }]);
    expect(await call('GET', '/auth/me', { token: readToken(another) })).toMatchObject({ status: 401 });
    expect(await refresh(another)).toMatchObject({ status: 401 });
    for (const client of [clients[0], clients[2]]) {
      await expect(client?.ask('get_contacts', {})).resolves.toMatchObject({ success: true });
      client?.socket.disconnect();
    }
    expect(await list(readToken(third))).toHaveLength(2);
    expect(await end()).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('is one’s own alone', async () => {
    const [user, stranger] = [await addUser(), await addUser()];
    const token = readToken(await login(user));
    const theirs = readToken(await login(stranger));
    const [session] = await list(token);
    expect(await list(theirs)).toHaveLength(1);
    expect(await call('DELETE', `/auth/sessions/${session?.id}`, { token: theirs })).toMatchObject({ status: 404 });
    expect(await call('GET', '/auth/me', { token })).toMatchObject({ status: 200 });
    expect(await call('GET', '/auth/sessions')).toMatchObject({ status: 401 });
  });
});

describe('a name of one’s own', () => {
  it('is what everybody sees then', async () => {
    const user = await addUser();
    const { token } = await signIn(app, user);
    const answer = await call('PATCH', '/auth/me', { token, body: { name: '  Uma  ' } });
    expect(answer).toMatchObject({ status: 200, body: { success: true, user: { name: 'Uma', email: user.email } } });
    expect(await call('GET', '/auth/me', { token })).toMatchObject({ body: { user: { name: 'Uma' } } });
    expect(await call('GET', '/users', { token })).toMatchObject({ body: { data: [{ name: 'Uma' }] } });
  });

  it.each([{}, { name: ' ' }, { name: 'x'.repeat(101) }, { name: 5 }])('can not be %j', async (body) => {
    const { token } = await signIn(app, await addUser());
    expect(await call('PATCH', '/auth/me', { token, body })).toMatchObject({ status: 400 });
  });

  it('is given by nobody else', async () => {
    const user = await addUser();
    const { token } = await signIn(app, user);
    await call('PATCH', '/auth/me', { token, body: { name: 'Uma', role: 'agent', email: 'a@b.example', id: 'x' } });
    expect(await call('GET', '/auth/me', { token })).toMatchObject({
      body: { user: { email: user.email, role: 'admin' } },
    });
    const made = await call('POST', '/api-keys', { token, body: { name: 'Shop', role: 'admin' } });
    const { key } = madeApiKeySchema.parse(made.body);
    expect(await call('PATCH', '/auth/me', { token: key, body: { name: 'Uma' } })).toMatchObject({ status: 409 });
    expect(await call('PATCH', '/auth/me', { body: { name: 'Uma' } })).toMatchObject({ status: 401 });
  });
});

describe('signing up', () => {
  const wanted = { workspaceName: 'Bakery', name: 'Bea', email: 'Bea@Bakery.example', password: 'eight888' };

  it('does not exist unless it is allowed', async () => {
    expect(await call('GET', '/auth/options')).toMatchObject({ status: 200, body: { signup: false } });
    expect(await call('POST', '/auth/signup', { body: wanted })).toMatchObject({
      status: 404,
      body: { success: false, code: 'NOT_FOUND' },
    });
  });

  it('makes a workspace of one’s own where it is', async () => {
    const open = await startApp({ ALLOW_SIGNUP: 'true' });
    try {
      const signUp = (body: unknown) => createCall(() => open)('POST', '/auth/signup', { body });
      expect(await createCall(() => open)('GET', '/auth/options')).toMatchObject({ body: { signup: true } });
      const answer = await signUp(wanted);
      expect(answer.status).toBe(201);
      const { token, user } = signedInSchema.parse(answer.body);
      expect(user).toMatchObject({ name: 'Bea', email: 'bea@bakery.example', role: 'admin' });
      expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['refresh', 'session']);
      const me = await createCall(() => open)('GET', '/auth/me', { token });
      expect(me).toMatchObject({ status: 200, body: { workspace: { id: user.workspaceId, name: 'Bakery' } } });
      const { body: users } = await createCall(() => open)('GET', '/users', { token });
      expect(users).toMatchObject({ data: [{ id: user.id }] });

      expect(await signUp(wanted)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
      expect(await signUp({ ...wanted, password: 'short' })).toMatchObject({ status: 400 });
      expect(await signUp({ ...wanted, workspaceName: '' })).toMatchObject({ status: 400 });
      expect(await signUp({})).toMatchObject({ status: 400 });
    } finally {
      await open.close();
    }
  });

  it('is done ten times an hour from one address', async () => {
    const open = await startApp({ ALLOW_SIGNUP: 'true' });
    try {
      const signUp = (number: number) =>
        createCall(() => open)('POST', '/auth/signup', { body: { ...wanted, email: `${number}@bakery.example` } });
      for (let number = 1; number <= 10; number += 1) expect(await signUp(number)).toMatchObject({ status: 201 });
      const refused = await signUp(11);
      expect(refused).toMatchObject({
        status: 429,
        body: { code: 'RATE_LIMITED', error: expect.stringContaining('Try again in 60 minutes.') },
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3500);
      await expect(signIn(open, { email: '11@bakery.example', password: wanted.password })).rejects.toThrow('401');
    } finally {
      await open.close();
    }
  });
});
