import type { Actor } from './actor.ts';
import { isApiKeyActor } from './apiKeys.ts';
import type { DomainParts } from './parts.ts';

/** What somebody does is noted at most this often, so that not every request writes. In milliseconds. */
const precision = 60_000;

/** When each person was there last. */
export function createLastSeen({ storage, clock, log }: Pick<DomainParts, 'storage' | 'clock' | 'log'>) {
  const notedAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  return {
    /** Nobody waits for it: that something is done matters more than that it is noted. */
    note(actor: Actor): void {
      const now = clock.elapsed();
      if (isApiKeyActor(actor) || now - (notedAt.get(actor.userId) ?? Number.NEGATIVE_INFINITY) < precision) return;
      notedAt.set(actor.userId, now);
      const written = write(actor, clock.now()).finally(() => writing.delete(written));
      writing.add(written);
    },

    /** Resolves when nothing is being written. */
    async close(): Promise<void> {
      await Promise.all(writing);
    },
  };

  async function write({ workspaceId, userId }: Actor, at: number): Promise<void> {
    try {
      await storage.users.noteSeen(workspaceId, userId, at);
    } catch (error) {
      log.warn({ workspaceId, userId, err: error }, 'when somebody was seen was not noted');
    }
  }
}

export type LastSeen = ReturnType<typeof createLastSeen>;
