import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { draftKept } from '#store/slices/drafts.ts';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { fail } from '#testing/startServer.ts';

describe('a customer’s message', () => {
  it('appears in the open thread and in the list, and is said once', async () => {
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [
          makeConversation(),
          makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben', mobileNo: '+4915100000000' }),
        ];
        made.messages = [makeMessage({ content: 'First' })];
      },
    });
    await screen.findByRole('listitem', { name: /First/ });
    const list = screen.getByRole('list', { name: 'Conversations' });
    expect(within(list).getAllByRole('link')[0]?.querySelector('.sr-only')?.textContent).toMatch(/^Ben/);

    const message = makeMessage({ content: 'Second *now*', createdAt: new Date().toISOString() });
    server.emit('new_message', message);
    expect(await screen.findByRole('listitem', { name: /^Ana, \d\d:\d\d: Second \*now\*$/ })).toBeTruthy();
    expect(screen.getByText('now').tagName).toBe('STRONG');
    expect(within(list).getAllByRole('link')[0]?.querySelector('.sr-only')?.textContent).toMatch(
      /^Ana, Second \*now\*, \d\d:\d\d$/,
    );
    expect(screen.getByText('New message from Ana: Second *now*').getAttribute('aria-live')).toBe('polite');
    server.emit('new_message', message);
    server.emit('new_message', makeMessage({ content: 'Third' }));
    await screen.findByRole('listitem', { name: /Third/ });
    expect(screen.getAllByRole('listitem', { name: /Second/ })).toHaveLength(1);
  });

  it('stands where its time puts it, however late it comes', async () => {
    const early = makeMessage({ content: 'Early' });
    const late = makeMessage({ content: 'Late' });
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation()];
        made.messages = [late];
      },
    });
    await screen.findByRole('listitem', { name: /Late/ });
    server.emit('new_message', early);
    await screen.findByRole('listitem', { name: /Early/ });
    const names = screen
      .getAllByRole('listitem', { name: /Early|Late/ })
      .map((item) => item.getAttribute('aria-label'));
    expect(names).toEqual([expect.stringMatching(/Early/), expect.stringMatching(/Late/)]);
  });

  it('that can’t be read yet is waited for, quietly, and read in the same place', async () => {
    const before = makeMessage({ content: 'Before' });
    const sentence = 'Waiting for this message. Open WhatsApp on the phone if it does not come.';
    const waiting = makeMessage({ content: sentence, messageType: 'system', isPlaceholder: true });
    const after = makeMessage({ content: 'After' });
    const onWindow = vi.fn();
    window.addEventListener('whatsapp:message_updated', onWindow);
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation()];
        made.messages = [before, waiting, after];
      },
    });
    const bubble = await screen.findByText(sentence);
    expect(bubble.className).toMatch(/italic/);

    const update = {
      ...waiting,
      content: 'Here',
      messageType: 'text' as const,
      isPlaceholder: false,
      seq: after.seq + 1,
    };
    server.emit('message_updated', update);
    await screen.findByRole('listitem', { name: /Here/ });
    const names = screen
      .getAllByRole('listitem', { name: /Before|Waiting|Here|After/ })
      .map((item) => item.getAttribute('aria-label'));
    expect(names).toEqual([/Before/, /Here/, /After/].map((name) => expect.stringMatching(name)));
    expect(screen.getByText('Here').className).not.toMatch(/italic/);
    expect(onWindow).toHaveBeenCalledWith(expect.objectContaining({ detail: update }));
    window.removeEventListener('whatsapp:message_updated', onWindow);
  });

  it('is marked read only once it was seen in a focused window', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.messages = [makeMessage({ content: 'Old' }), makeMessage({ id: 'new1', content: 'New' })];
        made.conversations = [makeConversation({ unreadCount: 1 })];
      },
    });
    await screen.findByRole('listitem', { name: /New/ });
    expect(screen.getByText('Unread messages')).toBeTruthy();
    const list = screen.getByRole('list', { name: 'Conversations' });
    expect(within(list).getByText('1 unread message')).toBeTruthy();
    expect(document.title).toBe('(1) WhatsApp inbox');
    expect(server.requests('mark_read')).toEqual([]);

    focus.mockReturnValue(true);
    const focusedAt = performance.now();
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(server.requests('mark_read')).toEqual([{ conversationId: 'c1', upTo: 'new1' }]), {
      timeout: 3_000,
    });
    expect(performance.now() - focusedAt).toBeGreaterThan(900);
    const [conversation] = server.conversations;
    if (conversation === undefined) throw new Error('The conversation is gone.');
    server.emit('conversation_updated', { ...conversation, unreadCount: 0, seq: conversation.seq + 1_000 });
    await waitFor(() => expect(within(list).queryByText('1 unread message')).toBeNull());
    // The line stays while the conversation is open.
    expect(screen.getByText('Unread messages')).toBeTruthy();
    focus.mockRestore();
  });

  it('is marked read by another try where the server could not do it', async () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        const answer = made.answers.mark_read;
        made.answers.mark_read = () => {
          made.answers.mark_read = answer;
          return fail('INTERNAL', 'Not just now.');
        };
        made.messages = [makeMessage({ id: 'new1', content: 'New' })];
        made.conversations = [makeConversation({ unreadCount: 1 })];
      },
    });
    await screen.findByRole('listitem', { name: /New/ });
    await waitFor(() => expect(server.requests('mark_read')).toHaveLength(2), { timeout: 5_000 });
    focus.mockRestore();
  });

  it('comes after a gap with all else that was missed, and nothing is loaded anew', async () => {
    const rendered = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation()];
        made.messages = [makeMessage({ content: 'Before' })];
      },
    });
    await screen.findByRole('listitem', { name: /Before/ });
    const { server } = rendered;
    const loaded = () => [server.requests('get_conversations').length, server.requests('get_messages_between').length];
    const before = loaded();
    const missed = makeMessage({ content: 'Meanwhile' });
    const other = makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben', mobileNo: '+4915100000000', seq: 7 });
    server.answers.sync = () => ({
      success: true,
      data: { messages: [missed], conversations: [other], seq: 8, more: false },
    });
    server.cut();
    expect(await screen.findByRole('listitem', { name: /Meanwhile/ }, { timeout: 4_000 })).toBeTruthy();
    expect(screen.getByRole('link', { name: /^Ben/ })).toBeTruthy();
    expect(server.requests('sync')).toEqual([{ since: 1, limit: 500 }]);
    expect(loaded()).toEqual(before);

    server.cut();
    await waitFor(() => expect(server.requests('sync').at(-1)).toEqual({ since: 8, limit: 500 }), { timeout: 4_000 });
  });

  it('is read anew where the server knows less than the page', async () => {
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation(), makeConversation({ id: 'c2', name: 'Ana by LID' })];
        made.messages = [makeMessage({ content: 'Before' })];
      },
    });
    await screen.findByRole('listitem', { name: /Before/ });
    server.answers.sync = () => ({ success: true, data: { messages: [], conversations: [], seq: 0, more: false } });
    expect(screen.getByRole('link', { name: /Ana by LID/ })).toBeTruthy();
    server.messages.push(makeMessage({ content: 'Meanwhile' }));
    // It was merged meanwhile, which nobody told.
    server.conversations = [makeConversation()];
    server.cut();
    expect(await screen.findByRole('listitem', { name: /Meanwhile/ }, { timeout: 4_000 })).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('link', { name: /Ana by LID/ })).toBeNull());
  });
});

describe('typing', () => {
  it('of the customer and of others is shown, and goes when their message comes', async () => {
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation()];
        made.messages = [makeMessage()];
      },
    });
    const thread = await screen.findByRole('main', { name: 'Conversation' });
    await screen.findByRole('list', { name: 'Messages' });
    server.emit('customer_typing', { conversationId: 'c1', customerId: 'k1', isTyping: true });
    expect(await within(thread).findByText('Ana is typing…')).toBeTruthy();
    server.emit('agent_typing', { conversationId: 'c1', userId: 'u2', name: 'Carl', isTyping: true });
    expect(await within(thread).findByText('Several people are typing…')).toBeTruthy();
    server.emit('new_message', makeMessage());
    expect(await within(thread).findByText('Carl is typing…')).toBeTruthy();
    server.emit('agent_typing', { conversationId: 'c1', userId: 'u2', name: 'Carl', isTyping: false });
    await waitFor(() => expect(within(thread).queryByText(/typing…/)).toBeNull());
  });
});

describe('conversations', () => {
  it('that merge lead on to what is left of them', async () => {
    const { server } = await renderApp({
      path: '/chat/c1',
      prepare: (made) => {
        made.conversations = [makeConversation(), makeConversation({ id: 'c2', customerId: 'k2', name: 'Ana B' })];
        made.messages = [makeMessage({ content: 'From the first' })];
      },
    });
    await screen.findByRole('listitem', { name: /From the first/ });
    server.emit('conversation_updated', makeConversation({ mergedInto: 'c2' }));
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c2'));
    const list = screen.getByRole('list', { name: 'Conversations' });
    expect(within(list).getAllByRole('link')).toHaveLength(1);
    expect(screen.getByRole('listitem', { name: /From the first/ })).toBeTruthy();
  });

  it.each(['c1', 'c2'])('that merge leave the open one (%s) and what is being written as they are', async (open) => {
    const { server, user, store } = await renderApp({
      path: `/chat/${open}`,
      prepare: (made) => {
        made.conversations = [makeConversation(), makeConversation({ id: 'c2', customerId: 'k2', name: 'Ana B' })];
        made.messages = [
          makeMessage({ content: 'From the first' }),
          makeMessage({ content: 'From the second', conversationId: 'c2' }),
        ];
      },
    });
    const thread = await screen.findByRole('list', { name: 'Messages' });
    const field = screen.getByLabelText('Message');
    const other = open === 'c1' ? 'c2' : 'c1';
    act(() => void store.dispatch(draftKept({ threadKey: other, text: 'Begun elsewhere' })));
    await user.type(field, 'Half a thought');
    server.messages = server.messages.map((message) => ({ ...message, conversationId: 'c2' }));
    server.emit('conversation_updated', makeConversation({ mergedInto: 'c2' }));
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c2'));
    for (const name of [/From the first/, /From the second/]) {
      expect(await screen.findAllByRole('listitem', { name })).toHaveLength(1);
    }
    // Nothing was taken off the screen to be put there again.
    expect(document.contains(thread)).toBe(true);
    expect(document.activeElement).toBe(field);
    const expected = 'Begun elsewhere\nHalf a thought';
    await waitFor(() => expect(field).toHaveProperty('value', expected));
    await user.type(field, '!');
    await waitFor(() => expect(store.getState().drafts).toEqual({ c2: `${expected}!` }));
  });

  it('are found by name and number, with a way on where none is', async () => {
    const { user } = await renderApp({
      prepare: (made) => {
        made.conversations = [
          makeConversation(),
          makeConversation({ id: 'c2', name: 'Ben', mobileNo: '+4917000000000' }),
        ];
        const all = made.conversations;
        made.answers.get_conversations = ({ search = '' }) => ({
          success: true,
          data: all.filter(({ name }) => name.toLowerCase().includes(search)),
          nextCursor: null,
        });
      },
    });
    const field = await screen.findByRole('searchbox', { name: 'Search chats and messages' });
    await screen.findByRole('link', { name: /^Ana/ });
    await user.type(field, '0170');
    expect(await screen.findByText('Nothing found for “0170”')).toBeTruthy();
    await user.clear(field);
    await user.type(field, '+49 170');
    await waitFor(() => expect(screen.queryByRole('link', { name: /^Ana/ })).toBeNull());
    expect(screen.getByRole('link', { name: /^Ben/ })).toBeTruthy();
    await user.clear(field);
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
  });

  it('that do not exist say so', async () => {
    const { server } = await renderApp({
      path: '/chat/nowhere',
      prepare: (made) => {
        made.answers.get_messages_between = () => ({ success: false, code: 'NOT_FOUND', error: 'Gone.' });
      },
    });
    expect(await screen.findByText('This conversation does not exist, or it is not yours to see.')).toBeTruthy();
    expect(server.requests('get_messages_between').length).toBeGreaterThan(0);
  });
});
