import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { createControlApp } from './control/controlApp.ts';
import { createCustomers } from './control/customers.ts';
import { createDirectory } from './control/directory.ts';
import { createFaultControl } from './control/faultControl.ts';
import { createPhones } from './control/phones.ts';
import { createPrimaryDevices } from './devices/primaryDevices.ts';
import { createSignalDevices } from './devices/signalDevices.ts';
import { createWriting } from './devices/writing.ts';
import { createFaults } from './faults.ts';
import type { Log } from './log.ts';
import { rootSerial } from './protocol/certificate.ts';
import { createClients } from './server/clients.ts';
import { createGateway } from './server/gateway.ts';
import { createLinkedDevices } from './server/linkedDevices.ts';
import { startMediaHost } from './server/mediaHost.ts';
import { createMessages } from './server/messages.ts';
import { createPairing } from './server/pairing.ts';
import { createPost } from './server/post.ts';
import { createPresence } from './server/presence.ts';
import { createReceipts } from './server/receipts.ts';
import { createAccounts } from './state/accounts.ts';
import { openDatabase } from './state/database.ts';
import { createDevices } from './state/devices.ts';
import { createEntries } from './state/entries.ts';
import { createMediaStore } from './state/mediaStore.ts';
import { createQueue } from './state/queue.ts';
import { loadServerIdentity, loadTlsIdentities } from './state/settings.ts';
import { createTurns } from './state/turns.ts';

const webSocketPath = '/ws/chat';
const loopback = '127.0.0.1';

export type SimulatorOptions = { folder: string; port: number; log: Log; now: () => number };

export type Simulator = { port: number; close(): Promise<void> };

/** Puts the simulator together and lets it listen, on loopback only. `port` 0 takes a free one. */
export async function createSimulator({ folder, port, log, now }: SimulatorOptions): Promise<Simulator> {
  const database = openDatabase(folder);
  const identity = loadServerIdentity(database);
  const tls = loadTlsIdentities(database);
  const turns = createTurns(database);
  const accounts = createAccounts(database);
  const devices = createDevices(database);
  const entries = createEntries(database);
  const mediaStore = createMediaStore(join(folder, 'media'));
  const queue = createQueue(database);
  const faults = createFaults(database, accounts);
  const mediaHost = await startMediaHost({ store: mediaStore, identity: tls.host, faults, log });
  const clients = createClients();
  const signal = createSignalDevices(database, accounts);
  const presence = createPresence({ accounts, clients, turns });
  const post = createPost({ accounts, devices, queue, clients, faults, turns, log });
  const receipts = createReceipts({ accounts, post, turns, log, now });
  const messages = createMessages({ accounts, post, faults, turns, log, now });
  const linkedDevices = createLinkedDevices({ accounts, devices, signal, clients, post, turns, now });
  const { onKeyTaken, onLinked } = linkedDevices;
  const writing = createWriting({
    ...{ devices, entries, mediaStore, signal, faults, messages, onKeyTaken, log, now },
  });
  post.connectPrimaries(
    createPrimaryDevices({
      ...{ accounts, entries, mediaStore, signal, writing, post, receipts, presence, faults, log, now },
    }),
  );
  const pairing = createPairing({ accounts, devices, faults, turns, now, onLinked });
  const gateway = createGateway({
    ...{ identity, accounts, devices, clients, faults, turns, post, messages, receipts, presence, pairing },
    ...{ linkedDevices, mediaHost, log, now },
  });

  const directory = createDirectory(accounts, linkedDevices, now);
  const app = createControlApp({
    phones: createPhones({
      ...{ accounts, devices, entries, clients, directory, linkedDevices, pairing, presence, writing, turns },
    }),
    customers: createCustomers({
      ...{ accounts, entries, mediaStore, directory, post, presence, receipts, writing, turns },
    }),
    faults: createFaultControl({ faults, gateway, mediaHost, clients, directory, post, turns }),
    certificateRoot: {
      publicKey: identity.rootPublicKey.toString('hex'),
      serial: rootSerial,
      issuer: 'WhatsAppLongTerm1',
      mediaAuthority: tls.authority,
    },
    log,
  });

  const server = createServer(app);
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'ws://localhost').pathname !== webSocketPath) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, gateway.accept);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, loopback, resolve);
    });
  } catch (error) {
    // Else the thread would go on for its sake.
    await mediaHost.close();
    throw error;
  }

  return {
    port: portOf(server.address()),

    async close() {
      gateway.close();
      await mediaHost.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      // What is under way comes to its end before the state is closed.
      await turns.take(() => undefined);
      database.close();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The simulator listens on no port.');
  }
  return address.port;
}
