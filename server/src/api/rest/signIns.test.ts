import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('signing up', () => {
  const wanted = { workspaceName: 'Bakery', name: 'Bea', email: 'Bea@Bakery.example', password: 'eight888' };

  it('does not exist unless it is allowed', async () => {
    expect(await call('POST', '/auth/signup', { body: wanted })).toMatchObject({
      status: 404,
      body: { success: false, code: 'NOT_FOUND' },
    });
  });

  it('makes a workspace of one’s own where it is', async () => {
    const open = await startApp({ ALLOW_SIGNUP: 'true' });
    try {
      const signUp = (body: unknown) => createCall(() => open)('POST', '/auth/signup', { body });
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
});
