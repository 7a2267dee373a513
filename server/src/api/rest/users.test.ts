import { managedUserSchema } from '@erp-whatsapp/shared/user';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../testing/clients.ts';
import { connectAs, signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';
import { waitFor } from '../../testing/waitFor.ts';

const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let token: string;
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
  await app.domain().workspaces.create(other);
});
afterAll(() => app?.close());
beforeEach(async () => {
  ({ token } = await signIn(app, app.admin));
});

let made = 0;
/** A user of the first workspace. */
async function addUser(role: 'admin' | 'agent' = 'agent') {
  made += 1;
  const credentials = { email: `user-${made}@example.com`, password: `password of ${made}` };
  const { status, body } = await call('POST', '/users', { token, body: { ...credentials, name: `U${made}`, role } });
  expect(status).toBe(201);
  return { ...credentials, ...managedUserSchema.parse(body) };
}

const change = (id: string, body: unknown, as = token) => call('PATCH', `/users/${id}`, { token: as, body });

describe('the users of a workspace', () => {
  it('are made by an admin, can sign in, and are listed without their passwords', async () => {
    const { password, ...user } = await addUser();
    await expect(signIn(app, { email: user.email.toUpperCase(), password })).resolves.toMatchObject({
      user: { id: user.id, role: 'agent' },
    });
    const { status, body } = await call('GET', '/users', { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, data: expect.arrayContaining([user]) });
    expect(JSON.stringify(body)).not.toMatch(/password|hash|olga/i);
  });

  it.each([
    [{ email: 'admin@example.com' }, 409, 'CONFLICT'],
    [{ email: 'OLGA@example.com' }, 409, 'CONFLICT'],
    [{ email: 'no address' }, 400, 'INVALID_INPUT'],
    [{ password: 'short' }, 400, 'INVALID_INPUT'],
    [{ password: 'x'.repeat(513) }, 400, 'INVALID_INPUT'],
    [{ role: 'owner' }, 400, 'INVALID_INPUT'],
    [{ name: ' ' }, 400, 'INVALID_INPUT'],
  ])('are refused as %j', async (wrong, status, code) => {
    const body = { email: 'fine@example.com', name: 'Fine', role: 'agent', password: 'fine-password', ...wrong };
    expect(await call('POST', '/users', { token, body })).toMatchObject({ status, body: { success: false, code } });
  });

  it('are for admins, and for those of the same workspace', async () => {
    const { id } = await addUser();
    const { token: agent } = await signIn(app, app.agent);
    for (const [method, path] of [
      ['GET', '/users'],
      ['POST', '/users'],
      ['PATCH', `/users/${id}`],
    ] as const) {
      const body = method === 'GET' ? undefined : {};
      expect(await call(method, path, { body })).toMatchObject({ status: 401 });
      expect(await call(method, path, { body, token: agent })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
    }
    const { token: stranger } = await signIn(app, other);
    expect(await change(id, { active: false }, stranger)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await change('unknown', { name: 'Nobody' })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('changing a user', () => {
  it('keeps the sign-in for a new name', async () => {
    const user = await addUser();
    const client = await connectAs(app, user);
    expect(await change(user.id, { name: 'Nina', role: null })).toMatchObject({
      status: 200,
      body: { success: true, id: user.id, name: 'Nina', role: 'agent', active: true },
    });
    await expect(client.ask('get_contacts', {})).resolves.toMatchObject({ success: true });
    client.socket.disconnect();
  });

  it.each([
    { what: 'deactivating', body: { active: false } },
    { what: 'another role', body: { role: 'admin' } },
    { what: 'a new password', body: { password: 'a new password' } },
  ])('ends all of its sign-ins and sockets at once: $what', async ({ body }) => {
    const user = await addUser();
    const client = await connectAs(app, user);
    const bystander = await connectAs(app, app.agent);
    const login = await call('POST', '/auth/login', { body: user });
    const { token: theirs } = await signIn(app, user);
    expect(await change(user.id, body)).toMatchObject({ status: 200 });

    await waitFor('the end', () => client.socket.disconnected);
    expect(client.all('auth_error')).toMatchObject([{ code: 'NOT_AUTHENTICATED' }]);
    expect(await call('GET', '/auth/me', { token: theirs })).toMatchObject({ status: 401 });
    const cookie = login.headers.getSetCookie().find((line) => line.startsWith('refresh=')) ?? '';
    expect(await call('POST', '/auth/refresh', { headers: { cookie } })).toMatchObject({ status: 401 });
    const again = await connect(app.url, { token: theirs });
    await expect(again.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    expect(bystander.socket.connected).toBe(true);
    bystander.socket.disconnect();
  });

  it('lets nobody in who is not active, until it is again', async () => {
    const user = await addUser();
    await change(user.id, { active: false });
    await expect(signIn(app, user)).rejects.toThrow('401');
    expect(await change(user.id, { active: true })).toMatchObject({ body: { active: true } });
    await expect(signIn(app, user)).resolves.toMatchObject({ user: { id: user.id } });
  });

  it('takes the new password and no longer the old one', async () => {
    const user = await addUser();
    await change(user.id, { password: 'quite another one' });
    await expect(signIn(app, user)).rejects.toThrow('401');
    await expect(signIn(app, { ...user, password: 'quite another one' })).resolves.toBeDefined();
  });
});

describe('the last active admin', () => {
  it.each([{ role: 'agent' }, { active: false }])('stays in spite of %j', async (body) => {
    const { token: olga, user } = await signIn(app, other);
    const refused = await change(user.id, body, olga);
    expect(refused).toMatchObject({ status: 409, body: { code: 'CONFLICT', error: expect.stringContaining('admin') } });
    expect(await call('GET', '/auth/me', { token: olga })).toMatchObject({ status: 200 });
  });

  it('is not who is an admin but inactive', async () => {
    const { token: olga, user } = await signIn(app, other);
    const body = { email: 'ole@example.com', name: 'Ole', role: 'admin', password: 'ole-password' };
    const { id } = managedUserSchema.parse((await call('POST', '/users', { token: olga, body })).body);
    expect(await change(id, { active: false }, olga)).toMatchObject({ status: 200 });
    expect(await change(user.id, { role: 'agent' }, olga)).toMatchObject({ status: 409 });
  });

  it('stays also when all are taken away at once', async () => {
    const boss = { workspaceName: 'Many', name: 'A0', email: 'a0@example.com', password: 'password-of-a0' };
    await app.domain().workspaces.create(boss);
    const { token: first, user } = await signIn(app, boss);
    const ids = [user.id];
    for (let index = 1; index < 5; index += 1) {
      const body = { email: `a${index}@example.com`, name: `A${index}`, role: 'admin', password: 'password-of-many' };
      ids.push(managedUserSchema.parse((await call('POST', '/users', { token: first, body })).body).id);
    }
    // The domain is asked, since over HTTP whoever is taken away first could no longer take away others.
    const { users } = app.domain();
    const outcomes = await Promise.allSettled(
      ids.map((id, index) =>
        users.change(user.workspaceId, id, index % 2 === 0 ? { active: false } : { role: 'agent' }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    const left = (await users.list(user.workspaceId)).filter(({ role, active }) => role === 'admin' && active);
    expect(left).toHaveLength(1);
  });
});
