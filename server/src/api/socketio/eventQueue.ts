import PQueue from 'p-queue';
import type { Log } from '../../domain/ports/runtime.ts';

/** What may wait at most for its turn. `weight` in bytes. */
type Most = { events: number; weight: number };

export type QueuedEvent = {
  /** What it keeps in memory while it waits, in bytes. */
  weight: number;
  /** The order in which messages are accepted is that of their sends. `slowSend`: one that holds up no other events meanwhile. */
  kind: 'send' | 'slowSend' | 'other';
  run: () => Promise<void>;
};

/**
 * The events of one socket, one after another in the order they came. What is slow holds up only what has to wait for it: sends wait
 * for a slow one before them, all else goes on. What waits is bounded.
 */
export function createEventQueue({ most, log }: { most: Most; log: Log }) {
  const turns = createLine(most);
  const sends = createLine(most);
  let isClosed = false;

  return {
    /** @returns `false` when too much waits already */
    add(event: QueuedEvent): boolean {
      const line = event.kind === 'other' ? turns : sends;
      const leave = line.enter(event.weight);
      if (!leave) return false;
      const run = async () => {
        try {
          await event.run();
        } catch (error) {
          log.error({ err: error }, 'an event could not be answered');
        } finally {
          leave();
        }
      };
      void turns.queue.add(event.kind === 'other' ? run : () => send(event, run));
      return true;
    },

    /** Drops what waits. Resolves when what runs is answered. */
    async close(): Promise<void> {
      isClosed = true;
      for (const { queue } of [turns, sends]) queue.clear();
      await Promise.all([turns.queue.onPendingZero(), sends.queue.onPendingZero()]);
    },
  };

  /** When a send's turn comes, it queues up with the other sends; and where none of them is slow, it is waited for like any other event. */
  async function send({ kind }: QueuedEvent, run: () => Promise<void>): Promise<void> {
    if (isClosed) return;
    const isNext = sends.queue.size + sends.queue.pending === 0;
    const sent = sends.queue.add(run);
    if (isNext && kind === 'send') await sent;
  }
}

/** What waits or runs, counted. */
function createLine(most: Most) {
  let events = 0;
  let weight = 0;
  return {
    queue: new PQueue({ concurrency: 1 }),
    /** @returns what is to be called when it is done; `null` when there is no room */
    enter(added: number): (() => void) | null {
      if (events >= most.events || weight + added > most.weight) return null;
      events += 1;
      weight += added;
      return () => {
        events -= 1;
        weight -= added;
      };
    },
  };
}
