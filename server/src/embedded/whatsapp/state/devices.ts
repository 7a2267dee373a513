import { z } from 'zod';
import type { DeviceAddress } from '../protocol/jid.ts';
import type { KeyBundle, PublicPreKey, PublicSignedPreKey } from '../protocol/keyBundle.ts';
import type { Database } from './database.ts';
import { bytes } from './row.ts';

/** A device as the server knows it: its public keys, and for linked ones how it proves itself at login. */
export type Device = DeviceAddress & {
  /** 0 for the phone itself. */
  keyIndex: number;
  platform: string;
  /** Milliseconds since 1970. */
  linkedAt: number;
  /** The static Noise key of a linked device; `null` for a phone, which is no client of this server. */
  noiseKey: Buffer | null;
  registrationId: number;
  identityKey: Buffer;
  signedPreKey: PublicSignedPreKey;
};

/** Device numbers are one byte on the wire, and 99 means something else there. */
const highestDevice = 98;

const deviceSchema = z
  .object({
    number: z.string(),
    device: z.number(),
    key_index: z.number(),
    platform: z.string(),
    linked_at: z.number(),
    noise_key: bytes.nullable(),
    registration_id: z.number(),
    identity_key: bytes,
    signed_key_id: z.number(),
    signed_key: bytes,
    signed_key_signature: bytes,
  })
  .transform(
    (row): Device => ({
      number: row.number,
      device: row.device,
      keyIndex: row.key_index,
      platform: row.platform,
      linkedAt: row.linked_at,
      noiseKey: row.noise_key,
      registrationId: row.registration_id,
      identityKey: row.identity_key,
      signedPreKey: { keyId: row.signed_key_id, publicKey: row.signed_key, signature: row.signed_key_signature },
    }),
  );

const preKeySchema = z
  .object({ key_id: z.number(), public_key: bytes })
  .transform((row): PublicPreKey => ({ keyId: row.key_id, publicKey: row.public_key }));

export type Devices = ReturnType<typeof createDevices>;

export function createDevices(database: Database) {
  function find({ number, device }: DeviceAddress): Device | undefined {
    const row = database.get('SELECT * FROM devices WHERE number = ? AND device = ?', number, device);
    return row && deviceSchema.parse(row);
  }

  function countPreKeys({ number, device }: DeviceAddress): number {
    const row = database.get('SELECT count(*) AS n FROM pre_keys WHERE number = ? AND device = ?', number, device);
    return Number(row?.['n'] ?? 0);
  }

  return {
    find,
    countPreKeys,

    /** All devices of an account, the phone first. */
    list(number: string): Device[] {
      return database
        .all('SELECT * FROM devices WHERE number = ? ORDER BY device', number)
        .map((row) => deviceSchema.parse(row));
    },

    /** The number for the next device to be linked; it is not used twice before all were. */
    nextDevice(number: string): { device: number; keyIndex: number } {
      database.run('UPDATE accounts SET last_device = last_device + 1 WHERE number = ?', number);
      const row = database.get('SELECT last_device FROM accounts WHERE number = ?', number);
      const keyIndex = Number(row?.['last_device']);
      return { device: ((keyIndex - 1) % highestDevice) + 1, keyIndex };
    },

    add(device: Device): void {
      const { number, signedPreKey } = device;
      database.run(
        'INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[number, device.device, device.keyIndex, device.platform, device.linkedAt, device.noiseKey],
        ...[device.registrationId, device.identityKey],
        ...[signedPreKey.keyId, signedPreKey.publicKey, signedPreKey.signature],
      );
    },

    remove({ number, device }: DeviceAddress): void {
      for (const table of ['devices', 'pre_keys', 'queue']) {
        database.run(`DELETE FROM ${table} WHERE number = ? AND device = ?`, number, device);
      }
    },

    changeSignedPreKey({ number, device }: DeviceAddress, key: PublicSignedPreKey): void {
      database.run(
        `UPDATE devices SET signed_key_id = ?, signed_key = ?, signed_key_signature = ?
         WHERE number = ? AND device = ?`,
        ...[key.keyId, key.publicKey, key.signature, number, device],
      );
    },

    addPreKeys({ number, device }: DeviceAddress, preKeys: PublicPreKey[]): void {
      for (const { keyId, publicKey } of preKeys) {
        database.run('INSERT OR REPLACE INTO pre_keys VALUES (?, ?, ?, ?)', number, device, keyId, publicKey);
      }
    },

    listPreKeys({ number, device }: DeviceAddress): PublicPreKey[] {
      return database
        .all('SELECT key_id, public_key FROM pre_keys WHERE number = ? AND device = ? ORDER BY key_id', number, device)
        .map((row) => preKeySchema.parse(row));
    },

    /** The keys to open a session with a device. Each one-time key is given out once, then it is gone. */
    takeBundle(address: DeviceAddress): KeyBundle | undefined {
      const device = find(address);
      if (!device) {
        return undefined;
      }
      const row = database.get(
        `DELETE FROM pre_keys WHERE (number, device, key_id) IN
         (SELECT number, device, key_id FROM pre_keys WHERE number = ? AND device = ? ORDER BY key_id LIMIT 1)
         RETURNING key_id, public_key`,
        ...[address.number, address.device],
      );
      const { registrationId, identityKey, signedPreKey } = device;
      return { registrationId, identityKey, signedPreKey, preKey: row && preKeySchema.parse(row) };
    },
  };
}
