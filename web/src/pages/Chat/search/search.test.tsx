import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { fail, type TestServer } from '#testing/startServer.ts';

type Request = ErpPayload<'search_messages'>;

const ana = makeConversation();
const ben = makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben Blue', mobileNo: '+4915100000000' });

function fill(server: TestServer): void {
  server.conversations = [ana, ben];
  server.messages = [
    makeMessage({ id: 'm-old', content: 'Is the bicycle still there?' }),
    makeMessage({ id: 'm-ben', conversationId: 'c2', content: 'A blue bicycle, please' }),
    makeMessage({ id: 'm-new', content: 'Blue would be fine', isOutgoing: true, sender: { id: 'u1', name: 'Bea' } }),
  ];
  server.answers.get_conversations = ({ search = '' }) => ({
    success: true,
    data: [ana, ben].filter(({ name }) => name.toLowerCase().includes(search)),
    nextCursor: null,
  });
}

const findField = () => screen.findByRole('searchbox', { name: 'Search chats and messages' });

describe('the search over everything', () => {
  it('shows conversations by name, and below them messages with the words marked', async () => {
    const { user } = await renderApp({ prepare: fill });
    await user.type(await findField(), 'blue');
    const messages = await screen.findByRole('list', { name: 'Messages' });
    const names = within(screen.getByRole('list', { name: 'Chats' })).getAllByRole('link');
    expect(names.map((link) => link.getAttribute('href'))).toEqual(['/chat/c2']);
    const hits = within(messages).getAllByRole('link');
    expect(hits.map((link) => link.getAttribute('href'))).toEqual(['/chat/c1?message=m-new', '/chat/c2?message=m-ben']);
    expect(hits[0]?.querySelector('.sr-only')?.textContent).toMatch(/^Ana, .+: You: Blue would be fine$/);
    const marked = hits.map((hit) => [...hit.querySelectorAll('mark')].map((mark) => mark.textContent));
    expect(marked).toEqual([['Blue'], ['blue']]);
  });

  it('goes through all results with the arrow keys, and back to the field', async () => {
    const { user } = await renderApp({ prepare: fill });
    const field = await findField();
    await user.type(field, 'blue');
    await screen.findByRole('list', { name: 'Messages' });
    const [ben, first, second] = screen.getAllByRole('link', { name: /blue/i });
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(ben);
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(second);
    expect([ben, first, second].map((link) => link?.tabIndex)).toEqual([-1, -1, 0]);
    await user.keyboard('{Home}{ArrowUp}');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{Escape}');
    expect(field).toHaveProperty('value', '');
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Messages' })).toBeNull());
  });

  it('opens a hit in its place', async () => {
    const { user } = await renderApp({ prepare: fill });
    await user.type(await findField(), 'please');
    await user.click(await screen.findByRole('link', { name: /^Ben Blue, .*please/ }));
    expect(window.location.pathname).toBe('/chat/c2');
    expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
    await waitFor(() => {
      const hit = screen.getByRole('link', { name: /^Ben Blue, .*please/ });
      expect(hit.getAttribute('aria-current')).toBe('location');
    });
  });

  it('never lets an older answer replace a newer one', async () => {
    const slow = Promise.withResolvers<void>();
    const { server, user } = await renderApp({
      prepare: (made) => {
        fill(made);
        const usual = made.answers.search_messages;
        made.answers.search_messages = async (request) => {
          if (request.query === 'please') await slow.promise;
          return usual(request);
        };
      },
    });
    const field = await findField();
    await user.type(field, 'please');
    await waitFor(() => expect(server.requests('search_messages')).toHaveLength(1));
    await user.clear(field);
    await user.type(field, 'fine');
    await screen.findByRole('link', { name: /would be fine$/ });
    slow.resolve();
    // What was asked later is answered later.
    await user.type(field, ' ');
    await waitFor(() => expect(server.requests('search_messages')).toHaveLength(3));
    await screen.findByRole('link', { name: /would be fine$/ });
    expect(screen.queryByRole('link', { name: /please$/ })).toBeNull();
    expect(server.requests('search_messages')).toMatchObject([
      { query: 'please' },
      { query: 'fine' },
      { query: 'fine ' },
    ]);
  });

  it('loads more as the end comes near', async () => {
    // The tests' browser has no layout: whatever is watched is in view at once.
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        readonly tell: () => void;
        constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
          this.tell = () => tell([{ isIntersecting: true }]);
        }
        observe(): void {
          this.tell();
        }
        disconnect(): void {}
      },
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    const { server, user } = await renderApp({
      prepare: (made) => {
        fill(made);
        made.messages = Array.from({ length: 70 }, (_, index) => makeMessage({ content: `green ${index}` }));
      },
    });
    await user.type(await findField(), 'green');
    await waitFor(() => expect(screen.getAllByRole('link', { name: /green/ })).toHaveLength(70));
    expect(server.requests('search_messages')).toMatchObject([{}, { cursor: '30' }, { cursor: '60' }]);
  });

  it('says what was searched where nothing is found, and how to go on', async () => {
    const { server, user } = await renderApp({ prepare: fill });
    const field = await findField();
    await user.type(field, 'nowhere');
    expect(await screen.findByText('Nothing found for “nowhere”')).toBeTruthy();
    expect(screen.getByText(/^Search for fewer words/)).toBeTruthy();
    server.answers.search_messages = () => fail('INTERNAL', 'Not just now.');
    await user.type(field, 'x');
    expect(await screen.findByText('The messages could not be searched: Not just now.')).toBeTruthy();
    server.answers.search_messages = () => ({
      success: true,
      data: { hits: [], isPartial: true, isIndexing: true },
      nextCursor: 'further',
    });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/^Older messages are still being indexed/)).toBeTruthy();
    server.answers.search_messages = ({ cursor }: Request) => ({
      success: true,
      data: {
        hits: [{ message: makeMessage({ content: `After ${cursor}` }), conversation: ana }],
        isPartial: false,
        isIndexing: false,
      },
      nextCursor: null,
    });
    await user.click(screen.getByRole('button', { name: 'Search further back' }));
    expect(await screen.findByRole('link', { name: /After further$/ })).toBeTruthy();
  });
});

describe('the search in a conversation', () => {
  const open = async (prepare: (server: TestServer) => void = fill) => {
    const rendered = await renderApp({ path: '/chat/c1', prepare });
    await screen.findByRole('textbox', { name: 'Message' });
    return rendered;
  };

  it('is opened by its button and its key, and gives the focus back', async () => {
    const { user } = await open();
    const button = screen.getByRole('button', { name: 'Search in this conversation' });
    await user.click(button);
    const field = await screen.findByRole('searchbox', { name: 'Search in this conversation' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(screen.queryByRole('searchbox', { name: 'Search in this conversation' })).toBeNull();

    const composer = screen.getByRole('textbox', { name: 'Message' });
    await user.click(composer);
    await user.keyboard('{Control>}f{/Control}');
    await screen.findByRole('searchbox', { name: 'Search in this conversation' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(composer));
  });

  it('goes from hit to hit, the newest first, and says where one is', async () => {
    const { server, user } = await open((made) => {
      fill(made);
      made.messages = ['one', 'two', 'three'].map((word) => makeMessage({ id: `m-${word}`, content: `blue ${word}` }));
    });
    await user.keyboard('{Control>}f{/Control}');
    const bar = await screen.findByRole('region', { name: 'Search in this conversation' });
    await user.type(within(bar).getByRole('searchbox'), 'blue');
    expect(await within(bar).findByText('1 of 3')).toBeTruthy();
    expect(server.requests('search_messages')).toMatchObject([{ query: 'blue', conversationId: 'c1' }]);
    await user.keyboard('{Enter}');
    expect(await within(bar).findByText('2 of 3')).toBeTruthy();
    // The message is gone to, and one goes on typing.
    await waitFor(() => expect(window.location.search).toBe(''));
    expect(document.activeElement).toBe(within(bar).getByRole('searchbox'));
    await user.click(within(bar).getByRole('button', { name: 'Older hit' }));
    expect(await within(bar).findByText('3 of 3')).toBeTruthy();
    await user.click(within(bar).getByRole('searchbox'));
    await user.keyboard('{Enter}{Shift>}{Enter}{/Shift}');
    expect(await within(bar).findByText('2 of 3')).toBeTruthy();
    await user.type(within(bar).getByRole('searchbox'), ' nothing');
    expect(await within(bar).findByText('No message')).toBeTruthy();
  });
});
