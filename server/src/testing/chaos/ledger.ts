import { canBecome, type Message, type MessageStatus } from '@erp-whatsapp/shared/message';
import type { PlannedMessage } from './steps.ts';

/** What was under way at a moment, as far as the clients know. */
export type InFlight = {
  /** Sent to the server by an agent, who has no answer. */
  unacknowledged: number;
  /** Acknowledged, but not known to be with WhatsApp. */
  unsent: number;
  /** Written by a customer, but not heard of by any agent. */
  unseen: number;
};

export type Entry = {
  message: PlannedMessage;
  /** Asked of the server or the simulator, and not answered yet. */
  isAsked: boolean;
  /** Answered: it is stored. */
  isTaken: boolean;
  /** Ours, once it is known. */
  id: string | null;
  /** An agent has heard that the customer wrote it. */
  isHeard: boolean;
  /** It was typed, but the browser was killed before the console is bound to have kept it: it may be there or not. */
  isDoubtful: boolean;
};

/** Book of all that was written, by those who wrote it. */
export function createLedger() {
  const entries = new Map<string, Entry>();
  const statuses = new Map<string, MessageStatus>();
  const refusals: string[] = [];

  return {
    /** In the order of writing. */
    list: (): Entry[] => [...entries.values()],
    refusals,

    open(message: PlannedMessage): Entry {
      const entry = { message, isAsked: false, isTaken: false, id: null, isHeard: false, isDoubtful: false };
      entries.set(message.text, entry);
      return entry;
    },

    /** A client saw a message, in an event or when it read the thread. @returns whether that was news */
    see({ id, content, isOutgoing, status }: Pick<Message, 'id' | 'content' | 'isOutgoing' | 'status'>): boolean {
      if (isOutgoing) return hearStatus(id, status);
      const entry = entries.get(content);
      const isNews = entry?.isHeard === false;
      if (entry) entry.isHeard = true;
      return isNews;
    },

    hearStatus,

    countInFlight(): InFlight {
      const all = [...entries.values()];
      const outgoing = all.filter(({ message }) => message.agent !== null);
      return {
        unacknowledged: outgoing.filter(({ isAsked, isTaken }) => isAsked && !isTaken).length,
        unsent: outgoing.filter(({ isTaken, id }) => isTaken && !statuses.has(id ?? '')).length,
        unseen: all.filter(({ message, isTaken, isHeard }) => message.agent === null && isTaken && !isHeard).length,
      };
    },
  };

  function hearStatus(id: string, status: MessageStatus): boolean {
    const isNews = canBecome(statuses.get(id) ?? 'pending', status);
    if (isNews) statuses.set(id, status);
    return isNews;
  }
}

export type Ledger = ReturnType<typeof createLedger>;

export function total({ unacknowledged, unsent, unseen }: InFlight): number {
  return unacknowledged + unsent + unseen;
}
