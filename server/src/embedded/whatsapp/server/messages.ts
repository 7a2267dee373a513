import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { type Addressing, type DeviceAddress, toJid } from '../protocol/jid.ts';
import { type Attributes, child, children, type Stanza, seconds, stanza } from '../protocol/stanza.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Turns } from '../state/turns.ts';
import type { Client } from './clients.ts';
import type { Post } from './post.ts';

/** WhatsApp's code for a message that a person can't be sent; also the answer for numbers that nobody has. */
const unreachableCode = 463;

export type MessagesParts = {
  accounts: Accounts;
  post: Post;
  faults: Faults;
  turns: Turns;
  log: Log;
  now: () => number;
};

/** A message on its way: who wrote it, in which chat, and what each device is to get. */
export type Dispatch = {
  sender: Account;
  device: number;
  recipient: Account;
  /** How the chat is addressed. */
  addressing: Addressing;
  id: string;
  type: string;
  /** When it was written, in milliseconds; now, if it is left out. */
  at?: number | undefined;
  /** The encrypted copies, one a device. */
  copies: { address: DeviceAddress; content: Stanza[] }[];
  /** Further attributes that are handed on as they are. */
  attributes?: Attributes;
};

export type Messages = ReturnType<typeof createMessages>;

/** Takes messages from clients and brings each device its copy. */
export function createMessages({ accounts, post, faults, turns, log, now }: MessagesParts) {
  /** Hands every device its copy; the writer's own devices learn in which chat it belongs. */
  async function dispatch({ sender, device, recipient, addressing, copies, ...message }: Dispatch): Promise<void> {
    const common: Attributes = {
      from: toJid(sender, addressing, device),
      id: message.id,
      t: seconds(message.at ?? now()),
      type: message.type,
      notify: sender.name,
      ...message.attributes,
    };
    for (const { address, content } of copies) {
      const isOwn = address.number === sender.number;
      if (!isOwn && recipient.blocked) {
        continue;
      }
      const routing = isOwn ? toOwnRouting(recipient, addressing) : toPeerRouting(sender, addressing);
      const isPeerToPeer = message.attributes?.['category'] === 'peer';
      await post.deliver(address, stanza('message', { ...common, ...(isPeerToPeer ? {} : routing) }, content));
    }
  }

  return {
    dispatch,

    /** A client sends a message: acknowledged once it is stored for everyone, or refused. */
    async accept(client: Client, node: Stanza): Promise<void> {
      const sender = accounts.find(client.address.number);
      const { id = '', to = '', type = 'text', category, edit } = node.attrs;
      const target = accounts.resolve(to);
      const chat = node.attrs['recipient'] === undefined ? target : accounts.resolve(node.attrs['recipient']);
      const refusal = target && faults.find('reject-sends', [target.account.number])?.code;
      if (!sender || !target || !chat || refusal !== undefined) {
        const error = refusal ?? unreachableCode;
        log({ level: 'info', message: 'A message was refused.', from: client.address.number, to, error });
        acknowledge(client, node, error);
        return;
      }
      acknowledge(client, node);
      await dispatch({
        sender,
        device: client.address.device,
        recipient: chat.account,
        addressing: chat.addressing,
        id,
        type,
        copies: readCopies(node, [sender, chat.account]),
        attributes: { category, edit },
      });
    },
  };

  function acknowledge(client: Client, node: Stanza, error?: number): void {
    const { id, to } = node.attrs;
    const ack = stanza('ack', { class: 'message', id, from: to, t: seconds(now()), error: error?.toString() });
    turns.afterwards(() => client.outlet.send(ack));
  }

  /** The copies of a fan-out, or the single one of a message to one device. */
  function readCopies(node: Stanza, between: Account[]): Dispatch['copies'] {
    const identity = children(node, 'device-identity');
    const participants = child(node, 'participants');
    const targets = participants
      ? children(participants, 'to').map((to) => ({ jid: to.attrs['jid'], parts: children(to, 'enc') }))
      : [{ jid: node.attrs['to'], parts: children(node, 'enc') }];
    return targets.flatMap(({ jid, parts }) => {
      const target = accounts.resolve(jid);
      if (!target || !between.some(({ number }) => number === target.account.number)) {
        log({ level: 'warn', message: 'A copy is for someone who is not in this chat.', jid });
        return [];
      }
      return [{ address: target.address, content: [...parts, ...identity] }];
    });
  }
}

function toPeerRouting(sender: Account, addressing: Addressing): Attributes {
  return addressing === 'pn'
    ? { sender_lid: toJid(sender, 'lid') }
    : { addressing_mode: 'lid', sender_pn: sender.hidesNumber ? undefined : toJid(sender, 'pn') };
}

function toOwnRouting(recipient: Account, addressing: Addressing): Attributes {
  const chat = { recipient: toJid(recipient, addressing) };
  return addressing === 'pn'
    ? { ...chat, peer_recipient_lid: toJid(recipient, 'lid') }
    : {
        ...chat,
        addressing_mode: 'lid',
        peer_recipient_pn: recipient.hidesNumber ? undefined : toJid(recipient, 'pn'),
      };
}
