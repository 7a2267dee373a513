import { type BinaryNode, extractE2ESessionFromRetryReceipt, jidDecode, type proto, type WASocket } from 'baileys';
import PQueue from 'p-queue';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { SendOutcome } from '../../domain/ports/whatsapp.ts';
import type { Connection } from './connection.ts';
import type { OwnIdentity } from './identities.ts';
import type { Incoming } from './incoming.ts';
import type { Outgoing } from './outgoing.ts';
import { reasonOf } from './reasonOf.ts';
import { readWish, type Wish } from './receipts.ts';

/** How often one device gets a message again, as in Baileys. */
const mostRepetitions = 5;
/**
 * How long a session that was renewed for a device serves all that it asks for, in milliseconds. libsignal keeps 40
 * sessions with a device. Each renewal takes one, and a device that gets nothing on the new ones goes on with an old one.
 */
const renewalLifetime = 60_000;
/** Pauses between tries without an outcome, in milliseconds. After that it waits for the next connection. */
const pauses = [250, 2_000, 30_000];

export type RepetitionParts = {
  channelId: string;
  outgoing: Outgoing;
  incoming: Pick<Incoming, 'takeAnswer'>;
  me: () => OwnIdentity | null;
  clock: Clock;
  log: Log;
};

/**
 * Sends messages again to devices that could not read them. Baileys would do that, but it tells WhatsApp to forget the
 * wish whatever becomes of it, and a repetition that did not get through, or was refused, would be lost in silence.
 */
export function createRepetitions({ channelId, outgoing, incoming, me, clock, log }: RepetitionParts) {
  // Each renews the session with its device.
  const giving = new PQueue({ concurrency: 1 });
  const renewedAt = new Map<string, number>();

  return {
    /**
     * Grants what a retry receipt asks for. @returns whether WhatsApp may forget it: there is nothing to send, or its word
     * on the repetition is stored. Else it asks again with the next connection. Never rejects.
     */
    async grant(connection: Connection, node: BinaryNode): Promise<boolean> {
      const own = me();
      if (!own) return false;
      const wish = readWish(node, own);
      if (!wish) return true;
      for (const pause of [...pauses, null]) {
        try {
          const isSettled = await settle(connection, node, wish);
          if (isSettled) return true;
        } catch (error) {
          log.warn({ channelId, reason: reasonOf(error) }, 'a message could not be sent again yet');
        }
        if (pause !== null) await rest(connection, pause);
        if (!connection.isLive()) break;
      }
      return false;
    },
  };

  async function settle(connection: Connection, node: BinaryNode, wish: Wish): Promise<boolean> {
    const { chatJid, whatsappId } = wish;
    const message = await outgoing.findSent(connection.media, { chatJid, whatsappId });
    if (!message) return true;
    if (wish.count > mostRepetitions) return tell(wish, unreadable);
    let transmittedAt: number | undefined;
    const outcome = await outgoing.handOver(connection, whatsappId, async () => {
      await giving.add(async () => {
        transmittedAt = clock.now();
        await renewSession(connection.sock, node, wish);
        await repeat(connection.sock, wish, message);
      });
      return 'given';
    });
    if (outcome.outcome === 'unknown') return false;
    return tell(wish, outcome, transmittedAt);
  }

  /** Where the device asks once more for the same message, the session that was renewed for it was of no use. */
  async function renewSession(sock: WASocket, node: BinaryNode, { askerJid, count }: Wish): Promise<void> {
    const isFresh = clock.elapsed() - (renewedAt.get(askerJid) ?? Number.NEGATIVE_INFINITY) < renewalLifetime;
    if (isFresh && count === 1) return;
    const session = extractE2ESessionFromRetryReceipt(node);
    if (session) await sock.signalRepository.injectE2ESession({ jid: askerJid, session });
    else await sock.assertSessions([askerJid], true);
    renewedAt.set(askerJid, clock.elapsed());
    for (const [jid, at] of renewedAt) if (clock.elapsed() - at >= renewalLifetime) renewedAt.delete(jid);
  }

  /** What the business's own device is refused says nothing about the customer's. */
  async function tell(
    { chatJid, whatsappId, isFromSelf }: Wish,
    answer: Exclude<SendOutcome, { outcome: 'unknown' }>,
    transmittedAt?: number,
  ): Promise<boolean> {
    if (isFromSelf && answer.outcome === 'rejected') return true;
    return incoming.takeAnswer({ chatJid, whatsappId }, answer, transmittedAt);
  }
}

const unreadable = {
  outcome: 'rejected',
  code: 'WHATSAPP_REJECTED',
  message: 'A device of the customer could not read the message. Send it as a new one.',
} as const;

/** To a phone as to all, since others may have lost the session with it; to another device alone. */
async function repeat(
  sock: WASocket,
  { chatJid, askerJid, whatsappId, count }: Wish,
  message: proto.IMessage,
): Promise<void> {
  const isPhone = !jidDecode(askerJid)?.device;
  await sock.relayMessage(chatJid, message, {
    messageId: whatsappId,
    ...(isPhone ? { useUserDevicesCache: false } : { participant: { jid: askerJid, count } }),
  });
}

/** Ends early when the connection does. */
async function rest(connection: Connection, duration: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, duration);
  await connection.orEnded(promise);
  clearTimeout(timer);
}
