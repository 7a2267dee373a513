import type { Fact } from '@erp-whatsapp/shared/facts';
import { createKeyedQueue } from '../../domain/keyedQueue.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Audience, Dialect } from './dialect.ts';

/**
 * Puts facts into every dialect's words, those of a workspace one after another. With other processes their sockets are told
 * along with ours; while they can't be reached, ours are told alone. What was on its way to both by then, the feed tells.
 * @param parts.audience whoever can be told just now; asked right before
 * @param parts.here the sockets of this process alone
 */
export function createTelling(parts: {
  audience: () => Audience;
  here: Audience;
  dialects: readonly Dialect[];
  log: Log;
}) {
  const queue = createKeyedQueue();

  return {
    /** Tells a fact of this process. Never rejects. */
    tell: (fact: Fact): Promise<void> => tell(parts.audience, fact),

    /** Tells a fact to the sockets of this process alone. Never rejects. */
    tellHere: (fact: Fact): Promise<void> => tell(() => parts.here, fact),
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
