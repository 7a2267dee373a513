import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeConversation } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';

describe('the title of the tab', () => {
  it('says on every page how many conversations wait, also those that no list has loaded', async () => {
    const { server, store } = await renderApp({
      path: '/settings/profile',
      prepare: (made) => {
        made.conversations = [makeConversation({ unreadCount: 2 })];
        made.answers.count_waiting = () => ({ success: true, waiting: 10_000 });
      },
    });
    await screen.findByRole('heading', { name: 'Profile' });
    await waitFor(() => expect(document.title).toBe('(10000) Profile · WhatsApp inbox'));
    // Of one that is not known nobody could say whether it waited before.
    await waitFor(() => expect(store.getState().conversations.status).toBe('loaded'));
    act(() => server.emit('conversation_updated', makeConversation({ unreadCount: 0 })));
    await waitFor(() => expect(document.title).toBe('(9999) Profile · WhatsApp inbox'));
  });

  it('is the plain name when nothing waits, or nobody is signed in', async () => {
    const { server, user } = await renderApp({
      prepare: (made) => {
        made.conversations = [makeConversation({ unreadCount: 1 })];
      },
    });
    await screen.findByRole('link', { name: /^Ana/ });
    await waitFor(() => expect(document.title).toBe('(1) WhatsApp inbox'));
    act(() => server.emit('preferences_updated', { pinned: [], muted: ['c1'] }));
    await waitFor(() => expect(document.title).toBe('WhatsApp inbox'));
    act(() => server.emit('preferences_updated', { pinned: [], muted: [] }));
    await waitFor(() => expect(document.title).toBe('(1) WhatsApp inbox'));
    await user.click(await screen.findByRole('button', { name: /^Account/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
    await waitFor(() => expect(document.title).toBe('WhatsApp inbox'));
  });
});
