import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Fact } from '@erp-whatsapp/shared/facts';
import { createKeyedQueue } from '../../domain/keyedQueue.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Audience, Dialect } from './dialect.ts';

/**
 * How long ticks wait for others, in milliseconds. A message has three, so they are most of what many clients are told; those
 * that go together cost each client's connection two writes at most. Up to about 100 ms nobody sees that they come later.
 */
const tickPause = 100;

/** After what time a fact is told again that could not be told, in milliseconds. A database that fails over is back by then. */
const retryPauses = [200, 1_000, 5_000];

/**
 * Puts facts into every dialect's words for the sockets of this process, those of a workspace one after another.
 * @param parts.audience the sockets of this process
 * @param parts.beforeTelling is called before facts are told that shall go out together
 */
export function createTelling(parts: {
  audience: Audience;
  dialects: readonly Dialect[];
  beforeTelling: () => void;
  log: Log;
}) {
  const { audience, log } = parts;
  const queue = createKeyedQueue();
  /** By workspace. */
  const waiting = new Map<string, Fact[]>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  return {
    /** Tells what happened, here or in another process. A new message overtakes ticks, which are those of older ones; nothing else does. */
    tell(fact: Fact): void {
      if (isTick(fact)) {
        hold(fact);
        return;
      }
      parts.beforeTelling();
      if (fact.name !== 'message:created') release(fact.workspaceId);
      void tellNow(fact);
    },

    /** Tells it without waiting for others. Never rejects. */
    tellNow,

    /** Tells what waits, and tries nothing again from then on. */
    close(): void {
      flush();
      isClosed = true;
    },
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
    for (const tick of ticks) void tellNow(tick);
  }

  async function tellNow(fact: Fact): Promise<void> {
    await queue.run(fact.workspaceId, async () => {
      for (const dialect of parts.dialects) await tellIn(dialect, fact);
    });
  }

  /** What a dialect has to read for it may not be there to be read just now. It reads before it tells anybody. */
  async function tellIn(dialect: Dialect, fact: Fact): Promise<void> {
    for (const retryPause of [...retryPauses, null]) {
      try {
        await dialect.tell(audience, fact);
        return;
      } catch (error) {
        log.error({ fact: fact.name, err: error }, 'a fact could not be told');
        if (retryPause === null || isClosed || error instanceof CommandError) return;
        await pause(retryPause, undefined, { ref: false });
      }
    }
  }
}

function isTick(fact: Fact): boolean {
  if (fact.name !== 'message:updated') return false;
  const { status } = fact.payload.message;
  return status === 'sent' || status === 'delivered' || status === 'read';
}
