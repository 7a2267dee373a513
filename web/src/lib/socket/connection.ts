import type {
  ErpClientEvents,
  ErpPayload,
  ErpRequest,
  ErpResult,
  ErpServerEvents,
} from '@erp-whatsapp/shared/dialects/erp';
import { io, type Socket } from 'socket.io-client';
import type { Session } from '../api/session.ts';
import { type EventPayload, isNews, isServerEvent, type ServerEvent } from './events.ts';
import { createFrameQueue, type FrameQueue } from './frameQueue.ts';

export type ErpSocket = Socket<ErpServerEvents, ErpClientEvents>;

/** No answer came: nothing is known about what the server did. */
export type NoAnswer = { success: false; code: 'NO_ANSWER'; error: string };
export type Answer<E extends ErpRequest> = ErpResult<E> | NoAnswer;

/** Asks the server over the socket. Never rejects; while there is no authenticated socket the answer is `NO_ANSWER`. */
export type Command = <E extends ErpRequest>(event: E, payload: ErpPayload<E>) => Promise<Answer<E>>;

/** `waiting`: lost, the next try is at `nextTryAt` (milliseconds since 1970). `ready`: connected and authenticated. */
export type ConnectionState =
  | { phase: 'stopped' | 'connecting' | 'authenticating' | 'ready' }
  | { phase: 'waiting'; nextTryAt: number };

export type ConnectionListeners = {
  onState: (state: ConnectionState) => void;
  onEvent: <E extends ServerEvent>(event: E, payload: EventPayload<E>) => void;
  /** Every event, also those that the contract does not know (yet). */
  onAny: (event: string, payload: unknown) => void;
};

export type Connection = {
  socket: ErpSocket;
  /** Where the server is, and how a further connection of the same person shows who they are. */
  url: string;
  readToken: () => Promise<string | null>;
  command: Command;
  /** Connects and stays connected until the returned function is called. */
  start: (listeners: ConnectionListeners) => () => void;
  /** Tries at once instead of waiting for the next try. */
  retryNow: () => void;
  /** Shows the token anew, so that the server takes in what was changed about the person. */
  introduce: () => void;
};

const answerWithinMs = 15_000;
/** WhatsApp's server may take its time before it shows a code. */
const qrWithinMs = 60_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A fresh token that is refused this often will not become good by another try on the same socket. */
const mostRefusals = 2;

/**
 * The one socket. Reconnecting is done here rather than by Socket.IO's manager, which neither tells when the next try
 * is nor renews a token before it.
 */
export function createConnection(url: string, session: Pick<Session, 'token' | 'refresh'>): Connection {
  // Socket.IO's types cannot follow an event name that is a type parameter; the signatures of `command` and
  // `ConnectionListeners` tie both ends to the contract instead.
  const wire: Socket = io(url, {
    autoConnect: false,
    reconnection: false,
    auth: (give) => give({ token: showToken() }),
  });
  const socket: ErpSocket = wire;

  let listeners: ConnectionListeners | null = null;
  let news: FrameQueue | null = null;
  let state: ConnectionState = { phase: 'stopped' };
  let failedTries = 0;
  let refusals = 0;
  let needsToken = false;
  let shownToken: string | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function setState(next: ConnectionState): void {
    state = next;
    listeners?.onState(next);
  }

  const command: Command = (event, payload) => {
    if (state.phase !== 'ready') return Promise.resolve(noAnswer());
    return new Promise((resolve) => {
      const within = event === 'get_qr_code' ? qrWithinMs : answerWithinMs;
      wire.timeout(within).emit(event, payload, (error: Error | null, result: Answer<typeof event>) => {
        resolve(error ? noAnswer() : result);
      });
    });
  };

  async function connect(): Promise<void> {
    clearTimeout(retry);
    setState({ phase: 'connecting' });
    if (needsToken || session.token() === null) {
      try {
        if ((await session.refresh()) === null) return;
        needsToken = false;
      } catch {
        connectLater();
        return;
      }
    }
    if (listeners !== null) socket.connect();
  }

  function connectLater(): void {
    if (listeners === null) return;
    const delay = Math.min(firstDelayMs * 2 ** failedTries, longestDelayMs) * (0.75 + Math.random() / 2);
    failedTries += 1;
    setState({ phase: 'waiting', nextTryAt: Date.now() + delay });
    clearTimeout(retry);
    retry = setTimeout(() => void connect(), delay);
  }

  /** The token was refused. On an open socket a new one is shown on it, so that it keeps its rooms. */
  async function renew(): Promise<void> {
    refusals += 1;
    needsToken = true;
    if (refusals > mostRefusals) return;
    try {
      const isRenewed = session.token() !== null && session.token() !== shownToken;
      if (!isRenewed && (await session.refresh()) === null) return;
      needsToken = false;
      if (socket.connected) socket.emit('authenticate', { token: showToken() });
    } catch {
      // The server can't be asked just now. It will close this socket, and the next one asks again.
    }
  }

  function showToken(): string | null {
    shownToken = session.token();
    return shownToken;
  }

  socket.on('connect', () => setState({ phase: 'authenticating' }));
  socket.on('connect_error', () => connectLater());
  socket.on('disconnect', (reason) => {
    if (listeners === null || reason === 'io client disconnect') return;
    // The server closes a socket whose person was deactivated or got another role: only a new token tells.
    if (reason === 'io server disconnect') needsToken = true;
    connectLater();
  });
  socket.on('authenticated', () => {
    failedTries = 0;
    refusals = 0;
    setState({ phase: 'ready' });
  });
  socket.on('auth_error', () => void renew());

  wire.onAny((event: string, payload) => {
    // Socket.IO calls this before `on` listeners: `ready` must be true when others hear of `authenticated`. The store
    // hears of an event before the page's listeners do, so that those read what is true now.
    const tell = () => {
      if (isServerEvent(event)) listeners?.onEvent(event, payload);
      listeners?.onAny(event, payload);
    };
    if (isServerEvent(event) && isNews(event)) {
      news?.add(tell);
      return;
    }
    // What was told before it comes before it.
    news?.flush();
    queueMicrotask(tell);
  });

  return {
    socket,
    url,
    readToken: async () => session.token() ?? (await session.refresh())?.token ?? null,
    command,
    start: (given) => {
      listeners = given;
      news = createFrameQueue();
      failedTries = 0;
      refusals = 0;
      void connect();
      return () => {
        listeners = null;
        news?.close();
        news = null;
        clearTimeout(retry);
        state = { phase: 'stopped' };
        given.onState(state);
        socket.disconnect();
      };
    },
    retryNow: () => {
      if (state.phase === 'waiting') void connect();
    },
    introduce: () => {
      if (socket.connected) socket.emit('authenticate', { token: showToken() });
    },
  };
}

export function noAnswer(): NoAnswer {
  return { success: false, code: 'NO_ANSWER', error: 'The server did not answer.' };
}
