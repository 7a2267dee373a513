import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepAccounts, makePerson, makeSignIn } from '#testing/accounts.ts';
import { api, apiState, apiUrl, refuse } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';

const dialog = () => within(screen.getByRole('dialog'));
/** Chooses from somebody's menu. */
async function choose(user: Awaited<ReturnType<typeof renderApp>>['user'], name: string, action: string) {
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: action }));
}

describe('the settings', () => {
  it('are reached by the account’s menu, begin with the profile and name the tab', async () => {
    keepAccounts();
    const { user } = await renderApp();
    await user.click(await screen.findByRole('button', { name: 'Account and appearance' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Settings' }));
    expect(await screen.findByRole('heading', { name: 'Profile' })).toBeTruthy();
    expect(window.location.pathname).toBe('/settings/profile');
    expect(document.title).toBe('Profile · WhatsApp inbox');
    const areas = within(screen.getByRole('navigation', { name: 'Settings' }));
    expect(areas.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/settings/profile',
      '/settings/console',
      '/settings/team',
      '/settings/api-keys',
      '/settings/workspace',
    ]);
  });

  it('show agents what is theirs, and say so elsewhere', async () => {
    keepAccounts();
    await renderApp({ path: '/settings/team', role: 'agent' });
    expect(await screen.findByRole('heading', { name: 'For admins only' })).toBeTruthy();
    expect(within(screen.getByRole('navigation', { name: 'Settings' })).getAllByRole('link')).toHaveLength(2);
  });

  it('say why something can not be loaded, and try again', async () => {
    keepAccounts();
    api.use(
      http.get(`${apiUrl}/api/users`, () => refuse(500, { code: 'INTERNAL', error: 'The database is away.' }), {
        once: true,
      }),
    );
    const { user } = await renderApp({ path: '/settings/team' });
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('bea@shop.test')).toBeTruthy();
  });
});

describe('one’s profile', () => {
  it('takes another name, and keeps what was typed when it does not', async () => {
    const state = keepAccounts();
    const { user, store, server } = await renderApp({ path: '/settings/profile' });
    const field = await screen.findByLabelText('Your name');
    await waitFor(() => expect(store.getState().connection.socket.phase).toBe('ready'));
    await user.clear(field);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Write a name.')).toBeTruthy();
    expect(state.calls).toEqual([]);

    api.use(http.patch(`${apiUrl}/api/auth/me`, () => HttpResponse.error(), { once: true }));
    await user.type(field, 'Beatrice');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByRole('alert')).textContent).toContain('can’t be reached');
    expect(field).toHaveProperty('value', 'Beatrice');

    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(state.calls).toEqual([{ call: 'PATCH /auth/me', body: { name: 'Beatrice' } }]);
    expect(store.getState().auth).toMatchObject({ user: { name: 'Beatrice' } });
    // What is written from now on bears it.
    await waitFor(() => expect(server.received.some(({ event }) => event === 'authenticate')).toBe(true));
  });

  it('changes the password, says how strong it is, and that others were signed out', async () => {
    const state = keepAccounts({ sessions: [makeSignIn({ id: 's0', isCurrent: true }), makeSignIn()] });
    const { user } = await renderApp({ path: '/settings/profile' });
    const current = await screen.findByLabelText('Current password');
    const next = screen.getByLabelText('New password');
    expect(await screen.findByRole('button', { name: 'Sign out Firefox on Windows' })).toBeTruthy();

    await user.type(current, 'wrong');
    await user.type(next, 'short');
    expect(screen.getByText('Too short: at least 8 characters.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Change password' }));
    expect(document.activeElement).toBe(next);
    expect(state.calls).toEqual([]);

    await user.type(next, '-but longer now');
    expect(screen.getByText('Strong')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Change password' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The current password is wrong.');
    await waitFor(() => expect(document.activeElement).toBe(current));
    expect(next).toHaveProperty('value', 'short-but longer now');

    await user.clear(current);
    await user.type(current, 'right');
    await user.click(screen.getByRole('button', { name: 'Change password' }));
    expect(await screen.findByText(/Your password is changed/)).toBeTruthy();
    expect(state.password).toBe('short-but longer now');
    expect(current).toHaveProperty('value', '');
    expect(await screen.findByText('You are signed in nowhere else.')).toBeTruthy();
  });

  it('signs out elsewhere, one by one', async () => {
    const state = keepAccounts({
      sessions: [
        makeSignIn({ id: 's0', isCurrent: true }),
        makeSignIn({ id: 's1', browser: 'Safari', system: 'iPhone' }),
        makeSignIn({ id: 's2', browser: null, system: null, createdAt: null, lastUsedAt: null }),
      ],
    });
    const { user } = await renderApp({ path: '/settings/profile' });
    const list = within(await screen.findByRole('list', { name: 'Where you are signed in' }));
    const rows = await list.findAllByRole('listitem');
    expect(rows.map((row) => within(row).queryByText('This device') !== null)).toEqual([true, false, false]);
    expect(rows[2]?.textContent).toContain('Unknown device');
    await user.click(list.getByRole('button', { name: 'Sign out Safari on iPhone' }));
    expect(await screen.findByText('Safari on iPhone was signed out.')).toBeTruthy();
    expect(list.getAllByRole('listitem')).toHaveLength(2);
    expect(state.calls).toEqual([{ call: 'DELETE /auth/sessions/s1', body: {} }]);
  });

  it('signs out everywhere, here too, once that was asked', async () => {
    keepAccounts();
    const { user } = await renderApp({ path: '/settings/profile' });
    await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    expect(dialog().getByText(/this one too/)).toBeTruthy();
    await user.click(dialog().getByRole('button', { name: 'Sign out everywhere' }));
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy();
    expect(apiState.cookieOf).toBeNull();
  });
});

describe('the team', () => {
  it('leads whoever is alone to add the first person, and shows their password once', async () => {
    const state = keepAccounts();
    const { user } = await renderApp({ path: '/settings/team' });
    expect(await screen.findByText('You work here alone so far')).toBeTruthy();
    await user.click(screen.getAllByRole('button', { name: 'Add person' })[1] ?? document.body);
    await waitFor(() => expect(document.activeElement).toBe(dialog().getByLabelText('Name')));
    await user.type(dialog().getByLabelText('Name'), 'Noor');
    await user.type(dialog().getByLabelText('Email'), 'noor');
    await user.click(dialog().getByRole('button', { name: 'Add person' }));
    expect(dialog().getByText('This is not an email address.')).toBeTruthy();
    expect(document.activeElement).toBe(dialog().getByLabelText('Email'));

    await user.clear(dialog().getByLabelText('Email'));
    await user.type(dialog().getByLabelText('Email'), 'bea@shop.test');
    await user.click(dialog().getByRole('button', { name: 'Add person' }));
    expect((await dialog().findByRole('alert')).textContent).toContain('an account with this e-mail address');
    expect(dialog().getByLabelText('Name')).toHaveProperty('value', 'Noor');

    await user.clear(dialog().getByLabelText('Email'));
    await user.type(dialog().getByLabelText('Email'), 'noor@shop.test');
    await user.click(dialog().getByRole('radio', { name: /Admin/ }));
    await user.click(dialog().getByRole('button', { name: 'Add person' }));
    expect(await screen.findByText('Pass this on to Noor')).toBeTruthy();
    const body = { name: 'Noor', email: 'noor@shop.test', role: 'admin' };
    expect(state.calls.at(-1)).toMatchObject({ call: 'POST /users', body });
    const password = dialog().getByText(/^(?:\w{4}-){3}\w{4}$/).textContent ?? '';
    expect(state.calls.at(-1)?.body).toMatchObject({ password });
    await user.click(dialog().getByRole('button', { name: 'Copy all' }));
    expect(await dialog().findByText('Copied')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toContain(`Password: ${password}`);
    await user.click(dialog().getByRole('button', { name: 'Done' }));
    expect(screen.queryByText(password)).toBeNull();
    expect(screen.getByRole('button', { name: 'Actions for Noor' })).toBeTruthy();
  });

  it('changes a role once it was said what that means, and takes it back', async () => {
    const state = keepAccounts({ people: [makePerson()] });
    const { user } = await renderApp({ path: '/settings/team' });
    await choose(user, 'Noor', 'Make admin');
    expect(dialog().getByText(/has to sign in again/)).toBeTruthy();
    await user.click(dialog().getByRole('button', { name: 'Cancel' }));
    expect(state.calls).toEqual([]);
    await choose(user, 'Noor', 'Make admin');
    await user.click(dialog().getByRole('button', { name: 'Make admin' }));
    expect(await screen.findByText('Noor is an admin now.')).toBeTruthy();
    expect(state.people[0]?.role).toBe('admin');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(state.people[0]?.role).toBe('agent'));
  });

  it('deactivates, and activates again', async () => {
    const state = keepAccounts({ people: [makePerson()] });
    const { user } = await renderApp({ path: '/settings/team' });
    await choose(user, 'Noor', 'Deactivate');
    await user.click(dialog().getByRole('button', { name: 'Deactivate' }));
    expect(await screen.findByText('Deactivated')).toBeTruthy();
    expect(state.people[0]?.active).toBe(false);
    await choose(user, 'Noor', 'Activate');
    await waitFor(() => expect(screen.queryByText('Deactivated')).toBeNull());
    expect(state.people[0]?.active).toBe(true);
  });

  it('shows why something was refused, where it was asked', async () => {
    keepAccounts({ people: [makePerson({ role: 'admin' })] });
    const error = 'This is the last active admin.';
    api.use(http.patch(`${apiUrl}/api/users/:id`, () => refuse(409, { code: 'CONFLICT', error })));
    const { user } = await renderApp({ path: '/settings/team' });
    await choose(user, 'Noor', 'Deactivate');
    await user.click(dialog().getByRole('button', { name: 'Deactivate' }));
    expect((await dialog().findByRole('alert')).textContent).toBe(error);
    expect(screen.queryByText('Deactivated')).toBeNull();
  });

  it('resets a password, and shows the new one once', async () => {
    const state = keepAccounts({ people: [makePerson()] });
    const { user } = await renderApp({ path: '/settings/team' });
    await choose(user, 'Noor', 'Reset password');
    await user.click(dialog().getByRole('button', { name: 'Make a new password' }));
    expect(await screen.findByText('Pass this on to Noor')).toBeTruthy();
    const password = dialog().getByText(/^(?:\w{4}-){3}\w{4}$/).textContent;
    expect(state.calls).toEqual([{ call: 'PATCH /users/u2', body: { password } }]);
  });
});

describe('API keys', () => {
  it('are made, shown once and revoked once that was asked', async () => {
    const state = keepAccounts();
    const { user } = await renderApp({ path: '/settings/api-keys' });
    expect(await screen.findByText('No API keys yet')).toBeTruthy();
    await user.click(screen.getAllByRole('button', { name: 'Make a key' })[1] ?? document.body);
    await user.click(dialog().getByRole('button', { name: 'Make a key' }));
    expect(dialog().getByText('Write a name.')).toBeTruthy();
    await user.type(dialog().getByLabelText('Name'), 'Web shop');
    await user.click(dialog().getByRole('button', { name: 'Make a key' }));
    expect(await screen.findByText('wak_secret')).toBeTruthy();
    await user.click(dialog().getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe('wak_secret');
    await user.click(dialog().getByRole('button', { name: 'Done' }));
    expect(screen.queryByText('wak_secret')).toBeNull();
    expect(state.calls).toEqual([{ call: 'POST /api-keys', body: { name: 'Web shop', role: 'agent' } }]);

    await user.click(screen.getByRole('button', { name: 'Revoke Web shop' }));
    expect(dialog().getByText(/can’t be undone/)).toBeTruthy();
    await user.click(dialog().getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('No API keys yet')).toBeTruthy();
    expect(state.keys).toEqual([]);
  });
});

it('says how a secret is copied where the browser does not let us', async () => {
  keepAccounts();
  const { user } = await renderApp({ path: '/settings/api-keys' });
  await user.click((await screen.findAllByRole('button', { name: 'Make a key' }))[0] ?? document.body);
  await user.type(dialog().getByLabelText('Name'), 'Web shop');
  await user.click(dialog().getByRole('button', { name: 'Make a key' }));
  const key = await screen.findByText('wak_secret');
  const refused = vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
  onTestFinished(() => refused.mockRestore());
  await user.click(dialog().getByRole('button', { name: 'Copy' }));
  expect(await dialog().findByText(/press Ctrl\+C/)).toBeTruthy();
  expect(window.getSelection()?.containsNode(key, true)).toBe(true);
  expect(dialog().queryByText('Copied')).toBeNull();
});

describe('the workspace', () => {
  it('takes another name', async () => {
    const state = keepAccounts();
    const { user, store } = await renderApp({ path: '/settings/workspace' });
    const field = await screen.findByLabelText('Business or team name');
    await user.clear(field);
    await user.type(field, ' Bakery ');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(state.workspace).toBe('Bakery');
    expect(store.getState().auth).toMatchObject({ workspace: { name: 'Bakery' } });
  });
});
