import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { type Rendered, renderApp } from '#testing/renderApp.tsx';
import { fail, type TestServer } from '#testing/startServer.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();

/** Newest first: Dora, Carl, Bea, Ana. */
function addFour(server: TestServer): void {
  server.conversations = ['Dora', 'Carl', 'Bea', 'Ana'].map((name, index) => {
    const id = name.toLowerCase();
    const lastMessage = makeMessage({ id: `m-${id}`, conversationId: id, createdAt: ago(index + 1) });
    return makeConversation({ id, customerId: `k-${id}`, name, mobileNo: `+49151000000${index}`, lastMessage });
  });
}

async function start(prepare: (server: TestServer) => void = () => undefined, path = '/chat'): Promise<Rendered> {
  sessionStorage.clear();
  localStorage.clear();
  const rendered = await renderApp({
    path,
    prepare: (server) => {
      addFour(server);
      prepare(server);
    },
  });
  await screen.findByRole('link', { name: /^Dora/ });
  return rendered;
}

const change = (server: TestServer, id: string) => {
  const conversation = server.conversations.find((one) => one.id === id);
  if (!conversation) throw new Error('There is no such conversation.');
  return conversation;
};
const row = (name: string) => screen.getByRole('link', { name: new RegExp(`^${name}`) });
const names = () =>
  within(screen.getByRole('list', { name: 'Conversations' }))
    .getAllByRole('link')
    .map((link) => link.querySelector('.sr-only')?.textContent?.split(',')[0]);
/** What handles keys and menus comes after the list. */
const whenReady = (server: TestServer) => waitFor(() => expect(server.requests('get_preferences')).toHaveLength(1));

describe('a row', () => {
  it('says what is pinned, muted and marked, and how long the customer waits', async () => {
    await start((server) => {
      server.preferences = { pinned: ['ana', 'bea'], muted: ['carl'] };
      Object.assign(change(server, 'carl'), { waitingSince: ago(12.5) });
      Object.assign(change(server, 'dora'), { waitingSince: ago(60 * 3 + 1), unreadCount: 2 });
      Object.assign(change(server, 'bea'), { isMarkedUnread: true, waitingSince: ago(60 * 49) });
    });
    expect(names()).toEqual(['Ana', 'Bea', 'Dora', 'Carl']);
    const said = (name: string) => row(name).querySelector('.sr-only')?.textContent;
    expect(said('Ana')).toContain('Pinned');
    expect(said('Bea')).toContain('Marked as unread, waiting for 2 d, Pinned');
    expect(said('Carl')).toContain('waiting for 12 min, Muted');
    expect(said('Dora')).toContain('2 unread messages, waiting for 3 h');
    expect(row('Dora').textContent).toContain('3 h');
  });

  it('is 72 high, or 64 where that was chosen', async () => {
    await start();
    const height = () => screen.getAllByRole('listitem')[0]?.style.height;
    expect(height()).toBe('72px');
    act(() => changeSettings({ density: 'compact' }));
    expect(height()).toBe('64px');
  });

  it('brings a pinned conversation that no page has', async () => {
    const old = makeConversation({
      id: 'old',
      customerId: 'k-old',
      name: 'Olga',
      mobileNo: '+491519',
      updatedAt: ago(9_999),
    });
    const { server } = await start((made) => {
      made.preferences = { pinned: ['old'], muted: [] };
      const answer = made.answers.get_conversations;
      made.answers.get_conversations = (request) =>
        request.ids ? { success: true, data: [old], nextCursor: null } : answer(request);
    });
    expect(names()).toEqual(['Olga', 'Dora', 'Carl', 'Bea', 'Ana']);
    expect(server.requests('get_conversations')).toContainEqual({ ids: ['old'] });
  });

  it('follows what was pinned elsewhere, also while nobody told', async () => {
    const { server } = await start();
    server.emit('preferences_updated', { pinned: ['bea'], muted: [] });
    await waitFor(() => expect(names()).toEqual(['Bea', 'Dora', 'Carl', 'Ana']));
    server.preferences = { pinned: ['ana'], muted: [] };
    server.cut();
    await waitFor(() => expect(names()).toEqual(['Ana', 'Dora', 'Carl', 'Bea']), { timeout: 10_000 });
  });

  it('is drawn anew alone when something happens to it, among ten thousand', async () => {
    const { server, store } = await start((made) => {
      const many = Array.from({ length: 10_000 }, (_, index) =>
        makeConversation({
          id: `x${index}`,
          customerId: `k${index}`,
          name: `Customer ${index}`,
          updatedAt: ago(10 + index),
        }),
      );
      made.conversations = [...made.conversations, ...many];
    });
    await waitFor(() => expect(store.getState().conversations.ids).toHaveLength(10_004));
    const drawn = () =>
      new Map(
        screen.getAllByRole('listitem').map((item) => {
          const props = Object.entries(item.firstElementChild ?? {}).find(([key]) => key.startsWith('__reactProps$'));
          return [item.getAttribute('data-id'), props?.[1]] as const;
        }),
      );
    const before = drawn();
    expect(before.size).toBeGreaterThan(5);
    expect([...before.values()]).not.toContain(undefined);
    const carl = change(server, 'carl');
    server.emit('conversation_updated', { ...carl, unreadCount: 3, seq: carl.seq + 99_999 });
    await waitFor(() => expect(row('Carl').querySelector('.sr-only')?.textContent).toContain('3 unread'));
    const redrawn = [...drawn()].filter(([id, props]) => before.get(id) !== props).map(([id]) => id);
    expect(redrawn).toEqual(['carl']);
  });
});

describe('the filters', () => {
  it('show what the server finds, are remembered, and lead back where there is nothing', async () => {
    const { user, server } = await start((made) => {
      Object.assign(change(made, 'carl'), { unreadCount: 1 });
      Object.assign(change(made, 'ana'), { archived: true });
    });
    expect(names()).toEqual(['Dora', 'Carl', 'Bea']);
    await user.click(screen.getByRole('button', { name: /^Unread/ }));
    await waitFor(() => expect(names()).toEqual(['Carl']));
    expect(server.requests('get_conversations')).toContainEqual({ archived: false, unread: true, limit: 50 });
    expect(screen.getByRole('button', { name: 'Unread 1' }).getAttribute('aria-pressed')).toBe('true');
    expect(sessionStorage.getItem('listFilter')).toBe('unread');
    await user.click(screen.getByRole('button', { name: 'Archived' }));
    await waitFor(() => expect(names()).toEqual(['Ana']));
    const ana = change(server, 'ana');
    server.emit('conversation_updated', { ...ana, archived: false, seq: ana.seq + 1_000 });
    expect(await screen.findByText('Nothing archived')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all chats' }));
    await waitFor(() => expect(names()).toEqual(['Dora', 'Carl', 'Bea', 'Ana']));
  });

  it('page, each by itself', async () => {
    const pages = [['p1', 'page 2'] as const, ['p2', null] as const];
    const { user, server } = await start((made) => {
      const answer = made.answers.get_conversations;
      made.answers.get_conversations = (request) => {
        if (request.archived !== true) return answer(request);
        const [id, nextCursor] = pages[request.cursor === 'page 2' ? 1 : 0] ?? ['', null];
        const data = [makeConversation({ id, customerId: id, name: id, archived: true })];
        return { success: true, data, nextCursor };
      };
    });
    await user.click(screen.getByRole('button', { name: 'Archived' }));
    await waitFor(() => expect(names()).toHaveLength(2));
    expect(server.requests('get_conversations')).toContainEqual({ archived: true, limit: 50, cursor: 'page 2' });
  });

  it('keep the open conversation among the unread ones until another is opened', async () => {
    const { user, server } = await start((made) => {
      for (const id of ['carl', 'bea']) Object.assign(change(made, id), { unreadCount: 1 });
    });
    await user.click(screen.getByRole('button', { name: /^Unread/ }));
    await waitFor(() => expect(names()).toEqual(['Carl', 'Bea']));
    await user.click(row('Carl'));
    const carl = change(server, 'carl');
    server.emit('conversation_updated', { ...carl, unreadCount: 0, seq: carl.seq + 1_000 });
    await waitFor(() => expect(row('Carl').querySelector('.sr-only')?.textContent).not.toContain('unread'));
    expect(names()).toEqual(['Carl', 'Bea']);
    row('Bea').focus();
    await user.keyboard('{Enter}');
    await user.pointer({ target: document.body });
    await waitFor(() => expect(names()).toEqual(['Bea']));
  });
});

describe('the order', () => {
  it('waits while the pointer is on the list', async () => {
    const { user, server } = await start();
    await user.pointer({ target: row('Carl') });
    const ana = change(server, 'ana');
    const lastMessage = makeMessage({ id: 'new', conversationId: 'ana', content: 'Just now' });
    server.emit('conversation_updated', {
      ...ana,
      lastMessage: { ...lastMessage, createdAt: ago(0) },
      seq: ana.seq + 1_000,
    });
    await waitFor(() => expect(row('Ana').textContent).toContain('Just now'));
    expect(names()).toEqual(['Dora', 'Carl', 'Bea', 'Ana']);
    await user.pointer({ target: document.body });
    await waitFor(() => expect(names()).toEqual(['Ana', 'Dora', 'Carl', 'Bea']));
  });

  it('takes no focus away from a row that moves', async () => {
    const { server } = await start();
    row('Ana').focus();
    const ana = change(server, 'ana');
    const lastMessage = { ...makeMessage({ id: 'new', content: 'Just now' }), createdAt: ago(0) };
    server.emit('conversation_updated', { ...ana, lastMessage, seq: ana.seq + 1_000 });
    await waitFor(() => expect(names()).toEqual(['Ana', 'Dora', 'Carl', 'Bea']));
    expect(document.activeElement).toBe(row('Ana'));
  });
});

describe('by keyboard the list', () => {
  it('is one tab stop, with arrows inside', async () => {
    const { user, server } = await start();
    await whenReady(server);
    const stops = () => screen.getAllByRole('listitem').filter((item) => item.querySelector('a[tabindex="0"]'));
    expect(stops()).toHaveLength(1);
    row('Dora').focus();
    await waitFor(async () => {
      await user.keyboard('{ArrowDown}');
      expect(document.activeElement).toBe(row('Carl'));
    });
    await user.keyboard('{End}');
    await waitFor(() => expect(document.activeElement).toBe(row('Ana')));
    expect(stops().map((item) => item.getAttribute('data-id'))).toEqual(['ana']);
    await user.keyboard('{Home}');
    await waitFor(() => expect(document.activeElement).toBe(row('Dora')));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/chat/dora'));
  });

  it('pins, mutes, marks and archives, at once', async () => {
    const { user, server, store } = await start();
    const answers = server.answers.update_conversation;
    const mayAnswer = Promise.withResolvers<void>();
    server.answers.update_conversation = async (request) => {
      await mayAnswer.promise;
      return answers(request);
    };
    row('Bea').focus();
    await waitFor(async () => {
      if (!store.getState().preferences.pinned.includes('bea')) await user.keyboard('p');
      expect(names()).toEqual(['Bea', 'Dora', 'Carl', 'Ana']);
    });
    await user.keyboard('mu');
    await waitFor(() =>
      expect(row('Bea').querySelector('.sr-only')?.textContent).toContain('Marked as unread, Pinned, Muted'),
    );
    await user.keyboard('e');
    await waitFor(() => expect(names()).toEqual(['Dora', 'Carl', 'Ana']));
    await waitFor(() => expect(document.activeElement).toBe(row('Dora')));
    mayAnswer.resolve();
    await waitFor(() => expect(store.getState().conversations.wanted).toEqual({}));
    expect(server.requests('update_conversation')).toEqual([
      { conversationId: 'bea', pinned: true },
      { conversationId: 'bea', muted: true },
      { conversationId: 'bea', unread: true },
      { conversationId: 'bea', archived: true },
    ]);
    expect(names()).toEqual(['Dora', 'Carl', 'Ana']);

    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(names()).toEqual(['Bea', 'Dora', 'Carl', 'Ana']));
    expect(change(server, 'bea').archived).toBe(false);
  });

  it('goes back where it is refused, with a sentence', async () => {
    const { user, server } = await start((made) => {
      made.answers.update_conversation = () => fail('CONFLICT', 'You can pin 20 conversations. Unpin one first.');
    });
    row('Bea').focus();
    await waitFor(async () => {
      if (server.requests('update_conversation').length === 0) await user.keyboard('e');
      expect(server.requests('update_conversation')).toHaveLength(1);
    });
    expect(await screen.findByText('You can pin 20 conversations. Unpin one first.')).toBeTruthy();
    await waitFor(() => expect(names()).toEqual(['Dora', 'Carl', 'Bea', 'Ana']));
  });

  it('has the row’s menu, and the focus comes back', async () => {
    const { user } = await start();
    row('Carl').focus();
    await waitFor(async () => {
      if (!screen.queryByRole('menu')) await user.keyboard('{Shift>}{F10}{/Shift}');
      expect(screen.getByRole('menu')).toBeTruthy();
    });
    const items = screen.getAllByRole('menuitem').map(({ textContent }) => textContent);
    expect(items).toEqual(['Pin to the top', 'Mute', 'Mark as unread', 'Archive']);
    await user.click(screen.getByRole('menuitem', { name: 'Mute' }));
    await waitFor(() => expect(row('Carl').querySelector('.sr-only')?.textContent).toContain('Muted'));
    await waitFor(() => expect(document.activeElement).toBe(row('Carl')));
  });

  it('has that menu for a finger that rests, which is no click then', async () => {
    await start();
    await waitFor(() => {
      fireEvent.contextMenu(row('Bea'));
      expect(screen.getByRole('menu')).toBeTruthy();
    });
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    fireEvent.pointerDown(row('Carl'), { pointerType: 'touch' });
    expect(await screen.findByRole('menu')).toBeTruthy();
    fireEvent.click(row('Carl'));
    expect(window.location.pathname).toBe('/chat');
  });

  it('can be made wider and narrower, within bounds', async () => {
    const { user } = await start();
    const edge = await screen.findByRole('separator', { name: 'Width of the list' });
    expect(edge.getAttribute('aria-valuenow')).toBe('360');
    edge.focus();
    await user.keyboard('{ArrowRight}');
    expect(edge.getAttribute('aria-valuenow')).toBe('376');
    await user.keyboard('{End}{ArrowRight}');
    expect(edge.getAttribute('aria-valuenow')).toBe('480');
    await user.keyboard('{Home}');
    expect(edge.getAttribute('aria-valuenow')).toBe('280');
    expect(localStorage.getItem('listWidth')).toBe('280');
  });
});

it('the open conversation’s own menu does the same', async () => {
  const { user, server } = await start(undefined, '/chat/carl');
  await user.click(await screen.findByRole('button', { name: 'What to do with this conversation' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Archive' }));
  await waitFor(() => expect(names()).toEqual(['Dora', 'Bea', 'Ana']));
  expect(server.requests('update_conversation')).toEqual([{ conversationId: 'carl', archived: true }]);
});
