import type { Log } from '../log.ts';
import { type Addressing, type DeviceAddress, toJid } from '../protocol/jid.ts';
import { child, children, type Stanza, seconds, stanza } from '../protocol/stanza.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Turns } from '../state/turns.ts';
import type { Client } from './clients.ts';
import type { Post } from './post.ts';

export type ReceiptsParts = { accounts: Accounts; post: Post; turns: Turns; log: Log; now: () => number };

/** Delivery (without a type) or reading of messages, told by a device of `reader` to the one who wrote them. */
export type Tick = {
  reader: Account;
  writer: Account;
  addressing: Addressing;
  ids: string[];
  type?: 'read' | 'played' | undefined;
};

export type Receipts = ReturnType<typeof createReceipts>;

/** Brings receipts from one device to all that show the message. */
export function createReceipts({ accounts, post, turns, log, now }: ReceiptsParts) {
  /** Tells every device of the writer, the phone as well. */
  async function tick({ reader, writer, addressing, ids, type }: Tick): Promise<void> {
    const from = toJid(reader, addressing);
    const receipt = buildReceipt(ids, { from, type });
    await post.deliver({ number: writer.number, device: 0 }, receipt);
    await post.deliverToLinked(writer.number, receipt);
  }

  function buildReceipt([first = '', ...more]: string[], attributes: Record<string, string | undefined>): Stanza {
    const list = stanza(
      'list',
      {},
      more.map((id) => stanza('item', { id })),
    );
    return stanza('receipt', { ...attributes, id: first, t: seconds(now()) }, more.length > 0 ? [list] : undefined);
  }

  return {
    tick,

    /** A client says what it has received, read, or could not read. */
    async accept(client: Client, node: Stanza): Promise<void> {
      const { address } = client;
      const { to, type, id = '', recipient } = node.attrs;
      const reader = accounts.find(address.number);
      const target = accounts.resolve(to);
      const ids = [id, ...children(child(node, 'list'), 'item').map((item) => item.attrs['id'] ?? '')];
      acknowledge(client, node);
      if (!reader) {
        return;
      }
      if (type === undefined || type === 'inactive' || type === 'sender' || type === 'peer_msg') {
        for (const each of ids) {
          post.settle(address, { class: 'message', id: each, peer: to });
        }
      }
      if (!target) {
        return;
      }
      const { account: writer, addressing } = target;
      switch (type) {
        case undefined:
        case 'inactive':
          if (writer.number !== reader.number) {
            await tick({ reader, writer, addressing, ids });
          }
          return;
        case 'read':
        case 'played':
          await tick({ reader, writer, addressing, ids, type });
          await tellOwnDevices({ address, reader, recipient: to, addressing }, ids, type);
          return;
        case 'read-self':
          await tellOwnDevices({ address, reader, recipient: to, addressing }, ids, type);
          return;
        case 'retry':
        case 'sender':
          await post.deliver(target.address, {
            ...node,
            attrs: stanza('receipt', {
              from: toJid(reader, addressing, address.device),
              id,
              type,
              recipient,
              t: seconds(now()),
            }).attrs,
          });
          return;
        default:
          log({ level: 'debug', message: 'A receipt is for nobody.', type, from: address.number });
      }
    },
  };

  async function tellOwnDevices(from: OwnDevice, ids: string[], type: string): Promise<void> {
    const { address, reader, recipient, addressing } = from;
    const own = toJid(reader, addressing, address.device);
    await post.deliverToLinked(address.number, buildReceipt(ids, { from: own, recipient, type }), address.device);
  }

  function acknowledge(client: Client, { attrs }: Stanza): void {
    const { id, to, type, participant, recipient } = attrs;
    const ack = stanza('ack', { class: 'receipt', id, from: to, type, participant, recipient });
    turns.afterwards(() => client.outlet.send(ack));
  }
}

type OwnDevice = { address: DeviceAddress; reader: Account; recipient: string | undefined; addressing: Addressing };
