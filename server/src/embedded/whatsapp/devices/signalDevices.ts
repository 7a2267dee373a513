import type { DeviceAddress } from '../protocol/jid.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';
import { createSignalKeys, type SignalKeys } from '../state/signalKeys.ts';
import { createSignalDevice, type SignalDevice } from './signalDevice.ts';

export type SignalDevices = ReturnType<typeof createSignalDevices>;

/** The Signal side of every phone, made when it is first needed. */
export function createSignalDevices(database: Database, accounts: Accounts) {
  const known = new Map<string, { device: SignalDevice; keys: SignalKeys }>();

  function load({ number }: Pick<Account, 'number'>) {
    const found = known.get(number);
    if (found) {
      return found;
    }
    const keys = createSignalKeys(database, number);
    const made = { keys, device: createSignalDevice(accounts.primaryKeys(number), keys) };
    known.set(number, made);
    return made;
  }

  return {
    of: (owner: Pick<Account, 'number'>): SignalDevice => load(owner).device,

    keysOf: (owner: Pick<Account, 'number'>): SignalKeys => load(owner).keys,

    /** What sessions with a device are kept under. */
    nameOf: ({ account, address }: { account: Account; address: DeviceAddress }): string =>
      `${account.lid}.${address.device}`,

    /** Everyone forgets their sessions with a device that was unlinked. */
    forget({ lid }: Account, device: number): void {
      database.run('DELETE FROM signal_sessions WHERE address = ?', `${lid}.${device}`);
    },
  };
}
