import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Addressing, type DeviceAddress, parseJid } from '../protocol/jid.ts';
import { generateKeyPair, type KeyPair, sign, withKeyType } from '../protocol/keys.ts';
import type { Database } from './database.ts';
import { flag, toFlag } from './row.ts';
import { toHex } from './settings.ts';

export type Role = 'phone' | 'customer';

/** Someone who is on WhatsApp: a business's phone or a customer. */
export type Account = {
  /** `+` and digits. */
  number: string;
  /** WhatsApp's opaque id for the person, digits. */
  lid: string;
  role: Role;
  name: string;
  /** How the account's own messages are addressed. */
  addressing: Addressing;
  online: boolean;
  autoRead: boolean;
  blocked: boolean;
  /** Its messages that bear the opaque id do not tell the number. */
  hidesNumber: boolean;
};

/** The secret keys of an account's own phone, device 0. */
export type PrimaryKeys = {
  identity: KeyPair;
  registrationId: number;
  signedPreKey: KeyPair & { keyId: number; signature: Buffer };
};

export type NewAccount = Pick<Account, 'number' | 'role' | 'name' | 'addressing' | 'hidesNumber'>;
export type AccountChange = Partial<Pick<Account, 'online' | 'autoRead' | 'blocked' | 'addressing' | 'hidesNumber'>>;

const accountSchema = z
  .object({
    number: z.string(),
    lid: z.string(),
    role: z.enum(['phone', 'customer']),
    name: z.string(),
    addressing: z.enum(['pn', 'lid']),
    online: flag,
    auto_read: flag,
    blocked: flag,
    hides_number: flag,
  })
  .transform(
    ({ auto_read, hides_number, ...account }): Account => ({
      ...account,
      autoRead: auto_read,
      hidesNumber: hides_number,
    }),
  );

const hex = z.string().transform((value) => Buffer.from(value, 'hex'));
const keyPair = z.object({ publicKey: hex, privateKey: hex });
const primaryKeysSchema = z.object({
  identity: keyPair,
  registrationId: z.number(),
  signedPreKey: keyPair.extend({ keyId: z.number(), signature: hex }),
});

export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(database: Database) {
  function find(number: string): Account | undefined {
    const row = database.get('SELECT * FROM accounts WHERE number = ?', number);
    return row && accountSchema.parse(row);
  }

  function findByLid(lid: string): Account | undefined {
    const row = database.get('SELECT * FROM accounts WHERE lid = ?', lid);
    return row && accountSchema.parse(row);
  }

  return {
    find,

    list(role: Role): Account[] {
      return database
        .all('SELECT * FROM accounts WHERE role = ? ORDER BY number', role)
        .map((row) => accountSchema.parse(row));
    },

    /** Whose device a JID names, whichever of its two addresses is used. */
    resolve(jid: string | undefined): { account: Account; address: DeviceAddress; addressing: Addressing } | undefined {
      const parsed = parseJid(jid);
      const account = parsed && (parsed.addressing === 'pn' ? find(`+${parsed.user}`) : findByLid(parsed.user));
      return (
        account && {
          account,
          address: { number: account.number, device: parsed.device },
          addressing: parsed.addressing,
        }
      );
    },

    create({ number, role, name, addressing, hidesNumber }: NewAccount): { account: Account; keys: PrimaryKeys } {
      const keys = makePrimaryKeys();
      const stored = {
        identity: toHex(keys.identity),
        registrationId: keys.registrationId,
        signedPreKey: {
          ...toHex(keys.signedPreKey),
          keyId: keys.signedPreKey.keyId,
          signature: keys.signedPreKey.signature.toString('hex'),
        },
      };
      const account = {
        ...{ number, lid: makeLid(), role, name, addressing, hidesNumber },
        ...{ online: true, autoRead: false, blocked: false },
      };
      database.run(
        `INSERT INTO accounts (number, lid, role, name, addressing, hides_number, online, auto_read, blocked, private_keys)
         VALUES (?, ?, ?, ?, ?, ?, 1, 0, 0, ?)`,
        ...[number, account.lid, role, name, addressing, toFlag(hidesNumber), JSON.stringify(stored)],
      );
      return { account, keys };
    },

    change(number: string, change: AccountChange): void {
      const account = find(number);
      if (account) {
        const { online, autoRead, blocked, addressing, hidesNumber } = { ...account, ...change };
        database.run(
          'UPDATE accounts SET online = ?, auto_read = ?, blocked = ?, addressing = ?, hides_number = ? WHERE number = ?',
          ...[toFlag(online), toFlag(autoRead), toFlag(blocked), addressing, toFlag(hidesNumber), number],
        );
      }
    },

    primaryKeys(number: string): PrimaryKeys {
      const row = database.get('SELECT private_keys FROM accounts WHERE number = ?', number);
      return primaryKeysSchema.parse(JSON.parse(String(row?.['private_keys'])));
    },
  };

  /** Fifteen digits that do not look like a number from the start of any numbering plan. */
  function makeLid(): string {
    const lid = `9${randomInt(10_000_000, 100_000_000)}${randomInt(100_000, 1_000_000)}`;
    return findByLid(lid) ? makeLid() : lid;
  }
}

function makePrimaryKeys(): PrimaryKeys {
  const identity = generateKeyPair();
  const signedPreKey = generateKeyPair();
  const signature = sign(identity.privateKey, withKeyType(signedPreKey.publicKey));
  // Signal registration ids have 14 bits and are never 0.
  return { identity, registrationId: randomInt(1, 0x3fff), signedPreKey: { ...signedPreKey, keyId: 1, signature } };
}
