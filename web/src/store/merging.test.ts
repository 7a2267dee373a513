import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeConversation, makeMessage, makeUser } from '#testing/factories.ts';
import { apiState } from '#testing/handlers.ts';
import { openTab, type Tab } from '#testing/openTab.ts';
import { fail, startServer, type TestServer } from '#testing/startServer.ts';
import { loadNewest, sendMessage } from './messages.ts';
import { resync } from './resync.ts';
import { joinConversation } from './rooms.ts';
import { draftKept } from './slices/drafts.ts';
import { toRows } from './slices/rows.ts';

/** Two conversations of what is one customer, and a tab that knows both. */
async function start(): Promise<{ server: TestServer; tab: Tab }> {
  const server = await startServer();
  onTestFinished(() => server.close());
  server.conversations = [
    makeConversation({ name: 'Ana by LID', mobileNo: '' }),
    makeConversation({ id: 'c2', customerId: 'k2' }),
  ];
  server.messages = [
    makeMessage({ content: 'By LID' }),
    makeMessage({ conversationId: 'c2', content: 'By number' }),
    makeMessage({ content: 'By LID again' }),
  ];
  apiState.cookieOf = makeUser();
  const tab = await openTab(server);
  await vi.waitFor(() => expect(Object.keys(tab.store.getState().conversations.entities)).toHaveLength(2));
  return { server, tab };
}

/** What the server does when it finds out. */
function merge(server: TestServer): void {
  const [former, survivor] = server.conversations;
  if (!former || !survivor) throw new Error('There are no two conversations.');
  server.messages = server.messages.map((message) => ({ ...message, conversationId: 'c2' }));
  server.conversations = [makeConversation({ ...survivor, unreadCount: 2, seq: survivor.seq + 100 })];
  server.emit('conversation_updated', server.conversations[0] ?? survivor);
  server.emit('conversation_updated', { ...former, mergedInto: 'c2', seq: former.seq + 101 });
}

function shown({ store }: Tab): (string | undefined)[] {
  const thread = store.getState().messages.threads['c2'];
  return thread === undefined ? [] : toRows(thread).map(({ content }) => content);
}

describe('two conversations that become one', () => {
  it('are one in the list and one thread, whichever is open', async () => {
    const { server, tab } = await start();
    tab.store.dispatch(joinConversation('c2'));
    await tab.store.dispatch(loadNewest('c2'));
    await tab.store.dispatch(loadNewest('c1'));
    merge(server);
    await vi.waitFor(() => expect(tab.store.getState().conversations.ids).toEqual(['c2']));
    expect(shown(tab)).toEqual(['By LID', 'By number', 'By LID again']);
    expect(tab.store.getState().conversations.entities['c2']).toMatchObject({ unreadCount: 2 });
    // What comes late under the former name belongs to the survivor, and brings nothing back.
    server.emit('new_message', makeMessage({ content: 'Late', createdAt: new Date().toISOString() }));
    server.emit('conversation_updated', makeConversation());
    await vi.waitFor(() => expect(shown(tab).at(-1)).toBe('Late'));
    expect(tab.store.getState().conversations).toMatchObject({
      ids: ['c2'],
      entities: { c2: { lastMessage: { content: 'Late' } } },
    });
  });

  it('send what waits in both, once and in the order in which it was written', async () => {
    const { server, tab } = await start();
    server.isReachable = false;
    server.cut();
    await vi.waitFor(() => expect(tab.store.getState().connection.socket.phase).not.toBe('ready'));
    for (const [conversationId, text] of [
      ['c1', 'One'],
      ['c2', 'Two'],
      ['c1', 'Three'],
    ] as const) {
      tab.store.dispatch(sendMessage({ conversationId, text }));
      await vi.waitFor(() => expect(tab.store.getState().outbox.disk).toEqual({}));
    }
    const usual = server.answers.send_message;
    server.answers.send_message = async (request) => {
      const answer = await usual(request);
      return answer?.success ? { ...answer, conversationId: 'c2' } : answer;
    };
    const [former] = server.conversations;
    server.conversations = server.conversations.slice(1);
    server.answers.sync = () => ({
      success: true,
      data: {
        messages: [],
        conversations: [makeConversation({ ...former, mergedInto: 'c2' })],
        seq: 5,
        more: false,
      },
    });
    server.isReachable = true;
    // What waits may go over HTTP before the socket, which tells of the merge, has had its next try.
    await vi.waitFor(() => expect(tab.store.getState().outbox.queues).toEqual({}), 10_000);
    await vi.waitFor(() => expect(tab.store.getState().conversations.ids).toEqual(['c2']), 10_000);
    const sent = server.requests('send_message');
    expect(new Set(sent.map((request) => JSON.stringify(request))).size).toBe(3);
    expect(shown(tab).slice(-3)).toEqual(['One', 'Two', 'Three']);
  });

  it('are one in the list, also when the answer to a send named the survivor before the merge was told', async () => {
    const { server, tab } = await start();
    const usual = server.answers.send_message;
    server.answers.send_message = async (request) => {
      const answer = await usual(request);
      return answer?.success ? { ...answer, conversationId: 'c2' } : answer;
    };
    tab.store.dispatch(sendMessage({ conversationId: 'c1', text: 'Hello' }));
    await vi.waitFor(() => expect(shown(tab)).toContain('Hello'));
    merge(server);
    await vi.waitFor(() => expect(tab.store.getState().conversations.ids).toEqual(['c2']));
    expect(shown(tab).filter((text) => text === 'Hello')).toHaveLength(1);
  });

  it('keep what was refused in the former one, also over a reload', async () => {
    const { server, tab } = await start();
    server.answers.send_message = () => fail('CHANNEL_NOT_ACTIVE', 'No number.');
    tab.store.dispatch(sendMessage({ conversationId: 'c1', text: 'Refused' }));
    await vi.waitFor(() => expect(Object.keys(tab.store.getState().outbox.refused)).toHaveLength(1));
    merge(server);
    await vi.waitFor(() => expect(shown(tab)).toContain('Refused'));
    await vi.waitFor(() => expect(tab.store.getState().outbox.disk).toEqual({}));
    const reloaded = await openTab(server);
    await vi.waitFor(() => expect(shown(reloaded)).toEqual(['Refused']));
    const [row] = toRows(reloaded.store.getState().messages.threads['c2'] ?? { ids: [], entities: {} });
    expect(row).toMatchObject({ status: 'failed', error: { code: 'CHANNEL_NOT_ACTIVE' } });
  });

  it('leave both drafts', async () => {
    const { server, tab } = await start();
    tab.store.dispatch(draftKept({ threadKey: 'c1', text: 'Of the one' }));
    tab.store.dispatch(draftKept({ threadKey: 'c2', text: 'Of the other' }));
    merge(server);
    await vi.waitFor(() => expect(tab.store.getState().drafts).toEqual({ c2: 'Of the other\nOf the one' }));
  });

  it('are told to whoever was away', async () => {
    const { server, tab } = await start();
    await tab.store.dispatch(loadNewest('c1'));
    const [former, survivor] = server.conversations;
    server.answers.sync = () => ({
      success: true,
      data: {
        messages: [],
        conversations: [
          makeConversation({ ...survivor, unreadCount: 3, seq: 1_000_000 }),
          makeConversation({ ...former, mergedInto: 'c2', seq: 1_000_001 }),
        ],
        seq: 1_000_001,
        more: false,
      },
    });
    await tab.store.dispatch(resync({ seq: 1_000_001 }));
    expect(tab.store.getState().conversations).toMatchObject({ ids: ['c2'], entities: { c2: { unreadCount: 3 } } });
    expect(shown(tab)).toEqual(['By LID', 'By LID again']);
  });

  it('are found under a former name that nobody told of', async () => {
    const { server, tab } = await start();
    const usual = server.answers.get_messages_between;
    server.answers.get_messages_between = (request) => usual({ ...request, conversationId: 'c2' });
    await tab.store.dispatch(loadNewest('c1'));
    expect(shown(tab)).toEqual(['By number']);
    expect(tab.store.getState().messages.aliases).toEqual({ c1: 'c2' });
  });
});
