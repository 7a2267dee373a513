import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { DeviceAddress } from '../protocol/jid.ts';
import { type Stanza, serverJid, stanza } from '../protocol/stanza.ts';
import type { Accounts } from '../state/accounts.ts';
import type { Devices } from '../state/devices.ts';
import type { Queue, Settlement } from '../state/queue.ts';
import type { Turns } from '../state/turns.ts';
import type { Client, Clients } from './clients.ts';

/** What takes stanzas in the name of a phone or a customer. */
export type PrimaryDevices = { receive(number: string, stanza: Stanza): Promise<void> };

export type PostParts = {
  accounts: Accounts;
  devices: Devices;
  queue: Queue;
  clients: Clients;
  faults: Faults;
  turns: Turns;
  log: Log;
};

export type Post = ReturnType<typeof createPost>;

/**
 * Brings stanzas to devices. What is for a linked device is kept until that device has confirmed it; what is for a phone
 * that is offline, until it is online again.
 */
export function createPost({ accounts, devices, queue, clients, faults, turns, log }: PostParts) {
  let primaries: PrimaryDevices | undefined;

  async function deliver(address: DeviceAddress, item: Stanza): Promise<void> {
    if (address.device === 0) {
      if (accounts.find(address.number)?.online) {
        await primaries?.receive(address.number, item);
      } else {
        queue.add(address, item);
      }
      return;
    }
    if (!devices.find(address)) {
      log({ level: 'debug', message: 'A stanza was for a device that is not linked.', ...address, tag: item.tag });
      return;
    }
    const isHeld = isTick(item) && faults.findFor('withhold-receipts', item) !== undefined;
    queue.add(address, item, isHeld);
    if (!isHeld) {
      sendNow(address, item);
    }
  }

  function sendNow(address: DeviceAddress, item: Stanza): void {
    const client = clients.find(address);
    if (client?.isActive) {
      turns.afterwards(() => client.outlet.send(item));
    }
  }

  return {
    deliver,

    /** Says who the phones and customers are; once, when the simulator is put together. */
    connectPrimaries(devices: PrimaryDevices): void {
      primaries = devices;
    },

    /** Gives all linked devices of an account the same stanza, but for one. */
    async deliverToLinked(number: string, item: Stanza, except?: number): Promise<void> {
      for (const { device } of devices.list(number)) {
        if (device !== 0 && device !== except) {
          await deliver({ number, device }, item);
        }
      }
    },

    /** The client has stored it, or wants it no more. */
    settle(address: DeviceAddress, settlement: Settlement): void {
      queue.settle(address, settlement);
    },

    /** A client asks for what came while it was away; from now on it gets everything as it comes. */
    async activate(client: Client): Promise<void> {
      const missed = await queue.list(client.address);
      turns.afterwards(() => {
        client.isActive = true;
        for (const [index, { stanza: item }] of missed.entries()) {
          client.outlet.send({ ...item, attrs: { ...item.attrs, offline: String(index) } });
        }
        const count = String(missed.length);
        client.outlet.send(stanza('ib', { from: serverJid }, [stanza('offline', { count })]));
      });
    },

    /** A phone or customer is online again and gets what waited. */
    async wake(number: string): Promise<void> {
      const address = { number, device: 0 };
      for (const { row, stanza: item } of await queue.list(address)) {
        queue.remove(row);
        await primaries?.receive(number, item);
      }
    },

    /** The receipts that a fault held back go their way. */
    async release(): Promise<void> {
      for (const { address, stanza: item } of await queue.release()) {
        sendNow(address, item);
      }
    },
  };
}

/** Whether a stanza is a delivery or read receipt. */
function isTick({ tag, attrs }: Stanza): boolean {
  return tag === 'receipt' && (attrs['type'] === undefined || attrs['type'] === 'read');
}
