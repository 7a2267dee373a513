import type { SignalDevices } from '../devices/signalDevices.ts';
import { type DeviceAddress, toJid } from '../protocol/jid.ts';
import { type Stanza, seconds, serverJid, stanza } from '../protocol/stanza.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Device, Devices } from '../state/devices.ts';
import type { Turns } from '../state/turns.ts';
import type { Clients } from './clients.ts';
import type { Post } from './post.ts';
import { toStreamError } from './streamError.ts';

/** From when on a device is told to bring new one-time keys; Baileys brings five when fewer than five are left. */
const lowPreKeyCount = 4;
const phonePreKeyCount = 20;

export type LinkedDevicesParts = {
  accounts: Accounts;
  devices: Devices;
  signal: SignalDevices;
  clients: Clients;
  post: Post;
  turns: Turns;
  now: () => number;
};

export type LinkedDevices = ReturnType<typeof createLinkedDevices>;

/** What happens around the list of an account's devices: linking, unlinking, running out of one-time keys. */
export function createLinkedDevices({ accounts, devices, signal, clients, post, turns, now }: LinkedDevicesParts) {
  let lastId = 0;

  /** Tells the account's other devices, so that they do not go on with a list of old. */
  async function announce(account: Account, change: 'add' | 'remove', device: Device): Promise<void> {
    const jid = toJid(account, 'pn', device.device);
    lastId += 1;
    const attributes = {
      from: toJid(account, 'pn'),
      id: `${now().toString(36)}-devices-${lastId}`,
      t: seconds(now()),
      type: 'devices',
      lid: toJid(account, 'lid'),
    };
    const content = [stanza(change, {}, [stanza('device', { jid, 'key-index': String(device.keyIndex) })])];
    await post.deliverToLinked(account.number, stanza('notification', attributes, content), device.device);
  }

  return {
    async onLinked(device: Device): Promise<void> {
      const account = accounts.find(device.number);
      if (account) {
        await announce(account, 'add', device);
      }
    },

    /** Takes a device off its account: it is told if it is connected, and can't log in again. */
    async remove(address: DeviceAddress): Promise<Device | undefined> {
      const account = accounts.find(address.number);
      const device = devices.find(address);
      if (!account || !device || device.device === 0) {
        return undefined;
      }
      devices.remove(address);
      signal.forget(account, address.device);
      await announce(account, 'remove', device);
      const client = clients.find(address);
      if (client) {
        turns.afterwards(() => {
          client.connection.send(toStreamError(401));
          client.connection.close();
        });
      }
      return device;
    },

    /** A one-time key was given out: a phone brings new ones by itself, a linked device has to be told. */
    onKeyTaken(address: DeviceAddress, left: number): void {
      if (address.device === 0 && left <= lowPreKeyCount) {
        devices.addPreKeys(address, signal.of(address).makePreKeys(phonePreKeyCount));
        return;
      }
      const client = left === lowPreKeyCount ? clients.find(address) : undefined;
      if (client?.isActive) {
        const notice = toLowKeysNotice(left, now());
        turns.afterwards(() => client.outlet.send(notice));
      }
    },

    /** Makes a new phone's keys known. */
    register(account: Account, device: Device): void {
      devices.add(device);
      devices.addPreKeys(device, signal.of(account).makePreKeys(phonePreKeyCount));
    },
  };
}

function toLowKeysNotice(left: number, now: number): Stanza {
  const attributes = { from: serverJid, id: `${now.toString(36)}-keys`, t: seconds(now), type: 'encrypt' };
  return stanza('notification', attributes, [stanza('count', { value: String(left) })]);
}
