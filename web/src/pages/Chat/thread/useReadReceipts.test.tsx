import { screen, waitFor } from '@testing-library/react';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeConversation, makeMessage } from '#testing/factories.ts';
import { renderApp } from '#testing/renderApp.tsx';

it('a message is marked read that came all at once with its count, and after which nothing else happens', async () => {
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  onTestFinished(() => focus.mockRestore());
  const { server } = await renderApp({
    path: '/chat/c1',
    prepare: (made) => {
      made.messages = [makeMessage({ id: 'first', content: 'First' })];
      made.conversations = [makeConversation({ unreadCount: 1 })];
    },
  });
  await screen.findByRole('listitem', { name: /First/ });
  await waitFor(() => expect(server.requests('mark_read')).toEqual([{ conversationId: 'c1', upTo: 'first' }]), {
    timeout: 3_000,
  });
  const missed = makeMessage({ id: 'missed', content: 'Missed' });
  const changed = makeConversation({ unreadCount: 1, seq: missed.seq + 1 });
  const mayAnswer = Promise.withResolvers<void>();
  server.answers.sync = async () => {
    await mayAnswer.promise;
    return { success: true, data: { messages: [missed], conversations: [changed], seq: changed.seq, more: false } };
  };
  const asked = server.received.length;
  server.cut();
  // All that is asked after a gap is answered before: the news is the last that happens.
  await waitFor(
    () => {
      const events = server.received.slice(asked).map(({ event }) => event);
      expect(events).toEqual(expect.arrayContaining(['sync', 'get_connection_status', 'join_conversation']));
    },
    { timeout: 4_000 },
  );
  mayAnswer.resolve();
  await screen.findByRole('listitem', { name: /Missed/ });
  await waitFor(() => expect(server.requests('mark_read').at(-1)).toEqual({ conversationId: 'c1', upTo: 'missed' }), {
    timeout: 3_000,
  });
});
