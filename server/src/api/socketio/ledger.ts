import { keepLatest } from '../../domain/keepLatest.ts';
import type { Clock } from '../../domain/ports/runtime.ts';

/** What is told once in the life of a message; everything else of it may be told again, with a larger number. */
const creations: readonly string[] = ['message_sent', 'new_message', 'whatsappMessage', 'incoming_message'];
/** What becomes of a message. */
const outcomes: readonly string[] = ['message_status_update', 'message_updated', 'whatsappMessageStatus'];
/** Entries that are kept at most; beyond that the oldest go. */
const capacity = 50_000;
/** A message that was made longer ago was told of, and nobody remembers. In milliseconds. */
const longestMemory = 5 * 60_000;
/** Our own vocabulary is told last of all: whoever was told of a change in it was told in every other one. */
export const ownVocabulary = 'erp';
/** By how much the clocks of two machines may differ, in milliseconds. */
const clockSkew = 5_000;

/**
 * What clients were told of something stored: the largest number that it bore then, in our own vocabulary and with each event of
 * any. `isOlder`: it is there longer than anyone who listens here.
 */
type Told = { isCreationTold: boolean; isOlder: boolean; seq: number; byEvent: Record<string, number> };

/**
 * What this process has told its sockets of stored changes. Whatever is told to many passes {@link createEncoder} exactly once
 * a process, on whichever way it came: what was told already, or is older than what was told, is encoded to nothing there,
 * and reaches nobody. So whoever doubts whether something was told may tell it again. What became of a message that nobody
 * here was told of is held back in the same way: it comes after the message or not at all.
 * @param parts.beforeTelling is called before sockets are told something stored
 * @param parts.onHeldBack is called when something was held back, which is then to be told again, after the message itself
 */
export function createLedger(parts: { clock: Clock; beforeTelling: () => void; onHeldBack: () => void }) {
  const { clock } = parts;
  const entries = new Map<string, Told>();
  const startedAt = clock.now();
  /** Of messages that were made up to then, entries have gone. */
  let forgottenUpTo = 0;

  return {
    take,

    /** Whether clients know of what was stored under this number. */
    knows: (id: string, seq: number): boolean => (entries.get(id)?.seq ?? 0) >= seq,

    isUntold,

    /** For a message that is there longer than anyone who listens here: they have read it by themselves. */
    noteCreation(id: string): void {
      const told = open(id);
      told.isOlder ||= !told.isCreationTold;
      told.isCreationTold = true;
      keep(id, told);
    },
  };

  /** Whether a message was made `since` then, by the clock that ids go by, and nobody here was told that it is there. */
  function isUntold(id: string, since: number): boolean {
    if (entries.get(id)?.isCreationTold) return false;
    const madeAt = readIdTime(id);
    return madeAt > forgottenUpTo && madeAt >= Math.max(since - clockSkew, clock.now() - longestMemory);
  }

  /** @returns whether it is still to be told */
  function take({ event, payload, vocabulary }: { event: string; payload: unknown; vocabulary: string }): boolean {
    if (!isStored(payload)) return true;
    const { id, seq } = payload;
    if (outcomes.includes(event) && isUntold(id, startedAt)) {
      parts.onHeldBack();
      return false;
    }
    const told = open(id);
    const name = `${vocabulary} ${event}`;
    const isOwn = vocabulary === ownVocabulary;
    const isCreation = creations.includes(event);
    const before = told.byEvent[name];
    // What could not be read at first is told later in some vocabularies.
    const isCreated = isOwn ? told.isCreationTold : told.isOlder || before !== undefined;
    const isKnown = isCreation ? isCreated : before !== undefined && before >= seq;
    if (isKnown) return false;
    told.byEvent[name] = seq;
    if (isOwn) {
      told.isCreationTold ||= isCreation;
      told.seq = Math.max(told.seq, seq);
    }
    keep(id, told);
    parts.beforeTelling();
    return true;
  }

  function open(id: string): Told {
    return entries.get(id) ?? { isCreationTold: false, isOlder: false, seq: 0, byEvent: {} };
  }

  function keep(id: string, told: Told): void {
    const forgotten = keepLatest(entries, [id, told], capacity);
    if (forgotten !== undefined) forgottenUpTo = Math.max(forgottenUpTo, readIdTime(forgotten) || 0);
  }
}

export type Ledger = ReturnType<typeof createLedger>;

/** Names what is told, the same on whichever way it comes. @returns `null` for what is not stored */
export function nameTold(event: string, payload: unknown): string | null {
  if (!isStored(payload)) return null;
  return creations.includes(event) ? `${event} ${payload.id}` : `${event} ${payload.id} ${payload.seq}`;
}

/** Whether it is told of something stored, under the number of its last change. */
function isStored(payload: unknown): payload is { id: string; seq: number } {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'id' in payload &&
    typeof payload.id === 'string' &&
    'seq' in payload &&
    typeof payload.seq === 'number'
  );
}

/** Ids are UUIDs of version 7, which begin with the time at which they were made (RFC 9562). In milliseconds. */
function readIdTime(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
