import {
  type BinaryNode,
  decodeMessageNode,
  getBinaryNodeChildren,
  jidNormalizedUser,
  proto,
  unpadRandomMax16,
  type WAMessage,
} from 'baileys';
import type { IncomingMessage } from '../../domain/ports/whatsapp.ts';
import { type Content, describeSilence, describeUnread, readContent } from './content.ts';
import { type Identities, isPerson, isSelf, type OwnIdentity } from './identities.ts';
import type { Decrypted } from './journal.ts';

/**
 * A message as it is before it is looked at: of a decrypted stanza, or of one that Baileys got in another way.
 * `isForDevices`: what the business's own devices tell each other.
 */
export type ReceivedMessage = {
  /** Unlike the id alone, it is of one chat and direction. */
  key: string;
  message: WAMessage;
  isForDevices: boolean;
  isLive: boolean;
  /** It came before and could not be read then. */
  isRepeated: boolean;
};

/** @throws Error when the plaintext is no message. */
export function fromDecrypted({ stanza, plaintext }: Decrypted, me: OwnIdentity): ReceivedMessage {
  const { fullMessage } = decodeMessageNode(stanza, me.id, me.lid ?? '');
  const content = proto.Message.decode(unpadRandomMax16(plaintext));
  const message: WAMessage = { ...fullMessage, message: content.deviceSentMessage?.message ?? content };
  return {
    key: toMessageKey(message),
    message,
    isForDevices: isBetweenDevices(stanza, message, me),
    isLive: isLive({ stanza }),
    isRepeated: getBinaryNodeChildren(stanza, 'enc').some(({ attrs }) => attrs['count'] !== undefined),
  };
}

/**
 * A message that came and can't be read, as the stanza it came in tells of it. What it says may follow under the same id.
 * @throws Error when the stanza is no message.
 */
export function fromUnread(stanza: BinaryNode, me: OwnIdentity): ReceivedMessage {
  const { fullMessage: message } = decodeMessageNode(stanza, me.id, me.lid ?? '');
  return {
    key: toMessageKey(message),
    message,
    isForDevices: isBetweenDevices(stanza, message, me),
    isLive: isLive({ stanza }),
    isRepeated: false,
  };
}

function isBetweenDevices(stanza: BinaryNode, { key }: WAMessage, me: OwnIdentity): boolean {
  return stanza.attrs['category'] === 'peer' || (key.fromMe === true && isSelf(key.remoteJid, me));
}

/** Whether it came as it was written, and had not waited for the number to connect. */
export function isLive({ stanza }: Pick<Decrypted, 'stanza'>): boolean {
  return stanza.attrs['offline'] === undefined;
}

/** The chat that a message belongs to, whoever of the two wrote it. */
export function chatJidOf({ stanza }: Pick<Decrypted, 'stanza'>): string {
  return jidNormalizedUser(stanza.attrs['recipient'] ?? stanza.attrs['from']);
}

/** Names a message within its channel, the same for a stanza and for what Baileys makes of it. */
export function toMessageKey({ key }: Pick<WAMessage, 'key'>): string {
  return `${jidNormalizedUser(key.remoteJid ?? '')} ${key.fromMe === true} ${key.id ?? ''}`;
}

/** @returns `null` for what is not for people, or not of a chat with a customer. */
export async function toIncoming(
  { message, isLive, isRepeated }: Pick<ReceivedMessage, 'message' | 'isLive' | 'isRepeated'>,
  identities: Identities,
  me: OwnIdentity,
): Promise<IncomingMessage | null> {
  const read = readMissedCall(message) ?? (message.message ? readContent(message.message) : null);
  // Somebody waits for it.
  const content = read ?? (isRepeated ? describeSilence() : null);
  return content && compose({ message, isLive, ...content, isPlaceholder: false }, identities, me);
}

/** What stands in the place of a message that can't be read (yet). @returns `null` as {@link toIncoming}. */
export async function toPlaceholder(
  { message, isLive }: Pick<ReceivedMessage, 'message' | 'isLive'>,
  identities: Identities,
  me: OwnIdentity,
): Promise<IncomingMessage | null> {
  const content = describeUnread(message.key.fromMe === true);
  return compose({ message, isLive, ...content, isPlaceholder: true }, identities, me);
}

async function compose(
  { message, isLive, ...what }: Pick<ReceivedMessage, 'message' | 'isLive'> & Content & { isPlaceholder: boolean },
  identities: Identities,
  me: OwnIdentity,
): Promise<IncomingMessage | null> {
  const { key, pushName } = message;
  const chatJid = key.remoteJid ?? undefined;
  if (!chatJid || !key.id || !isPerson(chatJid) || isSelf(chatJid, me)) return null;
  // Of a message of our own the other name given may be our own too.
  const alt = isSelf(key.remoteJidAlt, me) ? null : key.remoteJidAlt;
  const customer = await identities.identify(chatJid, alt);
  if (!customer) return null;
  identities.rememberChat(customer, jidNormalizedUser(chatJid));
  const isOwn = key.fromMe === true;
  return {
    customer,
    pushName: isOwn ? null : (pushName ?? null),
    whatsappId: key.id,
    isOwn,
    ...what,
    sentAt: Number(message.messageTimestamp ?? 0) * 1000,
    isLive,
  };
}

function readMissedCall({ messageStubType }: WAMessage): Content | null {
  const { CALL_MISSED_VOICE, CALL_MISSED_VIDEO } = proto.WebMessageInfo.StubType;
  if (messageStubType !== CALL_MISSED_VOICE && messageStubType !== CALL_MISSED_VIDEO) return null;
  const content = messageStubType === CALL_MISSED_VIDEO ? 'Missed video call' : 'Missed call';
  return { messageType: 'system', content, replyToWhatsappId: null, raw: null };
}
