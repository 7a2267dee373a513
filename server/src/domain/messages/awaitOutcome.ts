import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '@erp-whatsapp/shared/message';
import { awaitFact } from '../awaitFact.ts';
import type { DomainParts, WaitingParts } from '../parts.ts';

/** While other processes can't be heard, what became of a message is read so often, in milliseconds. */
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
        if (await untilOverOrUnheard(isOver)) return storage.messages.get(workspaceId, id);
      }
    } finally {
      told.stop();
    }
  };

  /** @returns whether it is over; otherwise other processes could not be heard, and what they did must be read */
  async function untilOverOrUnheard(isOver: Promise<boolean>): Promise<boolean> {
    if (peers.isAlone) return isOver;
    for (;;) {
      const wasHeard = peers.isReachable();
      if (await Promise.race([isOver, pause(lookPause, false)])) return true;
      if (!wasHeard || !peers.isReachable()) return false;
    }
  }
}
