import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#lib/settings.ts';
import { isApple } from '#lib/shortcuts.ts';
import { makeConversation } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import type { TestServer } from '#testing/startServer.ts';
import { toSigns } from './signs.ts';

const openIt = isApple ? '{Meta>}k{/Meta}' : '{Control>}k{/Control}';

function prepare(server: TestServer): void {
  server.conversations = [
    makeConversation({ id: 'c-ana', name: 'Ana Álvarez', mobileNo: '+4915111111111' }),
    makeConversation({ id: 'c-bruno', name: 'Bruno', mobileNo: '+4915122222222' }),
  ];
}

async function openPalette(start: Parameters<typeof renderApp>[0] = {}) {
  const app = await renderApp({ prepare, ...start });
  await screen.findByRole('link', { name: /Ana/ });
  await app.user.keyboard(openIt);
  const field = await screen.findByRole('combobox', { name: 'Find anything' });
  await waitFor(() => expect(document.activeElement).toBe(field));
  return { ...app, field };
}

const shown = () => screen.getAllByRole('option').map((option) => option.textContent);

describe('the palette', () => {
  it('lists what can be done here with its keys, and where one can go', async () => {
    await openPalette();
    const newChat = screen.getByRole('option', { name: /New chat/ });
    expect(newChat.textContent).toBe(`New chat${toSigns('Alt+N').join('')}`);
    for (const name of ['Appearance: Dark', 'Sign out', /^Team/, /^API keys/]) {
      expect(screen.getByRole('option', { name })).toBeTruthy();
    }
    expect(within(screen.getByRole('dialog')).getByRole('group', { name: 'Actions' })).toBeTruthy();
  });

  it('offers agents only what is theirs', async () => {
    await openPalette({ role: 'agent' });
    expect(screen.queryByRole('option', { name: /^Team/ })).toBeNull();
    expect(screen.getByRole('option', { name: /^Console/ })).toBeTruthy();
  });

  it('finds by some of the letters, and the first one found is chosen by Enter', async () => {
    const { user } = await openPalette();
    await user.keyboard('apdk');
    await waitFor(() => expect(shown()[0]).toBe('Appearance: Dark'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(readSettings().theme).toBe('dark'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('finds conversations by name, without regard to accents, and by number', async () => {
    const { user, field } = await openPalette();
    await user.keyboard('alvarez');
    await waitFor(() => expect(shown()[0]).toContain('Ana Álvarez'));
    await user.clear(field);
    await user.keyboard('1512 222');
    await waitFor(() => expect(shown()[0]).toContain('Bruno'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c-bruno'));
  });

  it('asks the server for conversations that are not loaded', async () => {
    const { user, server } = await openPalette();
    server.conversations = [...server.conversations, makeConversation({ id: 'c-zoe', name: 'Zoe Far' })];
    await user.keyboard('zoe');
    expect(await screen.findByRole('option', { name: /Zoe Far/ })).toBeTruthy();
  });

  it('has what was used last first', async () => {
    const { user } = await openPalette();
    await user.click(screen.getByRole('option', { name: 'Appearance: Light' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard(openIt);
    await screen.findByRole('combobox', { name: 'Find anything' });
    expect(shown()[0]).toBe('Appearance: Light');
    expect(screen.getByRole('group', { name: 'Recently used' })).toBeTruthy();
  });

  it('is closed by its own keys and by Escape, and the focus is where it was', async () => {
    const { user, field } = await openPalette();
    await user.keyboard(openIt);
    await waitFor(() => expect(field.isConnected).toBe(false));
    const search = screen.getByRole('searchbox');
    search.focus();
    await user.keyboard(openIt);
    const again = await screen.findByRole('combobox', { name: 'Find anything' });
    await waitFor(() => expect(document.activeElement).toBe(again));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(search));
  });

  it('says so when nothing fits', async () => {
    const { user } = await openPalette();
    await user.keyboard('qqxqq');
    expect(await screen.findByText('Nothing is called “qqxqq”')).toBeTruthy();
    expect(screen.queryByRole('option')).toBeNull();
  });
});

describe('the list of keys', () => {
  it('is opened by ? and names every key as this keyboard does', async () => {
    const { user } = await renderApp({ prepare });
    await screen.findByRole('link', { name: /Ana/ });
    await user.keyboard('?');
    const dialog = within(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' }));
    const row = dialog.getByText('Search all messages').closest('li');
    expect(row?.textContent).toBe(`Search all messages${toSigns('mod+Shift+F').join('')}`);
    expect(dialog.getByText('Next in the list')).toBeTruthy();
  });

  it('writes them as Apple does, and as others do', () => {
    expect(toSigns('mod+Shift+F', true)).toEqual(['⌘', '⇧', 'F']);
    expect(toSigns('mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F']);
    expect(toSigns('Alt+ArrowUp', true)).toEqual(['⌥', '↑']);
  });
});
