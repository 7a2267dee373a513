import type { Contact } from '@erp-whatsapp/shared/contact';
import { act, renderHook, waitFor } from '@testing-library/react';
import * as React from 'react';
import { Provider } from 'react-redux';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createParts, type Parts } from '#app/createParts.ts';
import { SocketProvider, useSocket } from '#providers/socket-provider.tsx';
import { restoreSignIn } from '#store/auth.ts';
import { loadConversations } from '#store/conversations.ts';
import {
  makeChannel,
  makeConnectionStatus,
  makeConversation,
  makeMessage,
  makePage,
  makeUser,
} from '#testing/factories.ts';
import { apiState, apiUrl } from '#testing/handlers.ts';
import { fail, startServer, type TestServer } from '#testing/startServer.ts';
import { useWhatsAppSocket } from './useWhatsAppSocket.ts';

// What the guides write stands here word for word. `console` is handed in to be looked at, and `useEffect` is taken out of
// React here, so that our own lint rules leave other people's code alone.
const { useEffect } = React;
type Log = Pick<Console, 'log' | 'error'>;

function useSendingSnippet(console: Log) {
  // Using the hook
  const { sendWhatsAppMessage, lastError } = useWhatsAppSocket();

  const handleSend = () => {
    const success = sendWhatsAppMessage('+1234567890', 'Hello!', 'conv_123');
    if (!success) {
      console.error('Failed to send:', lastError);
    }
  };
  return handleSend;
}

function useListeningSnippet(console: Log) {
  useEffect(() => {
    const handleNewMessage = (event: CustomEvent) => {
      const message = event.detail;
      console.log('New message:', message);
      // Update UI with new message
    };

    window.addEventListener('whatsapp:new_message', handleNewMessage);
    return () => window.removeEventListener('whatsapp:new_message', handleNewMessage);
  }, []);
}

function useConversationSnippet(selectedConversationId: string | null) {
  const { joinWhatsAppConversation, leaveWhatsAppConversation } = useWhatsAppSocket();

  // When opening a chat
  useEffect(() => {
    if (selectedConversationId) {
      joinWhatsAppConversation(selectedConversationId);
      return () => leaveWhatsAppConversation(selectedConversationId);
    }
  }, [selectedConversationId]);
}

function useStatusSnippet() {
  const {
    isSocketConnected,
    isSocketAuthenticated,
    sendWhatsAppMessage,
    joinWhatsAppConversation,
    lastMessage,
    lastError,
    isWhatsAppConnected,
  } = useWhatsAppSocket();
  return {
    isSocketConnected,
    isSocketAuthenticated,
    sendWhatsAppMessage,
    joinWhatsAppConversation,
    lastMessage,
    lastError,
    isWhatsAppConnected,
  };
}

function useChatSnippet() {
  const {
    contacts,
    messages: socketMessages,
    fetchContacts,
    fetchMessagesBetween,
    sendWhatsAppMessage,
    isLoading,
    lastError,
  } = useWhatsAppSocket();
  return { contacts, socketMessages, fetchContacts, fetchMessagesBetween, sendWhatsAppMessage, isLoading, lastError };
}

function useQrSnippet() {
  const { qrCodeData, isLoading, lastError, fetchQrCode } = useWhatsAppSocket();
  const { requestConnectionStatus } = useWhatsAppSocket();
  const refresh = () => {
    // Force new QR code
    fetchQrCode(true);

    // Check connection status
    requestConnectionStatus();
  };
  return { qrCodeData, isLoading, lastError, refresh };
}

function usePendingSnippet() {
  const { isSocketConnected, isSocketAuthenticated } = useWhatsAppSocket();
  // Automatic fallback to optimistic updates
  if (!isSocketConnected || !isSocketAuthenticated) {
    // Add message to UI immediately
    // Show pending status
    // Retry when connection restored
    return 'pending';
  }
  return 'ready';
}

describe('the guides’ snippets', () => {
  it('send a message, into the given conversation', async () => {
    const log = makeLog();
    const { result, server } = await renderSnippet(() => useSendingSnippet(log));
    act(() => result.current());
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ message: 'Hello!', conversationId: 'conv_123' });
    expect(log.error).not.toHaveBeenCalled();
  });

  it('hear of new messages on the window, and no longer once they are gone', async () => {
    const log = makeLog();
    const { server, unmount } = await renderSnippet(() => useListeningSnippet(log));
    const message = makeMessage();
    server.emit('new_message', message);
    await waitFor(() => expect(log.log).toHaveBeenCalledWith('New message:', message));
    unmount();
    window.dispatchEvent(new CustomEvent('whatsapp:new_message', { detail: message }));
    expect(log.log).toHaveBeenCalledTimes(1);
  });

  it('join and leave conversations', async () => {
    const { server, rerender } = await renderSnippet<void, string>(useConversationSnippet, 'c1');
    await waitFor(() => expect(server.requests('join_conversation')).toEqual([{ conversationId: 'c1' }]));
    rerender('c2');
    await waitFor(() => expect(server.requests('join_conversation')).toHaveLength(2));
    expect(server.requests('leave_conversation')).toEqual([{ conversationId: 'c1' }]);
  });

  it('know the state of the connections and the last message', async () => {
    const { result, server } = await renderSnippet(useStatusSnippet);
    await waitFor(() => expect(result.current.isWhatsAppConnected).toBe(true));
    expect(result.current).toMatchObject({ isSocketConnected: true, isSocketAuthenticated: true, lastMessage: null });
    const message = makeMessage();
    server.emit('new_message', message);
    await waitFor(() => expect(result.current.lastMessage).toEqual(message));
    act(() => void result.current.sendWhatsAppMessage('not a number', 'Hello!'));
    expect(result.current.lastError).toMatch(/^This is not a phone number/);
    expect(result.current.sendWhatsAppMessage('+1234567890', '   ')).toBe(false);
  });

  it('fetch contacts and the messages between two numbers, and keep them up to date', async () => {
    const { result, server } = await renderSnippet(useChatSnippet, undefined, (made) => {
      made.messages = [makeMessage({ content: 'One' })];
      made.answers.get_contacts = () => ({ success: true, data: [makeContact()], nextCursor: null });
    });
    act(() => result.current.fetchContacts());
    expect(result.current.isLoading).toBe(true);
    await waitFor(() => expect(result.current.contacts).toEqual([makeContact()]));
    act(() => result.current.fetchMessagesBetween('+4930123456', '+4915112345678', 50, 0));
    await waitFor(() => expect(result.current.socketMessages.map(({ content }) => content)).toEqual(['One']));
    expect(server.requests('get_messages_between')[0]).toEqual({
      fromNumber: '+4930123456',
      toNumber: '+4915112345678',
      limit: 50,
      offset: 0,
    });
    server.emit('new_message', makeMessage({ content: 'Two' }));
    await waitFor(() => expect(result.current.socketMessages.map(({ content }) => content)).toEqual(['One', 'Two']));
    expect(result.current.isLoading).toBe(false);
  });

  it('get the picture of a new QR code, or why there is none', async () => {
    let isFailing = false;
    const { result, server } = await renderSnippet(useQrSnippet, undefined, (made) => {
      const usual = made.answers.get_qr_code;
      made.answers.get_qr_code = (request) => (isFailing ? fail('FORBIDDEN', 'Ask an admin.') : usual(request));
    });
    act(() => result.current.refresh());
    await waitFor(() => expect(result.current.qrCodeData).toBe('data:image/png;base64,AAAA'));
    expect(server.requests('get_qr_code')).toEqual([{ forceNew: true }]);
    expect(server.requests('get_connection_status').length).toBeGreaterThanOrEqual(1);
    isFailing = true;
    act(() => result.current.refresh());
    await waitFor(() => expect(result.current.lastError).toBe('Ask an admin.'));
    expect(result.current.qrCodeData).toBeNull();
  });

  it('fall back to pending while there is no connection: what is sent waits and counts as taken', async () => {
    const { result, server, parts } = await renderSnippet(() => ({
      state: usePendingSnippet(),
      send: useWhatsAppSocket().sendWhatsAppMessage,
    }));
    expect(result.current.state).toBe('ready');
    server.isReachable = false;
    server.cut();
    await waitFor(() => expect(result.current.state).toBe('pending'));
    act(() => expect(result.current.send('+1234567890', 'Later', 'c1')).toBe(true));
    expect(server.requests('send_message')).toEqual([]);
    server.isReachable = true;
    act(() => parts.connection.retryNow());
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
  });

  it('are told of failed sends on the window', async () => {
    const { server } = await renderSnippet(useSocket);
    const heard: string[] = [];
    const listen = () => {
      // Listen for delivery failures
      window.addEventListener('whatsapp:message_send_error', (event) => {
        const error = event.detail;
        heard.push(error.error);
      });
    };
    listen();
    server.emit('message_send_error', {
      error: 'Nobody there.',
      code: 'NOT_ON_WHATSAPP',
      clientMessageId: 'x',
      conversationId: null,
    });
    await waitFor(() => expect(heard).toEqual(['Nobody there.']));
  });
});

describe('the socket’s context', () => {
  it('has the guides’ methods', async () => {
    const { result, server } = await renderSnippet(useSocket, undefined, (made) => {
      made.answers.get_messages_between = () => ({ success: true, data: makePage([], { conversationId: null }) });
    });
    const context = result.current;
    expect(context.socket?.connected).toBe(true);
    expect([context.isConnected, context.isAuthenticated]).toEqual([true, true]);
    act(() => {
      expect(context.sendMessage('+1234567890', 'Hi', 'c1')).toBe(true);
      context.joinConversation('c1');
      context.getConnectionStatus();
      context.getContacts();
      context.getMessagesBetween('+1234567', '+7654321');
      context.getQrCode();
      context.leaveConversation('c1');
    });
    await waitFor(() => expect(server.requests('leave_conversation')).toHaveLength(1));
    for (const event of ['send_message', 'join_conversation', 'get_contacts', 'get_messages_between'] as const) {
      expect(server.requests(event)).toHaveLength(1);
    }
  });

  it('send over the default number where a customer has written to several', async () => {
    const { result, server, parts } = await renderSnippet(useSocket, undefined, (made) => {
      const second = makeChannel({ channelId: 'ch2', isDefault: false });
      made.status = makeConnectionStatus({ channels: [second, makeChannel()] });
      made.conversations = [makeConversation({ id: 'c2', channelId: 'ch2' }), makeConversation()];
    });
    await act(() => parts.store.dispatch(loadConversations()));
    act(() => expect(result.current.sendMessage(makeConversation().mobileNo, 'Hello')).toBe(true));
    await waitFor(() => expect(server.requests('send_message')).toHaveLength(1));
    expect(server.requests('send_message')[0]).toMatchObject({ conversationId: 'c1' });
  });
});

function makeLog() {
  return { log: vi.fn(), error: vi.fn() };
}

function makeContact(): Contact {
  return {
    id: 'k1',
    customerId: 'k1',
    name: 'Ana',
    email: null,
    mobileNo: '+4915112345678',
    role: 'customer',
    conversationId: 'c1',
    conversations: [{ id: 'c1', channelId: 'ch1' }],
    lastMessage: null,
    unreadCount: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

/** Runs a snippet as a page of somebody signed in, against a server of its own. */
async function renderSnippet<Result, Props>(
  useSnippet: (props: Props) => Result,
  initialProps?: Props,
  prepare?: (server: TestServer) => void,
) {
  const server = await startServer();
  prepare?.(server);
  apiState.cookieOf = makeUser();
  const parts: Parts = createParts({ baseUrl: apiUrl, socketUrl: server.url });
  const rendered = renderHook(useSnippet, {
    ...(initialProps === undefined ? {} : { initialProps }),
    wrapper: ({ children }: { children: React.ReactNode }) => (
      <Provider store={parts.store}>
        <SocketProvider connection={parts.connection}>{children}</SocketProvider>
      </Provider>
    ),
  });
  onTestFinished(async () => {
    rendered.unmount();
    await server.close();
  });
  await act(() => parts.store.dispatch(restoreSignIn()));
  await waitFor(() => expect(parts.store.getState().connection.socket.phase).toBe('ready'));
  return { ...rendered, server, parts };
}
