import type { ErpClientEvents, ErpServerEvents } from '@erp-whatsapp/shared/dialects/erp';
import type {
  RoomsClientEvents,
  RoomsServerEvents,
  WhatsAppMessageStatus,
  WhatsAppMessageEvent as WireMessage,
} from '@erp-whatsapp/shared/dialects/rooms';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { readTokenUser } from './api/answers.ts';
import { RoomJoins } from './socket/roomJoins.ts';

/** An access token or an API key; or where to get the one that is good now, `null` while there is none. */
export type TokenSource = string | (() => string | null | Promise<string | null>);

export type ClientOptions = {
  /** Left out where the address says who it is, as `?token=` and the token or key. */
  token?: TokenSource | undefined;
};

type DateField = 'sentAt' | 'deliveredAt' | 'readAt' | 'timestamp';

/** A message as the rooms tell it, with the times that the guide has as dates. */
export type WhatsAppMessageEvent = Omit<WireMessage, DateField> & {
  sentAt?: Date;
  deliveredAt?: Date;
  readAt?: Date;
  timestamp: Date;
};

type RoomsSocket = Socket<
  RoomsServerEvents & Pick<ErpServerEvents, 'authenticated' | 'auth_error'>,
  RoomsClientEvents & Pick<ErpClientEvents, 'authenticate'>
>;

/** How long it waits before it tries again what the server has refused, in milliseconds. */
const refusedDelay = 5_000;
const generalRoom = 'general';
/** As many messages the hook keeps; the oldest go. */
const keptMessages = 1_000;

/**
 * Listens to a workspace's messages: to all of them in the general room, to one customer's in theirs. It connects at once
 * and again whenever the connection was lost. What happened meanwhile the server tells then, within two minutes; after
 * longer the client joins its rooms anew, and has missed what was told there.
 */
export class WhatsAppWebSocketClient {
  /** For what has no callback here, such as `clientJoined`. */
  readonly socket: RoomsSocket;
  private readonly token: TokenSource | undefined;
  private isConnected = false;
  private shownToken: string | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly joins: RoomJoins;
  private onMessageCallback: ((message: WhatsAppMessageEvent) => void) | undefined;
  private onStatusUpdateCallback: ((statusUpdate: WhatsAppMessageStatus) => void) | undefined;

  /** @param serverUrl `https://` or `wss://`, or `http://` or `ws://` */
  constructor(serverUrl: string, { token }: ClientOptions = {}) {
    this.token = token;
    this.socket = io(serverUrl, { transports: ['websocket'], auth: (give) => void this.introduce(give) });
    this.joins = new RoomJoins(this.socket);
    this.listen();
  }

  joinGeneralRoom(): void {
    this.joins.want(generalRoom, (acknowledge) => this.socket.emit('joinWhatsAppGeneral', acknowledge));
  }

  joinCustomerRoom(customerId: string): void {
    this.joins.want(toCustomerRoom(customerId), (acknowledge) =>
      this.socket.emit('joinWhatsAppCustomer', customerId, acknowledge),
    );
  }

  leaveCustomerRoom(customerId: string): void {
    this.joins.forget(toCustomerRoom(customerId));
    this.socket.emit('leaveWhatsAppCustomer', customerId);
  }

  /** Of several callbacks the last one is told. */
  onMessage(callback: (message: WhatsAppMessageEvent) => void): void {
    this.onMessageCallback = callback;
  }

  /** Of several callbacks the last one is told. */
  onStatusUpdate(callback: (statusUpdate: WhatsAppMessageStatus) => void): void {
    this.onStatusUpdateCallback = callback;
  }

  /** For good: it does not come again. */
  disconnect(): void {
    clearTimeout(this.retry);
    this.joins.stop();
    this.socket.disconnect();
  }

  isConnectedToServer(): boolean {
    return this.isConnected;
  }

  private listen(): void {
    this.socket.on('connect', () => {
      this.isConnected = true;
      // After a short loss the server knows the rooms still.
      this.joins.connected(this.socket.recovered);
    });
    this.socket.on('disconnect', (reason) => {
      this.isConnected = false;
      // Socket.IO comes again by itself but where the server closed the connection, as it does when a sign-in has ended.
      if (reason === 'io server disconnect') this.comeAgain();
    });
    this.socket.on('connect_error', () => {
      if (!this.socket.active) this.comeAgain();
    });
    this.socket.on('auth_error', () => void this.renew());
    this.socket.on('authenticated', () => this.joins.signedIn());
    this.socket.on('whatsappGeneralJoined', () => this.joins.confirm(generalRoom));
    this.socket.on('whatsappCustomerJoined', ({ customerId }) => this.joins.confirm(toCustomerRoom(customerId)));
    this.socket.on('whatsappMessage', (message) => this.onMessageCallback?.(toMessageEvent(message)));
    this.socket.on('whatsappMessageStatus', (statusUpdate) => this.onStatusUpdateCallback?.(statusUpdate));
  }

  /** A token that stays as it is will not be taken the next time either. */
  private comeAgain(): void {
    if (typeof this.token !== 'function') return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.socket.connect(), refusedDelay);
  }

  private async introduce(give: (credential: { token?: string }) => void): Promise<void> {
    try {
      const token = await this.readToken();
      give(token === null ? {} : { token });
    } catch {
      // It can't be told just now who this is. The next try asks again.
      this.socket.io.engine.close();
    }
  }

  /** Shows a newer token on the same connection, which so keeps its rooms. Without one the server closes it in a while. */
  private async renew(): Promise<void> {
    const shown = this.shownToken;
    const token = await this.readToken().catch(() => null);
    if (token !== null && token !== shown && this.socket.connected) this.socket.emit('authenticate', { token });
  }

  private async readToken(): Promise<string | null> {
    const token = typeof this.token === 'function' ? await this.token() : (this.token ?? null);
    this.shownToken = token;
    return token;
  }
}

/**
 * The same for a component: what was told since it is there, at most 1,000 messages, the latest last. Another server or
 * another user begins anew, in the same rooms. `client` is for what the hook has no name for; `null` before the first
 * effects have run.
 */
export function useWhatsAppWebSocket(serverUrl: string, { token }: ClientOptions = {}) {
  const [messages, setMessages] = useState<WhatsAppMessageEvent[]>([]);
  const [isConnected, setIsConnected] = useState(false);
  const [client, setClient] = useState<WhatsAppWebSocketClient | null>(null);
  // Also for the effects of the first render, which run before `client` is known.
  const current = useRef<WhatsAppWebSocketClient | null>(null);
  /** How each room is joined, since whoever wanted it does not ask again because there is another client. */
  const wanted = useRef(new Map<string, (client: WhatsAppWebSocketClient) => void>());
  const bearer = nameBearer(token);
  const readToken = useEffectEvent(() => (typeof token === 'function' ? token() : (token ?? null)));

  useEffect(() => {
    const made = new WhatsAppWebSocketClient(serverUrl, bearer === null ? {} : { token: () => readToken() });
    made.onMessage((message) => setMessages((before) => [...before, message].slice(-keptMessages)));
    made.socket.on('connect', () => setIsConnected(true));
    made.socket.on('disconnect', () => setIsConnected(false));
    for (const join of wanted.current.values()) join(made);
    current.current = made;
    setClient(made);
    return () => {
      made.disconnect();
      setMessages([]);
    };
  }, [serverUrl, bearer]);

  const join = useCallback((room: string, joinIt: (client: WhatsAppWebSocketClient) => void) => {
    wanted.current.set(room, joinIt);
    if (current.current !== null) joinIt(current.current);
  }, []);
  const joinGeneralRoom = useCallback(() => join(generalRoom, (one) => one.joinGeneralRoom()), [join]);
  const joinCustomerRoom = useCallback(
    (customerId: string) => join(toCustomerRoom(customerId), (one) => one.joinCustomerRoom(customerId)),
    [join],
  );
  const leaveCustomerRoom = useCallback((customerId: string) => {
    wanted.current.delete(toCustomerRoom(customerId));
    current.current?.leaveCustomerRoom(customerId);
  }, []);

  return { messages, isConnected, joinGeneralRoom, joinCustomerRoom, leaveCustomerRoom, client };
}

/** Tells one who connects from another, and not one token of a user from their next; `null`: the address says it. */
function nameBearer(token: TokenSource | undefined): string | null {
  if (token === undefined) return null;
  return typeof token === 'function' ? 'asked for' : `of ${readTokenUser(token) ?? token}`;
}

function toCustomerRoom(customerId: string): string {
  return `customer:${customerId}`;
}

/** Unset times are left out, as they are on the wire. */
function toMessageEvent({ sentAt, deliveredAt, readAt, timestamp, ...rest }: WireMessage): WhatsAppMessageEvent {
  return {
    ...rest,
    ...(sentAt === undefined ? {} : { sentAt: new Date(sentAt) }),
    ...(deliveredAt === undefined ? {} : { deliveredAt: new Date(deliveredAt) }),
    ...(readAt === undefined ? {} : { readAt: new Date(readAt) }),
    timestamp: new Date(timestamp),
  };
}
