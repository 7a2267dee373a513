import {
  customerIdSchema,
  customerRoomName,
  generalRoomName,
  type RoomsRequest,
} from '@erp-whatsapp/shared/dialects/rooms';
import { type Failure, type Result, toFailure } from '@erp-whatsapp/shared/errors';
import type { Clock } from '../../../domain/ports/runtime.ts';
import { rooms } from '../../rooms.ts';
import { type RunCommand, readInput } from '../../runCommand.ts';
import type { Ask, Dialect } from '../dialect.ts';
import type { Presence } from './presence.ts';

type Refusal = { socket: Ask['socket']; event: string; failure: Failure };

/** Joining and leaving. What carries an id carries nothing else: it is the payload. */
export function createRoomsHandlers(parts: {
  runCommand: RunCommand;
  presence: Presence;
  /** Is called before somebody listens to a customer. */
  onCustomer: () => void;
  clock: Pick<Clock, 'now'>;
}) {
  const { presence } = parts;
  const now = () => new Date(parts.clock.now()).toISOString();

  const joinGeneral = async (ask: Ask): Promise<Result<object>> => {
    const answer = { room: generalRoomName, timestamp: now() };
    await presence.join(ask, rooms.general(ask.actor.workspaceId));
    ask.socket.emit('whatsappGeneralJoined', answer);
    return { success: true, ...answer };
  };

  const joinCustomer = async (ask: Ask): Promise<Result<object>> => {
    const customerId = readCustomerId(ask.payload);
    if (typeof customerId !== 'string') return refuse(ask, customerId);
    const found = await parts.runCommand('getContact', ask.actor, { contactId: customerId });
    if (!found.success) return refuse(ask, found);
    const answer = { room: customerRoomName(customerId), customerId, timestamp: now() };
    parts.onCustomer();
    await presence.join(ask, rooms.customer(customerId));
    ask.socket.emit('whatsappCustomerJoined', answer);
    return { success: true, ...answer };
  };

  const leaveCustomer = async (ask: Ask): Promise<Result<object>> => {
    const customerId = readCustomerId(ask.payload);
    if (typeof customerId !== 'string') return refuse(ask, customerId);
    const answer = { room: customerRoomName(customerId), customerId, timestamp: now() };
    await presence.leave(ask, rooms.customer(customerId));
    ask.socket.emit('whatsappCustomerLeft', answer);
    return { success: true, ...answer };
  };

  return {
    joinWhatsAppGeneral: joinGeneral,
    joinWhatsAppCustomer: joinCustomer,
    leaveWhatsAppCustomer: leaveCustomer,
  } satisfies Dialect['handlers'] & Record<RoomsRequest, unknown>;
}

export function refuseRooms({ socket, event, failure }: Refusal): void {
  const { error: message, code, retryAfterMs } = failure;
  socket.emit('error', { event, message, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

function refuse({ socket, event }: Ask, failure: Failure): Failure {
  refuseRooms({ socket, event, failure });
  return failure;
}

function readCustomerId(payload: unknown): string | Failure {
  try {
    return readInput(customerIdSchema, payload);
  } catch (error) {
    return toFailure(error);
  }
}
