import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import type { TestServer } from '#testing/startServer.ts';

const count = 300;
/** The first waits for all that is loaded lazily. */
const named = (number: number) =>
  screen.findByRole('listitem', { name: new RegExp(`: Number ${number}$`) }, { timeout: 10_000 });
const isThere = (number: number) =>
  screen.queryByRole('listitem', { name: new RegExp(`: Number ${number}$`) }) !== null;

/** Three hundred messages, one a minute, all read. */
function fill(server: TestServer): void {
  const start = Date.UTC(2026, 0, 1, 12);
  const one = makeMessage({ status: 'read' });
  server.messages = Array.from({ length: count }, (_, index) => ({
    ...one,
    id: `n${index}`,
    messageId: `WAn${index}`,
    content: `Number ${index}`,
    createdAt: new Date(start + index * 60_000).toISOString(),
  }));
  server.conversations = [makeConversation({ readUpTo: `n${count - 1}` })];
}

function scrollTo(top: number): void {
  const scroller = screen.getByRole('list', { name: 'Messages' }).parentElement;
  if (scroller === null) throw new Error('Nothing scrolls.');
  scroller.scrollTop = top;
  fireEvent.scroll(scroller);
}

/** Where a message stands in the view, in pixels. */
function topOf(number: number): number {
  const row = screen.getByRole('listitem', { name: new RegExp(`: Number ${number}$`) });
  const start = Number(/translate3d\(0, (\d+)/.exec(row.style.transform)?.[1]);
  return start - (row.closest('ol')?.parentElement?.scrollTop ?? 0);
}

describe('an address that names a message', () => {
  it('opens the conversation with it in view, marked for a moment and focused, and names it no longer', async () => {
    const { server } = await renderApp({ path: '/chat/c1?message=n20', prepare: fill });
    const row = await named(20);
    await waitFor(() => expect(document.activeElement).toBe(row));
    expect(row.className).toContain('bg-accent/15');
    await waitFor(() => expect(window.location.search).toBe(''));
    expect(window.location.pathname).toBe('/chat/c1');
    const around = { conversationId: 'c1', around: 'n20', limit: 50 };
    expect(server.requests('get_messages_between')).toContainEqual(around);
    expect(isThere(count - 1)).toBe(false);
    await waitFor(() => expect(row.className).not.toContain('bg-accent/15'), { timeout: 3_000 });
  });

  it('leaves nothing to go back to', async () => {
    window.history.replaceState(null, '', '/chat');
    const before = window.history.length;
    await renderApp({ path: '/chat/c1?message=n20', prepare: fill });
    await named(20);
    await waitFor(() => expect(window.location.search).toBe(''));
    expect(window.history.length).toBe(before);
  });

  it('that is not there any more opens the conversation as ever and says so', async () => {
    await renderApp({ path: '/chat/c1?message=gone', prepare: fill });
    await named(count - 1);
    const note = await screen.findByText('This message is not here any more');
    expect(note.closest('[role=status]')).toBeTruthy();
    await waitFor(() => expect(window.location.search).toBe(''));
  });

  it('is found again when the server can be asked', async () => {
    const { server } = await renderApp({
      path: '/chat/c1?message=n20',
      prepare: (made) => {
        fill(made);
        made.isReachable = false;
      },
    });
    await waitFor(() => expect(screen.queryByRole('main')).toBeTruthy());
    expect(window.location.search).toBe('?message=n20');
    server.isReachable = true;
    expect(await screen.findByRole('listitem', { name: /: Number 20$/ }, { timeout: 10_000 })).toBeTruthy();
  });
});

describe('a thread that is read far above its end', () => {
  it('is read on below until its end is there, and shows what came meanwhile', async () => {
    const { server } = await renderApp({ path: '/chat/c1?message=n200', prepare: fill });
    await named(200);
    const live = makeMessage({ content: 'Just now', createdAt: new Date().toISOString() });
    const [conversation] = server.conversations;
    if (conversation === undefined) throw new Error('The conversation is gone.');
    server.emit('new_message', live);
    server.emit('conversation_updated', { ...conversation, unreadCount: 1, seq: live.seq + 1 });
    server.messages.push(live);
    // It does not follow what is shown here, and counts.
    expect(await screen.findByRole('button', { name: '1 new message' })).toBeTruthy();
    expect(screen.queryByRole('listitem', { name: /Just now/ })).toBeNull();
    await waitFor(() => {
      scrollTo(1e6);
      expect(screen.getByRole('listitem', { name: /Just now/ })).toBeTruthy();
    });
    const pages = server.requests('get_messages_between');
    expect(pages).toContainEqual({ conversationId: 'c1', after: 'n224', limit: 50 });
    await waitFor(() => expect(screen.queryByRole('button', { name: /new message/ })).toBeNull());
  });

  it('goes to the end for what one writes oneself', async () => {
    const { user } = await renderApp({ path: '/chat/c1?message=n20', prepare: fill });
    await named(20);
    await user.type(screen.getByLabelText('Message'), 'My answer{Enter}');
    expect(await screen.findByRole('listitem', { name: /: My answer$/ })).toBeTruthy();
    await named(count - 1);
    expect(isThere(20)).toBe(false);
  });

  it('goes to the end by a click', async () => {
    const { user } = await renderApp({ path: '/chat/c1?message=n20', prepare: fill });
    await named(20);
    await user.click(screen.getByRole('button', { name: 'To the newest message' }));
    await named(count - 1);
  });
});

describe('a conversation with more unread ones than a page has', () => {
  it('opens at the first of them, and marks nothing read that was not in view', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    onTestFinished(() => focus.mockRestore());
    const { server, user } = await renderApp({
      prepare: (made) => {
        fill(made);
        made.messages = made.messages.map((message, index) => ({
          ...message,
          status: index < 100 ? 'read' : 'delivered',
        }));
        made.conversations = [makeConversation({ unreadCount: 200, readUpTo: 'n99' })];
      },
    });
    await user.click(await screen.findByRole('link', { name: /^Ana/ }));
    await named(100);
    expect(screen.getByText('Unread messages')).toBeTruthy();
    expect(isThere(count - 1)).toBe(false);
    expect(screen.getByRole('button', { name: '200 new messages' })).toBeTruthy();
    await waitFor(() => expect(server.requests('mark_read')).not.toEqual([]), { timeout: 4_000 });
    // Rows are 40 high in a view of 800.
    for (const { upTo } of z.array(z.object({ upTo: z.string() })).parse(server.requests('mark_read'))) {
      expect(Number(upTo.slice(1))).toBeLessThan(120);
    }
  });
});

describe('coming back', () => {
  it('leads to where one read, unless that was the end', async () => {
    const { user } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        fill(made);
        made.conversations.push(makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben' }));
      },
    });
    await named(count - 1);
    const list = screen.getByRole('list', { name: 'Conversations' });
    const visit = async () => {
      await user.click(within(list).getByRole('link', { name: /^Ben/ }));
      await screen.findByText('No messages yet. Write the first one.');
      await user.click(within(list).getByRole('link', { name: /^Ana/ }));
    };
    await visit();
    await named(count - 1);
    act(() => scrollTo(400));
    await waitFor(() => expect(isThere(count - 1)).toBe(false));
    await waitFor(() => expect(isThere(260)).toBe(true));
    const before = topOf(260);
    await visit();
    await named(260);
    expect(isThere(count - 1)).toBe(false);
    expect(topOf(260)).toBe(before);
  });
});

describe('keys', () => {
  it('move between messages as one tab stop, which stays wherever the view goes', async () => {
    const { user } = await renderApp({ path: '/chat/c1', prepare: fill });
    await named(count - 1);
    const list = screen.getByRole('list', { name: 'Messages' });
    act(() => list.focus());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('listitem', { name: /: Number 299$/ })));
    expect([list, ...within(list).getAllByRole('listitem')].filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    const focused = () => document.activeElement?.getAttribute('aria-label')?.replace(/^.*: /, '');
    for (const [key, number] of [
      ['{ArrowUp}', 298],
      ['{ArrowUp}', 297],
      ['{ArrowDown}', 298],
      ['{Home}', 250],
      ['{End}', 299],
      ['{PageUp}', 280],
      ['{PageDown}', 299],
    ] as const) {
      await user.keyboard(key);
      await waitFor(() => expect(focused()).toBe(`Number ${number}`));
    }
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(focused()).toBe('Number 298'));
    act(() => scrollTo(0));
    await waitFor(() => expect(isThere(290)).toBe(false));
    expect(focused()).toBe('Number 298');
  });
});

it('a day that begins is told where one reads, without a reload', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const evening = new Date();
  evening.setHours(22, 0, 0, 0);
  const minute = 60_000;
  vi.setSystemTime(evening.getTime() + 119 * minute);
  await renderApp({
    path: '/chat/c1',
    prepare: (made) => {
      made.messages = [makeMessage({ content: 'Late', status: 'read', createdAt: evening.toISOString() })];
      made.conversations = [makeConversation()];
    },
  });
  await screen.findByRole('listitem', { name: /Late/ }, { timeout: 10_000 });
  const list = screen.getByRole('list', { name: 'Messages' });
  expect(within(list).getByText('Today')).toBeTruthy();
  vi.setSystemTime(evening.getTime() + 121 * minute);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect(await within(list).findByText('Yesterday')).toBeTruthy();
});
