import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../testing/console.ts';
import { createCall } from '../../testing/http.ts';
import { type PushReceiver, startPushReceiver } from '../../testing/pushReceiver.ts';
import { startApp, type TestApp } from '../../testing/startApp.ts';

let app: TestApp;
let receiver: PushReceiver;
const call = createCall(() => app);

beforeAll(async () => {
  receiver = await startPushReceiver();
  app = await startApp({ PUSH_SERVICES: `push.services.mozilla.com,${receiver.origin}` });
});
afterAll(async () => {
  await app?.close();
  await receiver?.close();
});

const path = '/push/subscriptions';
const subscribe = (token: string, change: object = {}) =>
  call('POST', path, { token, body: { ...receiver.addBrowser().subscription, ...change } });

describe('push subscriptions', () => {
  it('are told the same key for ever, and only who is signed in', async () => {
    const { token } = await signIn(app, app.agent);
    const first = await call('GET', '/push/key', { token });
    expect(first).toMatchObject({ status: 200, body: { success: true, key: expect.stringMatching(/^[\w-]{87}$/) } });
    await app.restart();
    expect((await call('GET', '/push/key', { token: (await signIn(app, app.agent)).token })).body).toEqual(first.body);
    expect(await call('GET', '/push/key')).toMatchObject({ status: 401 });
    expect(await call('POST', path, { body: receiver.addBrowser().subscription })).toMatchObject({ status: 401 });
    expect(await call('DELETE', path)).toMatchObject({ status: 401 });
  });

  it('can be made and taken back', async () => {
    const { token } = await signIn(app, app.agent);
    expect(await subscribe(token)).toMatchObject({ status: 201, body: { success: true } });
    expect(
      await subscribe(token, { showsText: false, endpoint: 'https://a.push.services.mozilla.com/x' }),
    ).toMatchObject({
      status: 201,
    });
    expect(await call('DELETE', path, { token })).toMatchObject({ status: 200, body: { success: true } });
  });

  it.each([
    'https://example.com/push',
    'https://127.0.0.1/push',
    'https://push.services.mozilla.com.example.com/',
    'https://evilpush.services.mozilla.com/',
    'http://push.services.mozilla.com/',
    'https://push.services.mozilla.com:8443/',
    'https://user:word@push.services.mozilla.com/',
    'http://localhost/push',
    'file:///etc/passwd',
    'no address',
  ])('lead nowhere but to a push service: not to %s', async (endpoint) => {
    const { token } = await signIn(app, app.agent);
    expect(await subscribe(token, { endpoint })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });

  it('need keys of the right length, and a browser that is signed in', async () => {
    const { token } = await signIn(app, app.admin);
    const { keys } = receiver.addBrowser().subscription;
    for (const wrong of [{}, { ...keys, auth: 'short' }, { ...keys, p256dh: `${keys.p256dh}AA` }, 'keys']) {
      expect(await subscribe(token, { keys: wrong })).toMatchObject({ status: 400 });
    }
    const made = await call('POST', '/api-keys', { token, body: { name: 'Shop', role: 'agent' } });
    const { key }: { key?: string } = Object(made.body);
    expect(await subscribe(key ?? '')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  it('end with the sign-in', async () => {
    const answer = await call('POST', '/auth/login', { body: app.agent });
    const { token } = signedInSchema.parse(answer.body);
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('refresh=')) ?? '';
    expect(await subscribe(token)).toMatchObject({ status: 201 });
    await call('POST', '/auth/logout', { headers: { cookie } });
    expect(await subscribe(token)).toMatchObject({ status: 401 });
  });
});
