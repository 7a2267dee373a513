import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { readScreen } from '#lib/snapshot/keptScreen.ts';
import { makeConversation, makeMessage, makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';
import type { TestServer } from '#testing/startServer.ts';

const mayRefresh = { current: true };

/** The server can't be asked for a token while `mayRefresh` is false. */
function loseServer(server: TestServer): void {
  mayRefresh.current = false;
  server.isReachable = false;
  server.cut();
  api.use(http.post(`${apiUrl}/api/auth/refresh`, () => (mayRefresh.current ? undefined : HttpResponse.error())));
}

function regain(server: TestServer): void {
  mayRefresh.current = true;
  server.isReachable = true;
  act(() => void window.dispatchEvent(new Event('online')));
}

/** A tab that has shown a conversation, and was closed. */
async function showOnce() {
  const first = await renderApp({
    path: '/chat/c1',
    prepare: (server) => {
      server.messages = [makeMessage({ content: 'Good morning' })];
      server.conversations = [makeConversation({ lastMessage: { ...makeMessage({ content: 'Good morning' }) } })];
    },
  });
  await screen.findByRole('listitem', { name: /Good morning/ });
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  await waitFor(async () => {
    fireEvent(document, new Event('visibilitychange'));
    expect((await readScreen())?.threads).toHaveLength(1);
  });
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  first.closeTab();
  return first;
}

describe('without a network', () => {
  it('the console opens with what was loaded last, and what is written goes out when there is one again', async () => {
    const { server } = await showOnce();
    loseServer(server);
    const { user, store } = await renderApp({ path: '/chat/c1', server });
    expect(await screen.findByRole('listitem', { name: /Good morning/ })).toBeTruthy();
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'On my way{Enter}');
    expect(await screen.findAllByRole('img', { name: 'Sending' })).not.toEqual([]);
    expect(server.requests('send_message')).toEqual([]);
    expect(store.getState().auth).toMatchObject({ isAssumed: true });

    regain(server);
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1), { timeout: 5_000 });
    await waitFor(() => expect(store.getState().auth).not.toHaveProperty('isAssumed'));
    expect(screen.getByRole('listitem', { name: /Good morning/ })).toBeTruthy();
  });

  it('a conversation that was not loaded says so, and comes when there is a network again', async () => {
    const { server } = await showOnce();
    server.conversations = [...server.conversations, makeConversation({ id: 'c2', name: 'Ben' })];
    loseServer(server);
    await renderApp({ path: '/chat/c2', server });
    expect(await screen.findByText(/not on this device/, undefined, { timeout: 5_000 })).toBeTruthy();

    server.messages = [makeMessage({ conversationId: 'c2', content: 'Here I am' })];
    regain(server);
    expect(await screen.findByRole('listitem', { name: /Here I am/ }, { timeout: 5_000 })).toBeTruthy();
    expect(screen.queryByText(/not on this device/)).toBeNull();
  });

  it('nothing is shown any more once the server says that the sign-in has ended', async () => {
    const { server } = await showOnce();
    loseServer(server);
    await renderApp({ server });
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    apiState.cookieOf = null;
    regain(server);
    expect(await screen.findByRole('heading', { name: 'Sign in' }, { timeout: 5_000 })).toBeTruthy();
    expect(screen.queryByText(/Ana/)).toBeNull();
    await waitFor(async () => expect(await readScreen()).toBeNull());
  });

  it('nobody is shown what another person had on the screen', async () => {
    const { server } = await showOnce();
    apiState.cookieOf = makeUser({ id: 'u2', name: 'Carl' });
    server.conversations = [];
    const { closeTab } = await renderApp({ server, isSignedIn: false });
    await waitFor(async () => expect(await readScreen()).not.toMatchObject({ screen: { me: { user: { id: 'u1' } } } }));
    closeTab();
    expect((await readScreen())?.threads ?? []).toEqual([]);
  });

  it('whoever has signed out leaves nothing behind', async () => {
    const { server } = await showOnce();
    const { user } = await renderApp({ server });
    await user.click(await screen.findByRole('button', { name: /^Account/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
    await screen.findByRole('heading', { name: 'Sign in' });
    await waitFor(async () => expect(await readScreen()).toBeNull());
  });

  it('there is nothing to open where nobody was signed in', async () => {
    api.use(http.post(`${apiUrl}/api/auth/refresh`, () => HttpResponse.error()));
    await renderApp();
    expect(await screen.findByRole('alert')).toBeTruthy();
  });
});
