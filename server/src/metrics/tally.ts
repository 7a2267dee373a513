import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';

/** What is counted: a message counts once under each outcome that it comes to. */
export const outcomes = {
  in: ['received', 'read'],
  out: ['accepted', 'retried', 'sent', 'delivered', 'read', 'failed'],
} as const;

type Counts = {
  in: Record<(typeof outcomes.in)[number], number>;
  out: Record<(typeof outcomes.out)[number], number>;
};

/** So many waits are kept until somebody takes them, at most. */
const keptWaits = 1_000;

/**
 * Counts what happens to messages. It runs for every fact, so it does no more than add: what it costs to show the numbers is
 * spent when somebody asks for them.
 * @param onFull told when waits should be taken, because no more of them can be kept
 */
export function createTally(onFull: () => void) {
  const counts: Counts = {
    in: { received: 0, read: 0 },
    out: { accepted: 0, retried: 0, sent: 0, delivered: 0, read: 0, failed: 0 },
  };
  let waits: number[] = [];

  return {
    counts,

    listen(fact: Fact): void {
      if (fact.name === 'message:created') countNew(fact.payload.message);
      else if (fact.name === 'message:updated') countChange(fact.payload.message);
    },

    /** How long messages took from being accepted to being at WhatsApp, in seconds, since this was last called. */
    takeWaits(): number[] {
      const taken = waits;
      waits = [];
      return taken;
    },
  };

  function countNew({ isOutgoing, status }: Message): void {
    if (!isOutgoing) counts.in.received += 1;
    // What was typed on the business's own phone is at WhatsApp already.
    else if (status === 'pending') counts.out.accepted += 1;
    else counts.out[status] += 1;
  }

  function countChange({ isOutgoing, status, createdAt, sentAt }: Message): void {
    if (!isOutgoing) {
      if (status === 'read') counts.in.read += 1;
      return;
    }
    counts.out[status === 'pending' ? 'retried' : status] += 1;
    if (status !== 'sent' || sentAt === null) return;
    waits.push((Date.parse(sentAt) - Date.parse(createdAt)) / 1000);
    if (waits.length === keptWaits) onFull();
  }
}

export type Tally = ReturnType<typeof createTally>;
