import { type BinaryNode, jidNormalizedUser, type LIDMapping, proto, type WAMessage } from 'baileys';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { SessionEvents } from '../../domain/ports/whatsapp.ts';
import {
  fromDecrypted,
  fromUnread,
  type ReceivedMessage,
  toIncoming,
  toMessageKey,
  toPlaceholder,
} from './fromBaileys.ts';
import { type Identities, isSelf, type OwnIdentity } from './identities.ts';
import type { Decrypted, Journal } from './journal.ts';
import type { Answer } from './outgoing.ts';
import { reasonOf } from './reasonOf.ts';
import { readReceipt } from './receipts.ts';
import type { Teller } from './teller.ts';
import { toMoment } from './toMoment.ts';

/** So many of the messages told last are known again when Baileys tells them, too. */
const recentlyTold = 2_000;

export type IncomingParts = {
  channelId: string;
  events: SessionEvents;
  teller: Teller;
  identities: Identities;
  journal: Pick<Journal, 'markStored'>;
  me: () => OwnIdentity | null;
  clock: Clock;
  log: Log;
};

/**
 * Everything that comes from WhatsApp, on its way to the domain. Messages are taken where they are decrypted, not from
 * Baileys' events: those are buffered, and gone when the socket ends.
 */
export function createIncoming({ channelId, events, teller, identities, journal, me, clock, log }: IncomingParts) {
  const told = new Set<string>();
  /** What devices tell each other, until Baileys has worked on it. */
  const forDevices = new Map<string, Decrypted>();

  return {
    /** `isRecovered`: it was decrypted by a former process, or before a loss of the store. */
    takeDecrypted(decrypted: Decrypted, isRecovered = false): void {
      const own = me();
      const received = own && read(decrypted, own);
      if (!received) return;
      remember(received.key);
      if (received.isForDevices) {
        forDevices.set(received.key, decrypted);
        return;
      }
      void tell(isRecovered ? { ...received, isLive: false } : received).then((isStored) => {
        if (isStored) journal.markStored(decrypted.hash);
      });
    },

    /**
     * A message that can't be read gets a placeholder in its place; what it says comes later under the same id, or never.
     * @returns whether that is stored now, so that WhatsApp may be told to forget it
     */
    async takeUnread(stanza: BinaryNode): Promise<boolean> {
      const own = me();
      const received = own && readUnread(stanza, own);
      if (!received || received.isForDevices) return true;
      return tell(received, toPlaceholder);
    },

    /**
     * What Baileys tells of messages: the sign that it has worked on what was for devices, and the few that it gets in
     * other ways, such as a repetition by the phone of what the server could not give, or a missed call.
     */
    takeUpsert(messages: WAMessage[]): void {
      for (const message of messages) {
        const key = toMessageKey(message);
        const done = forDevices.get(key);
        if (done) {
          forDevices.delete(key);
          journal.markStored(done.hash);
        }
        const isUnread = message.messageStubType === proto.WebMessageInfo.StubType.CIPHERTEXT;
        if (told.has(key) || isUnread) continue;
        remember(key);
        void tell({ key, message, isForDevices: false, isLive: true, isRepeated: false });
      }
    },

    /** What is for devices and was not worked on before the last connection ended. */
    listForDevices: (): BinaryNode[] => [...forDevices.values()].map(({ stanza }) => stanza),

    /** @returns whether all that the receipt says is stored now. */
    async takeReceipt(node: BinaryNode): Promise<boolean> {
      const own = me();
      const receipt = own && readReceipt(node, own);
      if (!receipt) return true;
      const { chatJid, whatsappIds, isOwn, status } = receipt;
      const at = toMoment(receipt.seconds, clock.now());
      return teller.tell(namesOf(chatJid), async () => {
        const customer = await identities.identify(chatJid);
        if (!customer) return;
        for (const whatsappId of whatsappIds) {
          await events.onStatus({ customer, whatsappId, isOwn, status, error: null, at });
        }
      });
    },

    /**
     * WhatsApp's word on a message that was handed over. @param transmittedAt when, in milliseconds, if that is known
     * @returns whether it is stored now
     */
    async takeAnswer(
      { chatJid, whatsappId }: { chatJid: string | undefined; whatsappId: string | undefined },
      answer: Answer,
      transmittedAt?: number,
    ): Promise<boolean> {
      if (!whatsappId) return true;
      const what =
        answer.outcome === 'accepted'
          ? { status: 'sent' as const, error: null, at: answer.at }
          : { status: 'failed' as const, error: { code: answer.code, message: answer.message }, at: clock.now() };
      return teller.tell(namesOf(chatJid), async () => {
        const customer = await identities.identify(chatJid);
        if (customer) await events.onStatus({ customer, whatsappId, isOwn: true, ...what, transmittedAt });
      });
    },

    /** What Baileys learns of who is who beside messages, as when somebody is written to for the first time. */
    takeMapping({ pn, lid }: LIDMapping): void {
      const own = me();
      if (!own || isSelf(pn, own)) return;
      void teller.tell(namesOf(pn, lid), async () => {
        const customer = await identities.identify(pn, lid);
        if (customer) await events.onIdentity(customer);
      });
    },

    /** Typing is of the moment: where it can't be told it is not told later. */
    takeTyping(jid: string, isTyping: boolean): void {
      void teller.tell(namesOf(jid), async () => {
        try {
          const customer = await identities.identify(jidNormalizedUser(jid));
          if (customer) await events.onTyping({ customer, isTyping });
        } catch (error) {
          log.debug({ channelId, reason: reasonOf(error) }, 'typing could not be told');
        }
      });
    },
  };

  function read(decrypted: Decrypted, own: OwnIdentity): ReceivedMessage | null {
    try {
      return fromDecrypted(decrypted, own);
    } catch (error) {
      // It stays in the journal for its 30 days, for whoever looks into it.
      log.error({ channelId, reason: reasonOf(error) }, 'a decrypted message can’t be read');
      return null;
    }
  }

  function readUnread(stanza: BinaryNode, own: OwnIdentity): ReceivedMessage | null {
    try {
      return fromUnread(stanza, own);
    } catch (error) {
      log.warn({ channelId, reason: reasonOf(error) }, 'a stanza that can’t be read is no message');
      return null;
    }
  }

  function tell(received: ReceivedMessage, read: typeof toIncoming = toIncoming): Promise<boolean> {
    const { remoteJid, remoteJidAlt } = received.message.key;
    return teller.tell(namesOf(remoteJid, remoteJidAlt), async () => {
      const own = me();
      const incoming = own && (await read(received, identities, own));
      if (incoming) await events.onMessage(incoming);
      else log.debug({ channelId }, 'a message that is not for people was left out');
    });
  }

  function remember(key: string): void {
    told.add(key);
    const oldest = told.values().next();
    if (told.size > recentlyTold && oldest.value !== undefined) told.delete(oldest.value);
  }
}

/** The names of a chat that are given: most messages bear both of the customer's. */
function namesOf(...jids: (string | null | undefined)[]): string[] {
  return jids.flatMap((jid) => (jid ? [jidNormalizedUser(jid)] : []));
}

export type Incoming = ReturnType<typeof createIncoming>;
