import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import { type BinaryNode, isLidUser, jidNormalizedUser, type proto, type WASocket } from 'baileys';
import type { Clock } from '../../domain/ports/runtime.ts';
import type {
  ChannelRef,
  CustomerIdentity,
  OutgoingMedia,
  OutgoingMessage,
  SendOutcome,
} from '../../domain/ports/whatsapp.ts';
import type { Connection } from './connection.ts';
import { type Identities, type OwnIdentity, toJid } from './identities.ts';
import type { MediaLine } from './media/hosts.ts';
import { UploadRefused } from './media/patience.ts';
import { createUploads } from './media/uploads.ts';
import { toEnding } from './reconnect.ts';
import { toMoment } from './toMoment.ts';

/** How long the server's answer to a sent message is waited for, in milliseconds. */
const answerWait = 20_000;
/** How long a number that is not on WhatsApp is believed not to be, in milliseconds. */
const absenceLifetime = 5 * 60_000;

/** A message of a chat as it is stored. */
export type StoredMessage = {
  isOwn: boolean;
  content: string;
  media?: OutgoingMedia | null;
  replyToWhatsappId: string | null;
};

/** Finds what was said in the chat with a customer: to say it again to a device that could not read it, and to quote it. */
export type FindMessage = (
  channel: ChannelRef,
  key: { customer: CustomerIdentity; whatsappId: string },
) => Promise<StoredMessage | null>;

export type OutgoingParts = {
  channel: ChannelRef;
  identities: Identities;
  findMessage: FindMessage;
  me: () => OwnIdentity | null;
  clock: Clock;
};

/** What of a connection an answer is waited for on. */
type Line = Pick<Connection, 'isOpen' | 'orEnded'>;

/** `absent`: there is nobody to give it to. */
type Given = 'given' | 'absent';

export type Answer = Exclude<SendOutcome, { outcome: 'unknown' }>;

/** Sends a number's messages and waits for the server's word on each. */
export function createOutgoing({ channel, identities, findMessage, me, clock }: OutgoingParts) {
  const waiting = new Map<string, Set<(answer: Answer) => void>>();
  const handingOver = new Map<string, Promise<SendOutcome>>();
  const presentNumbers = new Set<string>();
  const absentUntil = new Map<string, number>();
  const uploads = createUploads(clock);

  return {
    async send(connection: Connection | null, message: OutgoingMessage): Promise<SendOutcome> {
      if (!connection?.isOpen()) return { outcome: 'unknown' };
      const composed = await composeFor(connection, message);
      if ('outcome' in composed) return composed;
      const { content } = composed;
      return handOver(connection, message.whatsappId, () => relay(connection.sock, message, content));
    },

    handOver,

    /** Takes the server's acknowledgement of a message. @returns what it says when nobody waits for it. */
    takeAnswer({ attrs }: BinaryNode): Answer | null {
      const { id, error, t } = attrs;
      const answer: Answer = error
        ? { outcome: 'rejected', ...toRejection(error) }
        : { outcome: 'accepted', at: toMoment(t, clock.now()) };
      const waiters = waiting.get(id ?? '');
      for (const resolve of waiters ?? []) resolve(answer);
      return waiters ? null : answer;
    },

    /** Ends what is on its way to WhatsApp's media host. */
    close: uploads.close,

    /** What a customer's device that could not read a message is sent again. */
    async findSent(
      line: MediaLine,
      { chatJid, whatsappId }: { chatJid: string; whatsappId: string },
    ): Promise<proto.IMessage | undefined> {
      const customer = await identities.identify(chatJid);
      const found = customer && (await findMessage(channel, { customer, whatsappId }));
      if (!customer || !found?.isOwn) return undefined;
      return compose(line, { to: customer, whatsappId, ...found });
    },
  };

  /**
   * Gives WhatsApp a message and waits for its word on it. Of one id one after another: answers name nothing else, and
   * could not be told apart.
   */
  function handOver(connection: Line, whatsappId: string, give: () => Promise<Given>): Promise<SendOutcome> {
    const before = handingOver.get(whatsappId) ?? Promise.resolve();
    const outcome = before.then(() => giveAndWait(connection, whatsappId, give));
    handingOver.set(whatsappId, outcome);
    return outcome.finally(() => {
      if (handingOver.get(whatsappId) === outcome) handingOver.delete(whatsappId);
    });
  }

  /** Never rejects. */
  async function giveAndWait(connection: Line, whatsappId: string, give: () => Promise<Given>): Promise<SendOutcome> {
    if (!connection.isOpen()) return { outcome: 'unknown' };
    const answer = awaitAnswer(whatsappId);
    try {
      const given = await connection.orEnded(give());
      if (given === 'absent') {
        return { outcome: 'rejected', code: 'NOT_ON_WHATSAPP', message: 'This number is not on WhatsApp.' };
      }
      if (given !== 'given') return { outcome: 'unknown' };
      return await answer.within(answerWait, connection);
    } catch (error) {
      return connection.isOpen() ? toFailedRelay(error) : { outcome: 'unknown' };
    } finally {
      answer.stop();
    }
  }

  function awaitAnswer(whatsappId: string) {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const waiters = waiting.get(whatsappId) ?? new Set();
    waiting.set(whatsappId, waiters.add(resolve));
    return {
      async within(duration: number, connection: Line): Promise<SendOutcome> {
        const unknown = Promise.withResolvers<SendOutcome>();
        const timer = setTimeout(() => unknown.resolve({ outcome: 'unknown' }), duration);
        try {
          const first = await connection.orEnded(Promise.race([promise, unknown.promise]));
          return 'outcome' in first ? first : { outcome: 'unknown' };
        } finally {
          clearTimeout(timer);
        }
      },
      stop() {
        waiters.delete(resolve);
        if (waiters.size === 0) waiting.delete(whatsappId);
      },
    };
  }

  async function relay(sock: WASocket, message: OutgoingMessage, content: proto.IMessage): Promise<Given> {
    if (!(await isOnWhatsApp(sock, message.to))) return 'absent';
    await sock.relayMessage(toJid(message.to), content, { messageId: message.whatsappId });
    return 'given';
  }

  /** Asked once a number: one that has a LID, or was seen, is there. Where no answer comes it is tried. */
  async function isOnWhatsApp(sock: WASocket, { phoneNumber, lid }: CustomerIdentity): Promise<boolean> {
    if (phoneNumber === null || lid !== null || presentNumbers.has(phoneNumber)) return true;
    if ((absentUntil.get(phoneNumber) ?? 0) > clock.elapsed()) return false;
    const known = await identities.identify(toJid({ phoneNumber, lid }));
    const found = known?.lid
      ? true
      : (await sock.onWhatsApp(toJid({ phoneNumber, lid })))?.some(({ exists }) => exists);
    if (found === false) absentUntil.set(phoneNumber, clock.elapsed() + absenceLifetime);
    else presentNumbers.add(phoneNumber);
    return found !== false;
  }

  /** What WhatsApp is given for a message: a file goes there before it. */
  async function composeFor(
    connection: Connection,
    message: OutgoingMessage,
  ): Promise<{ content: proto.IMessage } | SendOutcome> {
    if (!message.media) return { content: await compose(connection.media, message) };
    try {
      const composing = compose(connection.media, message).then((content) => ({ content }));
      const composed = await connection.orEnded(composing);
      return 'content' in composed ? composed : { outcome: 'unknown' };
    } catch (error) {
      if (!(error instanceof UploadRefused)) return { outcome: 'unknown' };
      return { outcome: 'rejected', code: 'WHATSAPP_REJECTED', message: error.message };
    }
  }

  async function compose(line: MediaLine, message: OutgoingMessage): Promise<proto.IMessage> {
    const { whatsappId, content, media } = message;
    const contextInfo = await quote(message);
    if (media) return withContext(await uploads.prepare(line, { whatsappId, content, media }), contextInfo);
    return contextInfo ? { extendedTextMessage: { text: content, contextInfo } } : { conversation: content };
  }

  async function quote({ to, replyToWhatsappId }: OutgoingMessage): Promise<proto.IContextInfo | null> {
    if (replyToWhatsappId === null) return null;
    const quoted = await findMessage(channel, { customer: to, whatsappId: replyToWhatsappId });
    if (!quoted) return null;
    const chatJid = toJid(to);
    const own = me();
    const ownJid = isLidUser(chatJid) ? own?.lid : own?.id;
    return {
      stanzaId: replyToWhatsappId,
      participant: quoted.isOwn ? jidNormalizedUser(ownJid ?? undefined) : chatJid,
      quotedMessage: toQuoted(quoted),
    };
  }
}

/** What is shown of a message above its answer. */
function toQuoted({ content, media }: StoredMessage): proto.IMessage {
  switch (media?.kind) {
    case 'image':
      return { imageMessage: { mimetype: media.mimeType, caption: content } };
    case 'document':
      return { documentMessage: { mimetype: media.mimeType, fileName: media.fileName, caption: content } };
    case undefined:
      return { conversation: content };
  }
}

/** A file's message that answers another one. */
function withContext(message: proto.IMessage, contextInfo: proto.IContextInfo | null): proto.IMessage {
  if (contextInfo === null) return message;
  const { imageMessage, documentMessage } = message;
  return imageMessage
    ? { imageMessage: { ...imageMessage, contextInfo } }
    : { documentMessage: { ...documentMessage, contextInfo } };
}

export type Outgoing = ReturnType<typeof createOutgoing>;

/** Failures that say nothing about the message itself: time ran out, or the connection did. */
const passing = new Set([408, 428, 429, 440, 503, 515]);

function toFailedRelay(error: unknown): SendOutcome {
  // The connection breaks a moment before anybody is told of its end.
  const isOfConnection = error instanceof Error && 'syscall' in error;
  const { code } = toEnding(error);
  if (isOfConnection || passing.has(code)) return { outcome: 'unknown' };
  return {
    outcome: 'rejected',
    code: 'WHATSAPP_REJECTED',
    message: 'WhatsApp gave no way to reach this customer. Try again later.',
  };
}

/** The codes in the server's acknowledgements; those not known here are told by their number. */
function toRejection(error: string): { code: ErrorCode; message: string } {
  switch (error) {
    case '404':
      return { code: 'NOT_ON_WHATSAPP', message: 'This number is not on WhatsApp.' };
    case '429':
      return {
        code: 'RATE_LIMITED',
        message: 'WhatsApp takes no more messages from this number just now. Try again later.',
      };
    case '463':
      return {
        code: 'WHATSAPP_REJECTED',
        message:
          'WhatsApp does not let this number start new chats just now. The customer can write first, or try again later.',
      };
    case '479':
      return {
        code: 'WHATSAPP_REJECTED',
        message: 'WhatsApp could not deliver the message to the customer’s devices. Try again.',
      };
    default:
      return { code: 'WHATSAPP_REJECTED', message: `WhatsApp refused the message (code ${error}).` };
  }
}
