import { createHash } from 'node:crypto';
import { type BinaryNode, decodeBinaryNode, encodeBinaryNode } from 'baileys';
import { z } from 'zod';
import type { Log } from '../../domain/ports/runtime.ts';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';
import type { JournalRow, WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import type { NumberCipher } from './numberCipher.ts';
import { createPacer } from './pacer.ts';
import { reasonOf } from './reasonOf.ts';

/** How long what became of messages waits to be written together. Told twice, it changes nothing. In milliseconds. */
const writePause = 250;

/** A message that was decrypted: the stanza it came in and its plaintext, padding included. */
export type Decrypted = { hash: string; stanza: BinaryNode; plaintext: Uint8Array };

const entrySchema = z.object({ messageId: z.string(), stanza: z.base64().nullable(), plaintext: z.base64() });

type Known = { messageId: string | null; isStored: boolean; isAcknowledged: boolean };

export type JournalParts = { auth: WhatsAppAuthStorage; cipher: NumberCipher; channel: ChannelRef; log: Log };

export function hashOf(ciphertext: Uint8Array): string {
  return createHash('sha256').update(ciphertext).digest('hex');
}

/**
 * What one number's messages decrypted to. A ciphertext can be decrypted once only, so its plaintext is kept until the
 * message is stored and WhatsApp has acknowledged the receipt for it: till then it may come again.
 */
export function createJournal({ auth, cipher, channel, log }: JournalParts) {
  const known = new Map<string, Known>();
  const hashesByMessage = new Map<string, Set<string>>();
  const writing = createPacer(write, writePause);
  const toMark = new Set<string>();
  const toForget = new Set<string>();

  return {
    /** Reads what is kept. @returns what was not stored yet, oldest first. */
    async open(): Promise<Decrypted[]> {
      const left: Decrypted[] = [];
      for (const { hash, isStored } of await auth.listJournal(channel)) {
        known.set(hash, { messageId: null, isStored, isAcknowledged: false });
        if (isStored) continue;
        const decrypted = await load(hash);
        if (decrypted?.stanza) left.push({ hash, stanza: decrypted.stanza, plaintext: decrypted.plaintext });
      }
      return left;
    },

    /** The plaintext of a ciphertext that was decrypted before. */
    async find(hash: string): Promise<Uint8Array | null> {
      if (!known.has(hash)) return null;
      const decrypted = await load(hash);
      return decrypted?.plaintext ?? null;
    },

    /** The row to be committed with the unit that decrypted the message. */
    toRow(hash: string, stanza: BinaryNode | null, plaintext: Uint8Array): JournalRow {
      const entry: z.infer<typeof entrySchema> = {
        messageId: stanza?.attrs['id'] ?? '',
        stanza: stanza && encodeBinaryNode(stanza).toString('base64'),
        plaintext: Buffer.from(plaintext).toString('base64'),
      };
      return { hash, entry: cipher.encrypt(Buffer.from(JSON.stringify(entry)), kindOf(hash)) };
    },

    /** The row is about to be committed. Where it is not, what is settled of it finds nothing. */
    add(hash: string, messageId: string): void {
      remember(hash, messageId, { messageId, isStored: false, isAcknowledged: false });
    },

    /** The message is stored, or there is nothing in it to store. */
    markStored(hash: string): void {
      const entry = known.get(hash);
      if (!entry || entry.isStored) return;
      entry.isStored = true;
      settle(hash, entry);
    },

    /** WhatsApp has the receipt for a message: it will not come again. */
    markAcknowledged(messageId: string): void {
      for (const hash of hashesByMessage.get(messageId) ?? []) {
        const entry = known.get(hash);
        if (!entry || entry.isAcknowledged) continue;
        entry.isAcknowledged = true;
        if (entry.isStored) settle(hash, entry);
      }
    },

    /** Resolves when what is settled has been written, as far as storage lets it. */
    idle: (): Promise<void> => writing.run(),
  };

  async function load(hash: string): Promise<{ stanza: BinaryNode | null; plaintext: Uint8Array } | null> {
    const encrypted = await auth.getJournalEntry(channel, hash);
    if (!encrypted) return null;
    const text = Buffer.from(cipher.decrypt(encrypted, kindOf(hash))).toString();
    const { messageId, stanza, plaintext } = entrySchema.parse(JSON.parse(text));
    const entry = known.get(hash);
    if (entry) remember(hash, messageId, { ...entry, messageId });
    return {
      stanza: stanza === null ? null : await decodeBinaryNode(Buffer.from(stanza, 'base64')),
      plaintext: Buffer.from(plaintext, 'base64'),
    };
  }

  function remember(hash: string, messageId: string, entry: Known): void {
    known.set(hash, entry);
    const hashes = hashesByMessage.get(messageId) ?? new Set<string>();
    hashesByMessage.set(messageId, hashes.add(hash));
  }

  function settle(hash: string, { messageId, isAcknowledged }: Known): void {
    if (isAcknowledged) {
      toForget.add(hash);
      toMark.delete(hash);
      known.delete(hash);
      const others = messageId === null ? undefined : hashesByMessage.get(messageId);
      others?.delete(hash);
      if (messageId !== null && others?.size === 0) hashesByMessage.delete(messageId);
    } else {
      toMark.add(hash);
    }
    writing.wake();
  }

  /** Never rejects: what is left waits for the next time; at worst a message is told again, which changes nothing. */
  async function write(): Promise<void> {
    const marked = [...toMark];
    const forgotten = [...toForget];
    try {
      await auth.markJournalStored(channel, marked);
      for (const hash of marked) toMark.delete(hash);
      await auth.forgetJournal(channel, forgotten);
      for (const hash of forgotten) toForget.delete(hash);
    } catch (error) {
      log.warn({ channelId: channel.channelId, reason: reasonOf(error) }, 'the journal could not be written yet');
    }
  }
}

export type Journal = ReturnType<typeof createJournal>;

function kindOf(hash: string): string {
  return `journal/${hash}`;
}
