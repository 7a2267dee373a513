import type { WebSocket } from 'ws';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { toJid } from '../protocol/jid.ts';
import type { NoiseIdentity } from '../protocol/noise.ts';
import { type Stanza, seconds, stanza } from '../protocol/stanza.ts';
import type { Accounts } from '../state/accounts.ts';
import type { Devices } from '../state/devices.ts';
import type { Turns } from '../state/turns.ts';
import type { Client, Clients } from './clients.ts';
import { type ClientHello, type Connection, createConnection } from './connection.ts';
import { answerIq } from './iq/answerIq.ts';
import type { LinkedDevices } from './linkedDevices.ts';
import type { MediaHost } from './mediaHost.ts';
import type { Messages } from './messages.ts';
import { createOutlet } from './outlet.ts';
import type { Pairing } from './pairing.ts';
import type { PairingClient } from './pairingClient.ts';
import type { Post } from './post.ts';
import type { Presence } from './presence.ts';
import type { Receipts } from './receipts.ts';
import { toStreamError } from './streamError.ts';

export type GatewayParts = {
  identity: NoiseIdentity;
  accounts: Accounts;
  devices: Devices;
  clients: Clients;
  faults: Faults;
  turns: Turns;
  post: Post;
  messages: Messages;
  receipts: Receipts;
  presence: Presence;
  pairing: Pairing;
  linkedDevices: LinkedDevices;
  mediaHost: MediaHost;
  log: Log;
  now: () => number;
};

export type Gateway = ReturnType<typeof createGateway>;

/** Where clients connect: login, and each stanza to the part that it is for. */
export function createGateway(parts: GatewayParts) {
  const { identity, accounts, devices, clients, faults, turns, pairing, post, linkedDevices, log, now } = parts;
  const connections = new Set<Connection>();
  let isClosed = false;

  return {
    accept(socket: WebSocket): void {
      let client: Client | undefined;
      let newcomer: PairingClient | undefined;
      const connection = createConnection({ socket, identity, log }, { onHello, onStanza, onClosed });
      connections.add(connection);

      async function onHello(hello: ClientHello): Promise<void> {
        if (isClosed) {
          return;
        }
        if (hello.payload.username) {
          client = await turns.take(() => logIn(connection, hello));
        } else {
          newcomer = pairing.begin(connection, hello);
        }
      }

      async function onStanza(node: Stanza): Promise<void> {
        if (isClosed) {
          return;
        }
        // Also what a client sent just before it left: it has reached the server.
        if (client) {
          const from = client;
          if (!isSilent(from.address.number)) await turns.take(() => handle(from, node));
        } else if (newcomer) {
          const from = newcomer;
          await turns.take(() => pairing.accept(from, node));
        }
      }

      function onClosed(): void {
        connections.delete(connection);
        if (client) {
          client.outlet.close();
          clients.remove(client);
        }
        if (newcomer) {
          pairing.end(newcomer);
        }
      }
    },

    /** Breaks off the sockets of a number, or all. */
    dropSockets(number?: string): number {
      const dropped =
        number === undefined ? [...connections] : clients.list(number).map(({ connection }) => connection);
      for (const connection of dropped) {
        connection.drop();
      }
      return dropped.length;
    },

    /** Ends the streams of a number, or all, with an error. */
    failStreams(code: number, number?: string): number {
      const failed = clients.list(number);
      for (const { connection } of failed) {
        connection.send(toStreamError(code));
        connection.close();
      }
      return failed.length;
    },

    /** Breaks off every socket; what still arrives is as if it had been lost on the way. */
    close(): void {
      isClosed = true;
      for (const connection of connections) {
        connection.drop();
      }
    },
  };

  function logIn(connection: Connection, { payload, staticKey }: ClientHello): Client | undefined {
    const address = { number: `+${payload.username}`, device: payload.device ?? 0 };
    const account = accounts.find(address.number);
    const device = devices.find(address);
    if (!account || !device?.noiseKey?.equals(staticKey)) {
      log({ level: 'info', message: 'A login was refused: the device is not linked.', ...address });
      refuse(connection, 401);
      return undefined;
    }
    const refusal = faults.find('refuse-logins', [address.number]);
    if (refusal) {
      refuse(connection, refusal.code);
      return undefined;
    }
    const outlet = createOutlet({ send: (node) => !isSilent(address.number) && connection.send(node) }, faults);
    const client: Client = {
      address,
      connection,
      outlet,
      isActive: false,
      isAvailable: false,
    };
    turns.afterwards(() => {
      if (!connection.isOpen) {
        return;
      }
      const former = clients.add(client);
      if (former) log({ level: 'info', message: 'A connection took the place of another of its device.', ...address });
      former?.connection.send(stanza('stream:error', {}, [stanza('conflict', { type: 'replaced' })]));
      former?.connection.close();
      const lid = toJid(account, 'lid', address.device);
      client.outlet.send(stanza('success', { t: seconds(now()), lid, location: 'local' }));
    });
    return client;
  }

  function refuse(connection: Connection, code: number): void {
    turns.afterwards(() => {
      connection.send(stanza('failure', { reason: String(code), location: 'local' }));
      connection.close();
    });
  }

  function isSilent(number: string): boolean {
    return faults.find('silence', [number]) !== undefined;
  }

  async function handle(client: Client, node: Stanza): Promise<void> {
    if (!devices.find(client.address)) {
      return;
    }
    switch (node.tag) {
      case 'iq':
        return answerIq(client, node, {
          accounts,
          devices,
          faults,
          log,
          mediaHost: parts.mediaHost,
          onKeyTaken: linkedDevices.onKeyTaken,
          activate: post.activate,
          async removeDevice(from, jid) {
            const target = accounts.resolve(jid);
            if (target?.account.number === from.address.number) {
              await linkedDevices.remove(target.address);
            }
          },
          reply: (answer) => turns.afterwards(() => client.outlet.send(answer)),
        });
      case 'message':
        return parts.messages.accept(client, node);
      case 'receipt':
        return parts.receipts.accept(client, node);
      case 'ack':
        return acceptAck(client, node);
      case 'presence':
        return parts.presence.acceptPresence(client, node);
      case 'chatstate':
        return parts.presence.acceptChatState(client, node);
      case 'ib':
        return;
      default:
        log({ level: 'info', message: 'A stanza of an unknown kind was left alone.', tag: node.tag });
    }
  }

  function acceptAck({ address }: Client, { attrs }: Stanza): void {
    const { class: kind = '', id = '', to, type } = attrs;
    post.settle(address, { class: kind, id, peer: to, type: kind === 'receipt' ? (type ?? '') : undefined });
  }
}
