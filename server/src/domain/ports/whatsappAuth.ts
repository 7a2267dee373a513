import type { ChannelRef, HeldChannel } from './whatsapp.ts';

/** One of a number's keys. `value` is opaque and encrypted; `null` removes the key. */
export type KeyChange = { type: string; id: string; value: Uint8Array | null };

/** What a message decrypted to, until it is stored. `hash` names its ciphertext; `entry` is opaque and encrypted. */
export type JournalRow = { hash: string; entry: Uint8Array };

/**
 * Key changes that belong together, with what was decrypted by them. Units are numbered one by one: a later one has the
 * higher `seq`, and no number is ever given twice. `epoch`: of the holder that committed it.
 */
export type KeyUnit = { seq: number; epoch: number; changes: KeyChange[]; journal: JournalRow | null; at: number };

/** What a later holder of the lease has written stands: this one's time is over. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor() {
    super('This number was opened anew, here or by another process, so this write comes too late.');
  }
}

/**
 * Persistence of what a linked number needs to speak with WhatsApp. It sees only encrypted bytes.
 *
 * A unit's commit is one atomic, durable write; its changes reach the keys afterwards. Whoever opens a number first puts up
 * a {@link WhatsAppAuthStorage.fence}, behind which a former holder commits nothing more, and then applies what
 * {@link WhatsAppAuthStorage.listUnapplied} tells, in that order. Writes of credentials, keys and units reject with a
 * {@link FencedError} where they meet what a later holder has written.
 */
export type WhatsAppAuthStorage = {
  loadCredentials: (channel: ChannelRef) => Promise<Uint8Array | null>;
  /** Durable when it resolves. */
  saveCredentials: (channel: HeldChannel, credentials: Uint8Array) => Promise<void>;

  /** Those that exist, in no order. */
  getKeys: (channel: ChannelRef, type: string, ids: string[]) => Promise<{ id: string; value: Uint8Array }[]>;
  /** Writes keys beside the units. Durable when it resolves. */
  setKeys: (channel: HeldChannel, changes: KeyChange[]) => Promise<void>;

  /** Takes the next number, so that no commit of before can come through any more. @returns that number */
  fence: (channel: HeldChannel, at: number) => Promise<number>;
  /** Durable when it resolves. Rejects for a `seq` that is taken. */
  commitUnit: (channel: ChannelRef, unit: KeyUnit) => Promise<void>;
  /** Units whose changes have not reached the keys, by `seq`. */
  listUnapplied: (channel: ChannelRef) => Promise<KeyUnit[]>;
  /** Writes the units' changes, given by `seq`, to the keys, and drops them from the units. May be repeated. */
  applyUnits: (channel: HeldChannel, units: KeyUnit[]) => Promise<void>;

  /** The rows of the journal, oldest first. */
  listJournal: (channel: ChannelRef) => Promise<{ hash: string; isStored: boolean }[]>;
  getJournalEntry: (channel: ChannelRef, hash: string) => Promise<Uint8Array | null>;
  /** Notes that what these rows hold is stored elsewhere now. */
  markJournalStored: (channel: ChannelRef, hashes: string[]) => Promise<void>;
  forgetJournal: (channel: ChannelRef, hashes: string[]) => Promise<void>;
  /** Forgets the rows, and the fences, that were written before `at` (milliseconds). */
  forgetBefore: (channel: ChannelRef, at: number) => Promise<void>;

  /** Forgets all that is kept of a number, but which numbers its units had. */
  clear: (channel: HeldChannel, at: number) => Promise<void>;
};
