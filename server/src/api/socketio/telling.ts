import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Server } from 'socket.io';
import { createKeyedQueue } from '../../domain/keyedQueue.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Audience, Dialect } from './dialect.ts';

/**
 * Puts facts into every dialect's words, those of a workspace one after another. With other processes their sockets are told
 * along with ours; while they can't be reached, ours are told alone. What was on its way to both by then, the feed tells.
 * @param parts.canTell whether Socket.IO's adapter gets through; the one that knows of no other process always does
 */
export function createTelling(parts: { io: Server; dialects: readonly Dialect[]; canTell: () => boolean; log: Log }) {
  const { io } = parts;
  const queue = createKeyedQueue();

  return {
    /** Tells a fact of this process. Never rejects. */
    tell: (fact: Fact): Promise<void> => tell(() => (parts.canTell() ? io : io.local), fact),

    /** Tells a fact to the sockets of this process alone. Never rejects. */
    tellHere: (fact: Fact): Promise<void> => tell(() => io.local, fact),
  };

  async function tell(choose: () => Audience, fact: Fact): Promise<void> {
    await queue.run(fact.workspaceId, async () => {
      const audience = choose();
      for (const dialect of parts.dialects) {
        try {
          await dialect.tell(audience, fact);
        } catch (error) {
          parts.log.error({ fact: fact.name, err: error }, 'a fact could not be told');
        }
      }
    });
  }
}
