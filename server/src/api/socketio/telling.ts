import type { Fact } from '@erp-whatsapp/shared/facts';
import { createKeyedQueue } from '../../domain/keyedQueue.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Audience, Dialect } from './dialect.ts';

/**
 * How long ticks wait for others, in milliseconds. A message has three, so they are most of what many clients are told; those
 * that go together cost each client's connection one write, and nobody sees that they come later.
 */
const tickPause = 40;

/**
 * Puts facts into every dialect's words, those of a workspace one after another. With other processes their sockets are told
 * along with ours; while they can't be reached, ours are told alone. What was on its way to both by then, the feed tells.
 * @param parts.audience whoever can be told just now; asked right before
 * @param parts.here the sockets of this process alone
 * @param parts.beforeTelling is called before facts are told that shall go out together
 */
export function createTelling(parts: {
  audience: () => Audience;
  here: Audience;
  dialects: readonly Dialect[];
  beforeTelling: () => void;
  log: Log;
}) {
  const queue = createKeyedQueue();
  /** By workspace. */
  const waiting = new Map<string, Fact[]>();
  let timer: NodeJS.Timeout | null = null;

  return {
    /** Tells a fact of this process. A new message overtakes ticks, which are those of older ones; nothing else does. */
    tell(fact: Fact): void {
      if (isTick(fact)) {
        hold(fact);
        return;
      }
      parts.beforeTelling();
      if (fact.name !== 'message:created') release(fact.workspaceId);
      void tell(parts.audience, fact);
    },

    /** Tells a fact to the sockets of this process alone. Never rejects. */
    tellHere: (fact: Fact): Promise<void> => tell(() => parts.here, fact),

    /** Tells what waits. */
    flush,
  };

  function hold(fact: Fact): void {
    const others = waiting.get(fact.workspaceId);
    if (others) others.push(fact);
    else waiting.set(fact.workspaceId, [fact]);
    timer ??= setTimeout(flush, tickPause);
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    parts.beforeTelling();
    for (const workspaceId of [...waiting.keys()]) release(workspaceId);
  }

  function release(workspaceId: string): void {
    const ticks = waiting.get(workspaceId) ?? [];
    waiting.delete(workspaceId);
    for (const tick of ticks) void tell(parts.audience, tick);
  }

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

function isTick(fact: Fact): boolean {
  if (fact.name !== 'message:updated') return false;
  const { status } = fact.payload.message;
  return status === 'sent' || status === 'delivered' || status === 'read';
}
