import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '@erp-whatsapp/shared/message';
import { awaitFact } from '../awaitFact.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';

/** What becomes of a message that another process sends is not told to this one: so often it is read, in milliseconds. */
const lookPause = 250;

/** Waiting for what WhatsApp says to a message. */
export function createAwaitOutcome({
  storage,
  facts,
  peers,
  ending,
}: Pick<DomainParts, 'storage' | 'facts' | 'peers'> & WaitingParts) {
  /** @param limit in milliseconds. @returns the message as it is when it is no longer pending, or then */
  return async function awaitOutcome(workspaceId: string, id: string, limit: number): Promise<Message | null> {
    const told = awaitFact({
      facts,
      ending,
      workspaceId,
      limit,
      fits: ({ name, payload }) =>
        name === 'message:updated' && payload.message.id === id && payload.message.status !== 'pending' ? true : null,
    });
    const isOver = told.promise.then(() => true);
    try {
      for (;;) {
        const message = await storage.messages.get(workspaceId, id);
        if (message?.status !== 'pending') return message;
        const isDone = await (peers.isAlone ? isOver : Promise.race([isOver, pause(lookPause, false)]));
        if (isDone) return storage.messages.get(workspaceId, id);
      }
    } finally {
      told.stop();
    }
  };
}
