import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import type { ThreadPosition, Turn } from './ports/storage/messages.ts';

/** The turn of messages that come one after another in any order. `waiting`: what the customer wrote since the business did. */
export type OpenTurn = Omit<Turn, 'waitingFrom'> & { waiting: ThreadPosition[] };

export const noTurn: OpenTurn = { outgoingTo: null, incomingTo: null, waiting: [] };

/** The turn with one message more. What is neither side's, as a word of the system, changes nothing. */
export function takeTurn(turn: OpenTurn, { createdAt, id, isOutgoing, senderType }: Message): OpenTurn {
  const position = { createdAt, id };
  if (isOutgoing) {
    const outgoingTo = later(turn.outgoingTo, position);
    return { ...turn, outgoingTo, waiting: turn.waiting.filter((each) => compareInThread(each, outgoingTo) > 0) };
  }
  if (senderType !== 'customer') return turn;
  const isAnswered = turn.outgoingTo !== null && compareInThread(position, turn.outgoingTo) < 0;
  const waiting = isAnswered ? turn.waiting : [...turn.waiting, position];
  return { ...turn, incomingTo: later(turn.incomingTo, position), waiting };
}

export function toTurn({ outgoingTo, incomingTo, waiting }: OpenTurn): Turn {
  const [first = null, ...others] = waiting;
  return { outgoingTo, incomingTo, waitingFrom: others.reduce(earlier, first) };
}

/** Whether it can't be: the customer wrote last, and nobody knows since when. The messages have to be asked. */
export function isUnclear({ outgoingTo, incomingTo, waitingFrom }: Turn): boolean {
  if (waitingFrom !== null || incomingTo === null) return false;
  return outgoingTo === null || compareInThread(incomingTo, outgoingTo) > 0;
}

function later(a: ThreadPosition | null, b: ThreadPosition): ThreadPosition {
  return a !== null && compareInThread(a, b) > 0 ? a : b;
}

function earlier(a: ThreadPosition | null, b: ThreadPosition): ThreadPosition {
  return a !== null && compareInThread(a, b) < 0 ? a : b;
}
