import type { ChannelsClientEvents, ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type {
  ErpClientEvents,
  ErpPayload,
  ErpRequest,
  ErpResult,
  ErpServerEvents,
} from '@erp-whatsapp/shared/dialects/erp';
import type { RoomsClientEvents, RoomsServerEvents } from '@erp-whatsapp/shared/dialects/rooms';
import { io, type Socket } from 'socket.io-client';
import { waitFor } from './waitFor.ts';

/** Of all vocabularies: a socket speaks whichever it likes. */
type ClientEvents = ErpClientEvents & RoomsClientEvents & ChannelsClientEvents;
type ServerEvents = Omit<ErpServerEvents, 'error'> &
  Omit<RoomsServerEvents, 'error'> &
  Omit<ChannelsServerEvents, 'message_status_update'>;

type AnySocket = Socket<ServerEvents, ClientEvents>;
/** Longer than the server ever takes, in milliseconds. */
const answerWait = 25_000;

export type Heard = { event: string; payload: unknown };

/** A socket that keeps all it heard. */
export type Client = {
  socket: AnySocket;
  heard: Heard[];
  /** What was heard under a name so far. */
  all: <E extends keyof ServerEvents>(event: E) => Parameters<ServerEvents[E]>[0][];
  /** The first thing heard under a name that fits, also one that came before. */
  next: <E extends keyof ServerEvents>(
    event: E,
    fits?: (payload: Parameters<ServerEvents[E]>[0]) => boolean,
  ) => Promise<Parameters<ServerEvents[E]>[0]>;
  /** Emits with an acknowledgement. */
  ask: <E extends ErpRequest>(event: E, payload: ErpPayload<E>) => Promise<ErpResult<E>>;
};

/** @param auth what goes along with the handshake */
export async function connect(url: string, auth: Record<string, unknown> = {}): Promise<Client> {
  const socket: AnySocket = io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: unknown) => heard.push({ event, payload }));
  const all: Client['all'] = (event) => heard.flatMap((entry) => (isHeard(entry, event) ? [entry.payload] : []));
  // A refused handshake may be over before it was seen to be connected.
  try {
    await waitFor('the connection', () => socket.connected || heard.length > 0);
  } catch (error) {
    socket.disconnect();
    throw error;
  }
  return {
    socket,
    heard,
    all,
    next: (event, fits = () => true) => waitFor(`${event}`, () => all(event).find(fits)),
    ask: (event, payload) => ask(socket, event, payload),
  };
}

function isHeard<E extends keyof ServerEvents>(
  entry: Heard,
  event: E,
): entry is { event: E; payload: Parameters<ServerEvents[E]>[0] } {
  return entry.event === event;
}

async function ask<E extends ErpRequest>(socket: AnySocket, event: E, payload: ErpPayload<E>): Promise<ErpResult<E>> {
  const { promise, resolve, reject } = Promise.withResolvers<ErpResult<E>>();
  const plain: Socket = socket;
  plain.timeout(answerWait).emit(event, payload, (error: Error | null, result: ErpResult<E>) => {
    if (error) reject(new Error(`${event} was not answered in ${answerWait} ms`));
    else resolve(result);
  });
  return promise;
}
