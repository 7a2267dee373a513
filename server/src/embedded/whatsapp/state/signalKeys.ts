import { z } from 'zod';
import type { PublicPreKey } from '../protocol/keyBundle.ts';
import { generateKeyPair, type KeyPair } from '../protocol/keys.ts';
import type { Database } from './database.ts';
import { bytes } from './row.ts';

/** Which message key of a sender's ratchet a message was encrypted with. */
export type MessageKey = { ratchetKey: Uint8Array; counter: number };

const preKeySchema = z.object({ public_key: bytes, private_key: bytes });

export type SignalKeys = ReturnType<typeof createSignalKeys>;

/** The secrets of one account's phone: its sessions, its one-time keys, the message keys it has used up. */
export function createSignalKeys(database: Database, number: string) {
  return {
    findSession(address: string): string | undefined {
      const row = database.get('SELECT record FROM signal_sessions WHERE number = ? AND address = ?', number, address);
      return row && String(row['record']);
    },

    storeSession(address: string, record: string): void {
      database.run('INSERT OR REPLACE INTO signal_sessions VALUES (?, ?, ?)', number, address, record);
    },

    findPreKey(keyId: number): KeyPair | undefined {
      const row = database.get('SELECT * FROM private_pre_keys WHERE number = ? AND key_id = ?', number, keyId);
      const key = row && preKeySchema.parse(row);
      return key && { publicKey: key.public_key, privateKey: key.private_key };
    },

    removePreKey(keyId: number): void {
      database.run('DELETE FROM private_pre_keys WHERE number = ? AND key_id = ?', number, keyId);
    },

    /** Makes one-time keys and keeps their secret halves. */
    makePreKeys(count: number): PublicPreKey[] {
      database.run('UPDATE accounts SET last_pre_key = last_pre_key + ? WHERE number = ?', count, number);
      const row = database.get('SELECT last_pre_key FROM accounts WHERE number = ?', number);
      const first = Number(row?.['last_pre_key']) - count + 1;
      return Array.from({ length: count }, (_, index) => {
        const { publicKey, privateKey } = generateKeyPair();
        const keyId = first + index;
        database.run('INSERT INTO private_pre_keys VALUES (?, ?, ?, ?)', number, keyId, publicKey, privateKey);
        return { keyId, publicKey };
      });
    },

    isUsed(address: string, { ratchetKey, counter }: MessageKey): boolean {
      const sql = `SELECT 1 FROM used_message_keys
        WHERE number = ? AND address = ? AND ratchet_key = ? AND counter = ?`;
      return database.get(sql, number, address, ratchetKey, counter) !== undefined;
    },

    markUsed(address: string, { ratchetKey, counter }: MessageKey): void {
      database.run('INSERT INTO used_message_keys VALUES (?, ?, ?, ?)', number, address, ratchetKey, counter);
    },

    /** How often this message of this sender was asked for again. */
    countRetries(address: string, id: string): number {
      const sql = 'SELECT count FROM retries WHERE number = ? AND address = ? AND id = ?';
      return Number(database.get(sql, number, address, id)?.['count'] ?? 0);
    },

    /** Counts one more. @returns how many there are now. */
    addRetry(address: string, id: string): number {
      database.run(
        `INSERT INTO retries VALUES (?, ?, ?, 1) ON CONFLICT (number, address, id) DO UPDATE SET count = count + 1`,
        ...[number, address, id],
      );
      return this.countRetries(address, id);
    },
  };
}
