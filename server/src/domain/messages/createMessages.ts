import type { Nouns } from '../nouns.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';
import { createAwaitOutcome } from './awaitOutcome.ts';
import { createGivingUp } from './giveUpPending.ts';
import { createReceiving } from './receive.ts';
import { createSending } from './send.ts';
import { createStatuses } from './statuses.ts';
import { createThreads } from './threads.ts';

/** Messages: sending, receiving, what becomes of them, and reading them back. */
export function createMessages(parts: DomainParts & WaitingParts, nouns: Nouns) {
  const statuses = createStatuses(parts, nouns);
  const { send, sendMedia, retry } = createSending(parts, { ...nouns, statuses });
  const { receive, receiveTyping } = createReceiving(parts, { ...nouns, statuses });
  const { between } = createThreads(parts, nouns);
  const { applyStatus, applyEarly, settle } = statuses;
  const giveUpPending = createGivingUp(parts, statuses);
  const awaitOutcome = createAwaitOutcome(parts);
  return {
    ...{ send, sendMedia, retry, receive, receiveTyping, applyStatus, applyEarly, settle },
    ...{ giveUpPending, awaitOutcome, between },
  };
}
