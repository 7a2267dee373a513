import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Connection, ErpSocket } from '#lib/socket/connection.ts';
import { askForQrCode, loadConnectionStatus } from '#store/channels.ts';
import { fetchContacts, fetchMessagesBetween } from '#store/contacts.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { sendMessage } from '#store/messages.ts';
import { followOutbox } from '#store/outbox.ts';
import { goOnOverHttp } from '#store/overHttp.ts';
import { joinConversation, leaveConversation } from '#store/rooms.ts';
import { networkChanged, socketChanged } from '#store/slices/connection.ts';
import { receive } from '#store/socketEvents.ts';

export interface SocketContextType {
  socket: ErpSocket | null;
  isConnected: boolean;
  isAuthenticated: boolean;
  /** False only when refused at once; while offline the message waits and goes out later. */
  sendMessage: (to: string, message: string, conversationId?: string) => boolean;
  joinConversation: (conversationId: string) => void;
  leaveConversation: (conversationId: string) => void;
  getConnectionStatus: () => void;
  getContacts: () => void;
  getMessagesBetween: (fromNumber: string, toNumber: string, limit?: number, offset?: number) => void;
  getQrCode: (forceNew?: boolean) => void;
  /** Tries to connect now rather than at the time that the connection line tells. */
  retryNow: () => void;
  /** Tells the server who this is once more, after something about the person was changed. */
  introduce: () => void;
  /** For a further connection: where the server is, and the token that is good now. */
  serverUrl: string;
  readToken: () => Promise<string | null>;
}

const SocketContext = createContext<SocketContextType | null>(null);

/**
 * Holds the one socket while somebody is signed in. Each event of the server changes the store and is then told on
 * `window` as a `CustomEvent` named `whatsapp:<event>`.
 */
export function SocketProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  const dispatch = useAppDispatch();
  const userId = useAppSelector((state) => (state.auth.status === 'signedIn' ? state.auth.user.id : null));
  const phase = useAppSelector((state) => state.connection.socket.phase);
  const isLost = useAppSelector((state) => state.connection.lostAt !== null);

  useEffect(() => {
    if (userId === null) return;
    return connection.start({
      onState: (socket) => dispatch(socketChanged({ socket, at: Date.now() })),
      onEvent: (event, payload) => dispatch(receive(event, payload)),
      onAny: (event, payload) => {
        window.dispatchEvent(new CustomEvent(`whatsapp:${event}`, { detail: payload }));
      },
    });
  }, [connection, dispatch, userId]);

  useEffect(() => (userId === null ? undefined : dispatch(followOutbox())), [dispatch, userId]);

  useEffect(() => (userId === null || !isLost ? undefined : dispatch(goOnOverHttp())), [dispatch, userId, isLost]);

  useEffect(() => {
    const tell = () => {
      dispatch(networkChanged(navigator.onLine));
      if (navigator.onLine) connection.retryNow();
    };
    dispatch(networkChanged(navigator.onLine));
    window.addEventListener('online', tell);
    window.addEventListener('offline', tell);
    return () => {
      window.removeEventListener('online', tell);
      window.removeEventListener('offline', tell);
    };
  }, [connection, dispatch]);

  const methods = useMemo(
    () => ({
      sendMessage: (to: string, message: string, conversationId?: string) =>
        dispatch(sendMessage({ to, text: message, conversationId: conversationId ?? null })) !== null,
      joinConversation: (conversationId: string) => dispatch(joinConversation(conversationId)),
      leaveConversation: (conversationId: string) => dispatch(leaveConversation(conversationId)),
      getConnectionStatus: () => void dispatch(loadConnectionStatus()),
      getContacts: () => void dispatch(fetchContacts()),
      getMessagesBetween: (...between: Parameters<SocketContextType['getMessagesBetween']>) => {
        const [fromNumber, toNumber, limit, offset] = between;
        void dispatch(fetchMessagesBetween({ fromNumber, toNumber, limit, offset }));
      },
      getQrCode: (forceNew?: boolean) => void dispatch(askForQrCode({ forceNew })),
      retryNow: connection.retryNow,
      introduce: connection.introduce,
      serverUrl: connection.url,
      readToken: connection.readToken,
    }),
    [connection, dispatch],
  );

  const context = useMemo(
    () => ({
      ...methods,
      socket: userId === null ? null : connection.socket,
      isConnected: phase === 'ready' || phase === 'authenticating',
      isAuthenticated: phase === 'ready',
    }),
    [methods, connection, userId, phase],
  );
  return <SocketContext value={context}>{children}</SocketContext>;
}

export function useSocket(): SocketContextType {
  const context = useContext(SocketContext);
  if (context === null) throw new Error('useSocket must be used inside a SocketProvider.');
  return context;
}
