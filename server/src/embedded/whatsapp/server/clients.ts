import type { DeviceAddress } from '../protocol/jid.ts';
import type { Connection } from './connection.ts';
import type { Outlet } from './outlet.ts';

/** A connected, logged-in device. */
export type Client = {
  address: DeviceAddress;
  connection: Connection;
  outlet: Outlet;
  /** Whether it has asked for its stanzas; before that they only wait for it. */
  isActive: boolean;
  /** Whether it shows itself online; only then does it hear of others' presence and typing. */
  isAvailable: boolean;
};

export type Clients = ReturnType<typeof createClients>;

/** Who is connected just now. A device has one connection at a time: a new one takes the place of the former. */
export function createClients() {
  const byAddress = new Map<string, Client>();
  const connected = new Set<Client>();
  const toKey = ({ number, device }: DeviceAddress) => `${number}:${device}`;

  return {
    find: (address: DeviceAddress): Client | undefined => byAddress.get(toKey(address)),

    list(number?: string): Client[] {
      return [...byAddress.values()].filter(({ address }) => number === undefined || address.number === number);
    },

    /** A device’s connections that were not told to close. */
    countOpen(address: DeviceAddress): number {
      const own = [...connected].filter((client) => toKey(client.address) === toKey(address));
      return own.filter(({ connection }) => connection.isOpen).length;
    },

    /** @returns the connection that this one takes the place of. */
    add(client: Client): Client | undefined {
      const former = byAddress.get(toKey(client.address));
      byAddress.set(toKey(client.address), client);
      connected.add(client);
      return former;
    },

    remove(client: Client): void {
      connected.delete(client);
      if (byAddress.get(toKey(client.address)) === client) {
        byAddress.delete(toKey(client.address));
      }
    },
  };
}
