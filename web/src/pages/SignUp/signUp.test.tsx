import { screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl, nextToken, refuse } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';

const openSignUp = (signup: boolean) =>
  api.use(http.get(`${apiUrl}/api/auth/options`, () => HttpResponse.json({ success: true, signup })));

it('is linked where it is open, says what is wrong, and opens the new workspace', async () => {
  openSignUp(true);
  const error = 'There is an account with this e-mail address already.';
  let body: unknown;
  api.use(
    http.post(`${apiUrl}/api/auth/signup`, async ({ request }) => {
      body = await request.json();
      if (JSON.stringify(body).includes('taken')) return refuse(409, { code: 'CONFLICT', error });
      apiState.cookieOf = makeUser({ name: 'Bea' });
      return HttpResponse.json({ token: nextToken(), user: apiState.cookieOf }, { status: 201 });
    }),
  );
  const { user } = await renderApp({ isSignedIn: false });
  await user.click(await screen.findByRole('link', { name: 'Make a workspace for your team' }));
  const submit = await screen.findByRole('button', { name: 'Make the workspace' });
  await user.click(submit);
  expect(document.activeElement).toBe(screen.getByLabelText('Business or team name'));
  expect(screen.getAllByText('Write a name.')).toHaveLength(2);
  await user.type(screen.getByLabelText('Business or team name'), 'Bakery');
  await user.type(screen.getByLabelText('Your name'), 'Bea');
  await user.type(screen.getByLabelText('Email'), 'taken@bakery.test');
  await user.type(screen.getByLabelText('Password'), 'a good long one');
  await user.click(submit);
  expect((await screen.findByRole('alert')).textContent).toBe(error);
  expect(document.activeElement).toBe(screen.getByLabelText('Email'));
  expect(screen.getByLabelText('Password')).toHaveProperty('value', 'a good long one');

  await user.clear(screen.getByLabelText('Email'));
  await user.type(screen.getByLabelText('Email'), 'bea@bakery.test');
  await user.click(submit);
  expect(await screen.findByRole('heading', { name: 'Chats' })).toBeTruthy();
  const wanted = { workspaceName: 'Bakery', name: 'Bea', email: 'bea@bakery.test', password: 'a good long one' };
  expect(body).toEqual(wanted);
});

it('is not linked where it is closed, and says so to who comes anyway', async () => {
  openSignUp(false);
  await renderApp({ isSignedIn: false, path: '/signup' });
  expect(await screen.findByRole('heading', { name: 'New workspaces can’t be made here' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Make the workspace' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/login');
});
