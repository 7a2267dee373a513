import type { Failure, Result } from '@erp-whatsapp/shared/errors';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Server, Socket } from 'socket.io';
import type { Actor } from '../../domain/actor.ts';

/** Those who are told: the sockets of all processes, or of this one alone. */
export type Audience = Pick<Server, 'to' | 'in'>;

/** A client that is signed in. `audience`: whoever else is to hear of it. */
export type Present = { socket: Socket; actor: Actor; audience: Audience };

/** One client's event, signed in and within its rate. */
export type Ask = Present & { event: string; payload: unknown };

/** One client vocabulary over Socket.IO: wire events in, facts out. No rule of the product lives in it. */
export type Dialect = {
  /** The events that it answers. Each emits its own answer event and resolves to what the acknowledgement gets. */
  handlers: Readonly<Record<string, (ask: Ask) => Promise<Result<object>>>>;
  /** Tells the client that one of its events was refused before it ran. */
  refuse: (refusal: { socket: Socket; event: string; payload: unknown; failure: Failure }) => void;
  /** Puts a fact into its own words, for the rooms that it concerns. */
  tell: (audience: Audience, fact: Fact) => Promise<void> | void;
  /** Its events that send, whose order among each other holds; a slow one holds up no others. */
  sending?: { isSend: (event: string) => boolean; isSlow: (payload: unknown) => boolean };
  /** A client lost its line, came back, and is in its rooms again. */
  onReturn?: (present: Present) => void;
  /** A client goes, and is still in its rooms. */
  onLeave?: (present: Present) => void;
};
