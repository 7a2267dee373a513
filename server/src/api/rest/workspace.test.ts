import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';

const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let token: string;
const call = createCall(() => app);

beforeAll(async () => {
  app = await startApp();
  await app.domain().workspaces.create(other);
  token = (await signIn(app, app.admin)).token;
});
afterAll(() => app?.close());

describe('the workspace', () => {
  it('is renamed by its admins, and no other one is', async () => {
    const { body: before } = await call('GET', '/workspace', { token });
    expect(before).toMatchObject({ success: true, name: 'My business' });
    const renamed = { success: true, name: 'Bakery' };
    expect(await call('PATCH', '/workspace', { token, body: { name: ' Bakery ' } })).toMatchObject({ body: renamed });
    expect(await call('GET', '/workspace', { token })).toMatchObject({ status: 200, body: renamed });
    const { token: agent } = await signIn(app, app.agent);
    expect(await call('GET', '/auth/me', { token: agent })).toMatchObject({ body: { workspace: { name: 'Bakery' } } });
    const { token: olga } = await signIn(app, other);
    expect(await call('GET', '/workspace', { token: olga })).toMatchObject({ body: { name: 'Other' } });
  });

  it('tells everybody in it who its admins are, and nobody else', async () => {
    const { token: agent } = await signIn(app, app.agent);
    const admins = { success: true, data: [{ name: 'Admin', email: app.admin.email }] };
    expect(await call('GET', '/auth/admins', { token: agent })).toMatchObject({ status: 200, body: admins });
    const { token: olga } = await signIn(app, other);
    const theirs = { success: true, data: [{ name: other.name, email: other.email }] };
    expect((await call('GET', '/auth/admins', { token: olga })).body).toEqual(theirs);
    expect(await call('GET', '/auth/admins')).toMatchObject({ status: 401 });
  });

  it.each([{}, { name: '' }, { name: 'x'.repeat(101) }, { name: ['a'] }])('is not called %j', async (body) => {
    expect(await call('PATCH', '/workspace', { token, body })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
  });

  it('is for admins', async () => {
    const { token: agent } = await signIn(app, app.agent);
    for (const method of ['GET', 'PATCH']) {
      const body = method === 'GET' ? undefined : { name: 'Mine' };
      expect(await call(method, '/workspace', { body })).toMatchObject({ status: 401 });
      expect(await call(method, '/workspace', { body, token: agent })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
    }
  });
});
