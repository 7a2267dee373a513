import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { fail } from '#testing/startServer.ts';

const ben = makeConversation({ id: 'c2', customerId: 'k2', name: 'Ben', mobileNo: '+4915100000000' });
const both = { success: true as const, data: [makeConversation(), ben], nextCursor: null };

describe('the list', () => {
  it('is not taken for whole while only events have told of some conversations', async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const { server, store } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = async () => {
          asked.resolve();
          await mayAnswer.promise;
          return both;
        };
      },
    });
    await asked.promise;
    server.emit('conversation_updated', ben);
    await waitFor(() => expect(store.getState().conversations.ids).toEqual(['c2']));
    await screen.findByRole('heading', { name: 'Chats' });
    expect(screen.queryByRole('link', { name: /^Ben/ })).toBeNull();

    mayAnswer.resolve();
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /^Ben/ })).toBeTruthy();
  });

  it('that could not be read is offered again, whatever events have told', async () => {
    const { server, store, user } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = () => fail('INTERNAL', 'Not just now.');
      },
    });
    const tryAgain = await screen.findByRole('button', { name: 'Try again' });
    server.emit('conversation_updated', ben);
    await waitFor(() => expect(store.getState().conversations.ids).toEqual(['c2']));
    expect(screen.queryByRole('link', { name: /^Ben/ })).toBeNull();
    server.answers.get_conversations = () => both;
    await user.click(tryAgain);
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    expect(screen.getByRole('link', { name: /^Ben/ })).toBeTruthy();
  });

  it('asks for a conversation as soon as its row is pressed, once, after it has begun to listen', async () => {
    const { server, user } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = () => both;
        made.messages = [makeMessage({ conversationId: 'c2', content: 'Here I am' })];
      },
    });
    const row = await screen.findByRole('link', { name: /^Ben/ });
    await user.pointer({ target: row, keys: '[MouseLeft>]' });
    await waitFor(() => expect(server.requests('get_messages_between')).toHaveLength(1));
    expect(server.requests('join_conversation')).toHaveLength(1);
    expect(screen.queryByRole('list', { name: 'Messages' })).toBeNull();

    await user.pointer({ target: row, keys: '[/MouseLeft]' });
    expect(await screen.findByRole('listitem', { name: /Here I am/ })).toBeTruthy();
    expect(server.requests('get_messages_between')).toHaveLength(1);
    expect(server.requests('join_conversation')).toHaveLength(1);
  });

  it('leaves what was pressed and not opened as soon as another row is pressed', async () => {
    const { server, user } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = () => both;
      },
    });
    await user.pointer({ target: await screen.findByRole('link', { name: /^Ben/ }), keys: '[MouseLeft>]' });
    await user.pointer({ target: document.body, keys: '[/MouseLeft]' });
    await waitFor(() => expect(server.requests('join_conversation')).toHaveLength(1));
    expect(server.requests('leave_conversation')).toEqual([]);

    await user.click(screen.getByRole('link', { name: /^Ana/ }));
    await waitFor(() => expect(server.requests('leave_conversation')).toEqual([{ conversationId: 'c2' }]));
    expect(server.requests('join_conversation')).toEqual([{ conversationId: 'c2' }, { conversationId: 'c1' }]);
  });

  it('draws the line anew for who comes back at once', async () => {
    const { server, store, user } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = () => both;
        made.messages = [makeMessage({ id: 'm1', conversationId: 'c2', content: 'Here I am' })];
      },
    });
    const toBen = await screen.findByRole('link', { name: /^Ben/ });
    await user.click(toBen);
    await screen.findByRole('listitem', { name: /Here I am/ });
    await user.click(screen.getByRole('link', { name: /^Ana/ }));
    await waitFor(() => expect(server.requests('leave_conversation')).toEqual([{ conversationId: 'c2' }]));
    server.messages = [...server.messages, makeMessage({ conversationId: 'c2', content: 'Still there?' })];
    server.emit('conversation_updated', { ...ben, unreadCount: 1, readUpTo: 'm1', seq: ben.seq + 1_000 });
    await waitFor(() => expect(store.getState().conversations.entities['c2']?.unreadCount).toBe(1));

    await user.click(toBen);
    const list = await screen.findByRole('list', { name: 'Messages' });
    expect(await within(list).findByText('Still there?')).toBeTruthy();
    expect(await screen.findByText('Unread messages')).toBeTruthy();
  });

  it('does not ask for what is opened in another tab', async () => {
    const { server, user } = await renderApp({
      prepare: (made) => {
        made.answers.get_conversations = () => both;
      },
    });
    const row = await screen.findByRole('link', { name: /^Ben/ });
    row.addEventListener('click', (event) => event.preventDefault());
    await user.keyboard('{Control>}');
    await user.pointer({ target: row, keys: '[MouseLeft]' });
    await user.keyboard('{/Control}');
    expect(server.requests('get_messages_between')).toEqual([]);
  });
});
