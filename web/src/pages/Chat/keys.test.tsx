import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import type { TestServer } from '#testing/startServer.ts';

/** Newest first: Dora, Carl (unread), Bea, Ana (unread). */
function prepare(server: TestServer): void {
  const made = ['Ana', 'Bea', 'Carl', 'Dora'].map((name, index) => {
    const id = name.toLowerCase();
    const mobileNo = `+491511111111${index}`;
    return makeConversation({ id, customerId: `k-${id}`, name, mobileNo, unreadCount: index % 2 === 0 ? 1 : 0 });
  });
  server.conversations = made.toReversed();
  server.messages = made.map(({ id, customerId }) => makeMessage({ conversationId: id, customerId }));
}

const open = () => window.location.pathname.split('/')[2] ?? null;
const row = (name: string) => screen.getByRole('link', { name: new RegExp(`^${name},`) });

async function start(path: string) {
  const app = await renderApp({ path, prepare });
  await screen.findByRole('link', { name: /^Ana,/ });
  return app;
}

describe('keys in the chats', () => {
  it('lead to the next and the previous conversation from the message box', async () => {
    const { user } = await start('/chat/dora');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' })));
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(open()).toBe('carl');
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(open()).toBe('bea');
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(open()).toBe('carl');
  });

  it('stop at either end, and begin at the top when none is open', async () => {
    const { user } = await start('/chat');
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(open()).toBe('dora');
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(open()).toBe('dora');
  });

  it('lead to the next unread one, from the last on to the first', async () => {
    const { user } = await start('/chat/bea');
    await user.keyboard('{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}');
    expect(open()).toBe('ana');
    await user.keyboard('{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}');
    expect(open()).toBe('carl');
  });

  it('J and K move in the list without opening anything', async () => {
    const { user } = await start('/chat');
    await user.keyboard('j');
    await waitFor(() => expect(document.activeElement).toBe(row('Dora')));
    await user.keyboard('j');
    await waitFor(() => expect(document.activeElement).toBe(row('Carl')));
    await user.keyboard('k');
    await waitFor(() => expect(document.activeElement).toBe(row('Dora')));
    expect(open()).toBeNull();
    await user.keyboard('{Enter}');
    expect(open()).toBe('dora');
  });

  it('J is a letter where one writes', async () => {
    const { user } = await start('/chat/dora');
    const box = await screen.findByRole('textbox', { name: 'Message' });
    await user.type(box, 'jk/?');
    expect(box).toHaveProperty('value', 'jk/?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('J is nothing when single keys are switched off', async () => {
    changeSettings({ singleKeys: false });
    const { user } = await start('/chat');
    row('Bea').focus();
    await user.keyboard('j?');
    expect(document.activeElement).toBe(row('Bea'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('/ goes to the search, and Escape out of it clears it first', async () => {
    const { user } = await start('/chat/dora');
    row('Bea').focus();
    await user.keyboard('/');
    const search = screen.getByRole('searchbox');
    await waitFor(() => expect(document.activeElement).toBe(search));
    await user.keyboard('be{Escape}');
    expect(search).toHaveProperty('value', '');
    expect(open()).toBe('dora');
  });

  it('Escape leads from the message box to the list, and from there closes the conversation', async () => {
    const { user } = await start('/chat/carl');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' })));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(row('Carl')));
    expect(open()).toBe('carl');
    await user.keyboard('{Escape}');
    expect(open()).toBeNull();
    expect(document.activeElement).toBe(row('Carl'));
  });

  it('Alt+N begins a new chat', async () => {
    const { user } = await start('/chat');
    await user.keyboard('{Alt>}n{/Alt}');
    expect(await screen.findByRole('dialog', { name: 'New chat' })).toBeTruthy();
  });
});
