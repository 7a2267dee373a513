import type { ChannelRef } from './whatsapp.ts';

/** One of a number's keys. `value` is opaque and encrypted; `null` removes the key. */
export type KeyChange = { type: string; id: string; value: Uint8Array | null };

/** What a message decrypted to, until it is stored. `hash` names its ciphertext; `entry` is opaque and encrypted. */
export type JournalRow = { hash: string; entry: Uint8Array };

/**
 * Key changes that belong together, with what was decrypted by them. Units are numbered from 1 without gaps that matter:
 * a later one has the higher `seq`.
 */
export type KeyUnit = { seq: number; changes: KeyChange[]; journal: JournalRow | null; at: number };

/**
 * Persistence of what a linked number needs to speak with WhatsApp. It sees only encrypted bytes.
 *
 * A unit's commit is one atomic, durable write; its changes reach the keys afterwards. Whoever opens a number first
 * applies what {@link WhatsAppAuthStorage.listUnapplied} tells, in that order.
 */
export type WhatsAppAuthStorage = {
  loadCredentials: (channel: ChannelRef) => Promise<Uint8Array | null>;
  /** Durable when it resolves. */
  saveCredentials: (channel: ChannelRef, credentials: Uint8Array) => Promise<void>;

  /** Those that exist, in no order. */
  getKeys: (channel: ChannelRef, type: string, ids: string[]) => Promise<{ id: string; value: Uint8Array }[]>;
  /** Writes keys beside the units. Durable when it resolves. */
  setKeys: (channel: ChannelRef, changes: KeyChange[]) => Promise<void>;

  /** Durable when it resolves. Rejects for a `seq` that is taken. */
  commitUnit: (channel: ChannelRef, unit: KeyUnit) => Promise<void>;
  /** The highest `seq` that is stored; 0 for none. */
  lastUnit: (channel: ChannelRef) => Promise<number>;
  /** Units whose changes have not reached the keys, by `seq`. */
  listUnapplied: (channel: ChannelRef) => Promise<KeyUnit[]>;
  /** Writes the units' changes, given by `seq`, to the keys, and drops them from the units. May be repeated. */
  applyUnits: (channel: ChannelRef, units: KeyUnit[]) => Promise<void>;

  /** The rows of the journal, oldest first. */
  listJournal: (channel: ChannelRef) => Promise<{ hash: string; isStored: boolean }[]>;
  getJournalEntry: (channel: ChannelRef, hash: string) => Promise<Uint8Array | null>;
  /** Notes that what these rows hold is stored elsewhere now. */
  markJournalStored: (channel: ChannelRef, hashes: string[]) => Promise<void>;
  forgetJournal: (channel: ChannelRef, hashes: string[]) => Promise<void>;
  /** Forgets the rows that were written before `at` (milliseconds). */
  forgetJournalBefore: (channel: ChannelRef, at: number) => Promise<void>;

  /** Forgets all that is kept of a number. */
  clear: (channel: ChannelRef) => Promise<void>;
};
