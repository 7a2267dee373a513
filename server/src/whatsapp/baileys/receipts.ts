import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren, isJidGroup, jidNormalizedUser } from 'baileys';
import type { IncomingStatus } from '../../domain/ports/whatsapp.ts';
import { isPerson, isSelf, type OwnIdentity } from './identities.ts';

export type Receipt = {
  chatJid: string;
  whatsappIds: string[];
  /** Whether they are messages of the business. */
  isOwn: boolean;
  status: IncomingStatus['status'];
  /** WhatsApp's time in whole seconds, as it stands in the stanza. */
  seconds: string | undefined;
};

/** What a receipt stanza says about messages; `null` for those that carry no status, such as a wish for a repetition. */
export function readReceipt({ attrs, content }: BinaryNode, me: OwnIdentity): Receipt | null {
  const { from, id, recipient, type, t } = attrs;
  const status = toStatus(type);
  if (!from || !id || status === null || isJidGroup(from)) return null;
  const isFromSelf = isSelf(from, me);
  const chatJid = isFromSelf ? recipient : from;
  if (!chatJid) return null;
  const list = Array.isArray(content) ? getBinaryNodeChild({ tag: 'receipt', attrs, content }, 'list') : undefined;
  return {
    chatJid,
    whatsappIds: [id, ...getBinaryNodeChildren(list, 'item').flatMap((item) => item.attrs['id'] ?? [])],
    // What another device of the business has read are the customer's messages; what it was sent are its own.
    isOwn: !recipient || (type === 'sender' && isFromSelf),
    status,
    seconds: t,
  };
}

/** A device could not read a message, and asks for it again. */
export type Wish = {
  chatJid: string;
  askerJid: string;
  whatsappId: string;
  /** Whether it is a device of the business itself. */
  isFromSelf: boolean;
  /** How often it has asked for this message. */
  count: number;
};

/** What a retry receipt asks for; `null` where it is no message of the business, or of no chat with a person. */
export function readWish(node: BinaryNode, me: OwnIdentity): Wish | null {
  const { from, id, recipient } = node.attrs;
  const isFromSelf = isSelf(from, me);
  const chatJid = isFromSelf ? recipient : from;
  if (!from || !id || !isPerson(chatJid) || (recipient && !isFromSelf)) return null;
  const count = Number(getBinaryNodeChild(node, 'retry')?.attrs['count']);
  return {
    chatJid: jidNormalizedUser(chatJid),
    askerJid: from,
    whatsappId: id,
    isFromSelf,
    count: Number.isSafeInteger(count) && count > 0 ? count : 1,
  };
}

/** `inactive` is a delivery too: to a device that nobody is looking at. */
function toStatus(type: string | undefined): IncomingStatus['status'] | null {
  switch (type) {
    case undefined:
    case '':
    case 'inactive':
      return 'delivered';
    case 'sender':
      return 'sent';
    case 'read':
    case 'read-self':
    case 'played':
    case 'played-self':
      return 'read';
    default:
      return null;
  }
}

/** Whether the server's acknowledgement of a receipt means that it will not deliver the message again. */
export function isDeliveryAcknowledged({ attrs }: BinaryNode): boolean {
  return !['retry', 'read', 'read-self', 'played', 'played-self'].includes(attrs['type'] ?? '');
}
