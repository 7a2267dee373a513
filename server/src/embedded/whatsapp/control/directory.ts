import { CommandError } from '@erp-whatsapp/shared/errors';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Addressing } from '../protocol/jid.ts';
import type { LinkedDevices } from '../server/linkedDevices.ts';
import type { Account, Accounts, Role } from '../state/accounts.ts';

export type NewPerson = {
  phoneNumber: string;
  name?: string | null | undefined;
  addressing?: Addressing | null | undefined;
  hidesNumber?: boolean | null | undefined;
};

export type Directory = ReturnType<typeof createDirectory>;

const words: Record<Role, string> = { phone: 'business phone', customer: 'customer' };

/** Finds and makes phones and customers, with errors that say what to do. */
export function createDirectory(accounts: Accounts, linkedDevices: LinkedDevices, now: () => number) {
  function parse(input: string): string {
    const number = readPhone(input);
    if (number === null) {
      throw new CommandError('INVALID_PHONE');
    }
    return number;
  }

  /** Anyone who is on WhatsApp. */
  function find(input: string): Account {
    const number = parse(input);
    const account = accounts.find(number);
    if (!account) {
      throw new CommandError(
        'NOT_FOUND',
        `Nobody has the number ${number}. Create a phone or a customer with it first.`,
      );
    }
    return account;
  }

  return {
    parse,
    find,

    findAs(role: Role, input: string): Account {
      const account = find(input);
      if (account.role !== role) {
        throw new CommandError('NOT_FOUND', `${account.number} is a ${words[account.role]}, not a ${words[role]}.`);
      }
      return account;
    },

    create(role: Role, { phoneNumber, name, addressing, hidesNumber }: NewPerson): Account {
      const number = parse(phoneNumber);
      const existing = accounts.find(number);
      if (existing) {
        throw new CommandError('CONFLICT', `There is a ${words[existing.role]} with the number ${number} already.`);
      }
      const { account, keys } = accounts.create({
        ...{ number, role, name: name ?? number },
        ...{ addressing: addressing ?? 'pn', hidesNumber: hidesNumber ?? false },
      });
      const { registrationId, identity, signedPreKey } = keys;
      linkedDevices.register(account, {
        ...{ number, device: 0, keyIndex: 0, platform: 'phone', linkedAt: now(), noiseKey: null },
        ...{ registrationId, identityKey: identity.publicKey, signedPreKey },
      });
      return account;
    },
  };
}
