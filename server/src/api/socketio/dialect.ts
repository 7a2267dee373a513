import type { Failure, Result } from '@erp-whatsapp/shared/errors';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Server, Socket } from 'socket.io';
import type { Actor } from '../../domain/actor.ts';

/** One client's event, signed in and within its rate. */
export type Ask = { socket: Socket; actor: Actor; event: string; payload: unknown };

/** Those who are told: the sockets of all processes, or of this one alone. */
export type Audience = Pick<Server, 'to' | 'in'>;

/** One client vocabulary over Socket.IO: wire events in, facts out. No rule of the product lives in it. */
export type Dialect = {
  /** The events that it answers. Each emits its own answer event and resolves to what the acknowledgement gets. */
  handlers: Readonly<Record<string, (ask: Ask) => Promise<Result<object>>>>;
  /** Tells the client that one of its events was refused before it ran. */
  refuse: (refusal: { socket: Socket; event: string; payload: unknown; failure: Failure }) => void;
  /** Puts a fact into its own words, for the rooms that it concerns. */
  tell: (audience: Audience, fact: Fact) => Promise<void> | void;
};
