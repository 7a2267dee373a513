import { screen, waitFor } from '@testing-library/react';
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
