import { locks } from 'node:worker_threads';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOtherTabs } from '#lib/outbox/otherTabs.ts';
import { makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl, refuse } from '#testing/handlers.ts';
import { createHttp, HttpError, readNothing } from './http.ts';
import { createSession } from './session.ts';
import { createSignInTabs } from './signInTabs.ts';

function openTab() {
  return createSession(createHttp(apiUrl), createSignInTabs(createOtherTabs().doAlone));
}

function signIn() {
  apiState.cookieOf = makeUser();
  return openTab();
}

describe('a session', () => {
  it('makes one refresh of many at once', async () => {
    const session = signIn();
    await Promise.all([session.refresh(), session.refresh(), session.refresh()]);
    expect(apiState.tokensGiven).toBe(1);
  });

  it('renews the token before it ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const session = signIn();
    await session.refresh();
    await vi.advanceTimersByTimeAsync(830_000);
    expect(apiState.tokensGiven).toBe(1);
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(() => expect(session.token()).toMatch(/^2\./));
  });

  it('does not renew without pause where the clock is wrong', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    apiState.tokenSeconds = -3_600;
    await signIn().refresh();
    await vi.advanceTimersByTimeAsync(29_000);
    expect(apiState.tokensGiven).toBe(1);
  });

  it('repeats a call whose token has expired, once', async () => {
    const session = signIn();
    await session.refresh();
    const seen: (string | null)[] = [];
    api.use(
      http.get(`${apiUrl}/api/thing`, ({ request }) => {
        seen.push(request.headers.get('authorization'));
        return seen.length === 1 ? refuse(401, { code: 'TOKEN_EXPIRED', error: 'x' }) : HttpResponse.json({});
      }),
    );
    await session.request({ method: 'GET', path: '/api/thing', read: readNothing });
    expect(seen.map((header) => header?.slice(0, 9))).toEqual(['Bearer 1.', 'Bearer 2.']);
  });

  it('does not repeat a call as another person who has signed in meanwhile', async () => {
    const session = signIn();
    await session.refresh();
    const seen: string[] = [];
    api.use(
      http.post(`${apiUrl}/api/thing`, ({ request }) => {
        seen.push(request.headers.get('authorization')?.slice(0, 9) ?? '');
        return refuse(401, { code: 'TOKEN_EXPIRED', error: 'x' });
      }),
    );
    apiState.cookieOf = makeUser({ id: 'u2' });
    const call = session.request({ method: 'POST', path: '/api/thing', body: {}, read: readNothing });
    await expect(call).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(seen).toEqual(['Bearer 1.']);
  });

  it('is over, and says so once, when the server no longer knows it', async () => {
    const session = signIn();
    const onEnded = vi.fn();
    session.listen({ onEnded, onRenewed: () => undefined });
    await session.refresh();
    apiState.cookieOf = null;
    expect(await session.refresh()).toBeNull();
    expect(await session.refresh()).toBeNull();
    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(session.token()).toBeNull();
  });

  it('is kept while the server can’t be reached or answers what is not ours', async () => {
    const session = signIn();
    await session.refresh();
    api.use(http.post(`${apiUrl}/api/auth/refresh`, () => new HttpResponse('<h1>Bad gateway</h1>', { status: 502 })));
    await expect(session.refresh()).rejects.toThrow(HttpError);
    expect(session.token()).toMatch(/^1\./);
  });
});

describe('the sign-in of several tabs', () => {
  it('is renewed by one of those that ask at once, for all of them', async () => {
    giveLocks();
    const tabs = [signIn(), openTab(), openTab()];
    await Promise.all(tabs.map((tab) => tab.refresh()));
    expect(apiState.tokensGiven).toBe(1);
    expect(new Set(tabs.map((tab) => tab.token())).size).toBe(1);
  });

  it('is as new in a tab that did not ask', async () => {
    giveLocks();
    const [first, second] = [signIn(), openTab()];
    await first.refresh();
    apiState.tokenSeconds += 60;
    await second.refresh();
    await vi.waitFor(() => expect(first.token()).toBe(second.token()));
    expect(second.token()).toMatch(/^2\./);
  });

  it('is each one’s own where another person signed in', async () => {
    giveLocks();
    const [first, second] = [signIn(), openTab()];
    await first.refresh();
    apiState.cookieOf = makeUser({ id: 'u2' });
    await second.refresh();
    const third = openTab();
    const told = vi.fn();
    third.listen({ onRenewed: told, onEnded: () => undefined });
    await third.refresh();
    apiState.tokenSeconds += 60;
    await second.refresh();
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
    expect(first.token()).toMatch(/^1\./);
  });
});

function giveLocks(): void {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'locks'));
}
