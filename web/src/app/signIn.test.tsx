import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl, refuse } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';

describe('signing in', () => {
  it('asks for email and password and opens what was wanted', async () => {
    const { user, server } = await renderApp({ isSignedIn: false, path: '/chat/c1' });
    await user.type(await screen.findByLabelText('Email'), 'bea@shop.test');
    await user.type(screen.getByLabelText('Password'), 'wrong');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Email or password is not right.');

    await user.clear(screen.getByLabelText('Password'));
    await user.type(screen.getByLabelText('Password'), 'right');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'Chats' })).toBeTruthy();
    expect(window.location.pathname).toBe('/chat/c1');
    await waitFor(() => expect(server.requests('get_conversations')).toHaveLength(1));
  });

  it('says how long to wait after too many tries', async () => {
    api.use(
      http.post(`${apiUrl}/api/auth/login`, () =>
        refuse(429, { code: 'RATE_LIMITED', error: 'Wait.', retryAfterMs: 840_000 }),
      ),
    );
    const { user } = await renderApp({ isSignedIn: false });
    await user.type(await screen.findByLabelText('Email'), 'bea@shop.test');
    await user.type(screen.getByLabelText('Password'), 'right');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Too many tries. Try again in 14 min.');
  });

  it('is restored from the refresh cookie at load', async () => {
    await renderApp();
    expect(await screen.findByRole('heading', { name: 'Chats' })).toBeTruthy();
    expect(apiState.tokensGiven).toBe(1);
  });

  it('goes on by itself when the server can be reached again', async () => {
    api.use(http.post(`${apiUrl}/api/auth/refresh`, () => HttpResponse.error(), { once: true }));
    await renderApp();
    expect((await screen.findByRole('alert')).textContent).toContain('can’t be reached');
    expect(await screen.findByRole('heading', { name: 'Chats' }, { timeout: 5_000 })).toBeTruthy();
  });

  it('ends with a click, and everything known is forgotten', async () => {
    const { user, store, server } = await renderApp();
    await user.click(await screen.findByRole('button', { name: 'Account and appearance' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy();
    expect(store.getState().channels.status).toBeNull();
    await waitFor(() => expect(apiState.cookieOf).toBeNull());
    expect(server.received.some(({ event }) => event === 'authenticate')).toBe(false);
  });

  it('is over when the server no longer knows it', async () => {
    const { session } = await renderApp();
    await screen.findByRole('heading', { name: 'Chats' });
    apiState.cookieOf = null;
    await act(() => session.refresh());
    expect((await screen.findByRole('alert')).textContent).toBe('You were signed out. Please sign in again.');
  });
});

describe('the socket’s token', () => {
  it('is renewed on the same socket when it expires', async () => {
    const { server, connection } = await renderApp();
    await screen.findByRole('heading', { name: 'Chats' });
    const { id } = connection.socket;
    server.emit('auth_error', { code: 'TOKEN_EXPIRED', message: 'Expired.' });
    const shown = () => server.received.filter(({ event }) => event === 'authenticate');
    await waitFor(() => expect(shown()).toHaveLength(1));
    expect(shown()[0]?.payload).toEqual({ token: expect.stringMatching(/^2\./) });
    expect(connection.socket.id).toBe(id);
  });

  it('is renewed before the next try when the first one was refused', async () => {
    const { server, store } = await renderApp({
      prepare: (made) => {
        made.isGoodToken = (token) => !token.startsWith('1.');
      },
    });
    await waitFor(() => expect(store.getState().connection.socket.phase).toBe('ready'), { timeout: 5_000 });
    expect(apiState.tokensGiven).toBe(2);
    expect(server.requests('get_connection_status')).toHaveLength(1);
  });
});

it('follows a change of the person’s role at the next renewal', async () => {
  apiState.network = 'simulator';
  const { session } = await renderApp();
  expect(await screen.findByRole('link', { name: 'Virtual phone' })).toBeTruthy();
  apiState.cookieOf = makeUser({ role: 'agent' });
  await act(() => session.refresh());
  expect(screen.queryByRole('link', { name: 'Virtual phone' })).toBeNull();
});
