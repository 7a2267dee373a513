import { isDeepStrictEqual } from 'node:util';
import type { LastDisconnect } from '@erp-whatsapp/shared/channel';
import { DisconnectReason } from 'baileys';
import type {
  ChannelRef,
  CustomerIdentity,
  Lease,
  SessionEvents,
  SessionState,
  WhatsAppSession,
} from '../../domain/ports/whatsapp.ts';
import { type CodeOffer, createCodeOffer } from './codeOffer.ts';
import { type Connection, connect, type WhatsAppNetworkSettings } from './connection.ts';
import { chatJidOf, isLive } from './fromBaileys.ts';
import { toOwnNumber } from './identities.ts';
import { downloadMedia } from './media/download.ts';
import { createNumber, type NumberParts } from './number.ts';
import { createPause } from './pause.ts';
import { createPresence, type Presence } from './presence.ts';
import { reasonOf } from './reasonOf.ts';
import { createBackOff, decideNextStep, type NextStep, otherNumber, storageAway, unlinkedHere } from './reconnect.ts';
import { createRepetitions } from './repetitions.ts';

/** WhatsApp's own times for a QR: the first of a connection, and those after it. In milliseconds. */
const firstQrTime = 60_000;
const laterQrTime = 20_000;
/** How long unlinking waits for a connection, in milliseconds. */
const logoutWait = 10_000;

export type SessionParts = NumberParts & {
  network: WhatsAppNetworkSettings;
  /** How long each QR is shown, in milliseconds; `null` for WhatsApp's own times. */
  qrTime: number | null;
  /** How long a pairing code can be used, in milliseconds. */
  pairingCodeTime: number;
  /** Resolves when the same number's former session has ended. */
  after: Promise<void>;
};

/** One number from its opening to its closing: one connection after the other. */
export function createSession(
  parts: SessionParts,
  bound: ChannelRef & { phoneNumber: string | null; lease: Lease },
  events: SessionEvents,
): WhatsAppSession {
  const { clock, log } = parts;
  const channel: ChannelRef = { workspaceId: bound.workspaceId, channelId: bound.channelId };
  const { channelId } = channel;
  const { lease } = bound;
  const number = createNumber({ ...parts, channel, lease, onFailure }, events);
  const { incoming, outgoing, identities } = number;
  const repetitions = createRepetitions({ ...number, channelId, clock, log });
  const backOff = createBackOff();
  const pause = createPause();
  let connection: Connection | null = null;
  let presence: Presence | null = null;
  let lastState: SessionState | null = null;
  /** The choice made last. A code is for the phone with its number; without one there are QRs. */
  let linkBy: { codePhone: string | null } = { codePhone: null };
  let isStopped = false;
  let isLeaving = false;
  let opened = Promise.withResolvers<void>();
  const running = run();

  return {
    async send(message) {
      const outcome = outgoing.send(connection, message);
      attend(message.to);
      return outcome;
    },

    async fetchMedia(raw, signal) {
      const live = connection;
      if (!live?.isOpen()) return { outcome: 'unknown' };
      try {
        const found = await live.orEnded(downloadMedia(raw, { ...live.media, signal }));
        return 'outcome' in found ? found : { outcome: 'unknown' };
      } catch (error) {
        noteFailure(error);
        return { outcome: 'unknown' };
      }
    },

    async markRead({ customer, whatsappIds }) {
      const remoteJid = identities.chatOf(customer);
      const keys = whatsappIds.map((id) => ({ remoteJid, id, fromMe: false }));
      const isTold = await whenOpen(({ sock }) => sock.readMessages(keys));
      attend(customer);
      return isTold;
    },

    async setTyping({ customer, isTyping }) {
      const jid = identities.chatOf(customer);
      attend(customer);
      await whenOpen(async () => presence?.setTyping(jid, isTyping));
    },

    async requestPairingCode(phoneNumber) {
      linkAnew({ codePhone: phoneNumber });
    },

    async returnToQr() {
      if (linkBy.codePhone !== null) linkAnew({ codePhone: null });
    },

    async close() {
      stop('The session is closed.');
      await running;
      await Promise.all([number.settle(), connection?.gone()]);
    },

    async logout() {
      isLeaving = true;
      const wasLinked = !isStopped && (await number.wasLinked());
      if (wasLinked) await waitForOpen();
      if (connection?.isOpen()) await connection.sock.logout().catch(noteFailure);
      stop('The number is unlinked.');
      await running;
      await number.forget();
      if (wasLinked) tellState({ status: 'logged_out', lastDisconnect: unlinkedHere });
      await number.settle();
    },
  };

  async function run(): Promise<void> {
    await parts.after;
    let lastDisconnect: LastDisconnect | null = null;
    while (!isStopped && lease.isHeld()) {
      tellState({ status: 'connecting', lastDisconnect });
      const { next, stoodFor } = await runConnection().catch(toFailedStart);
      if (isStopped || !lease.isHeld()) return;
      if (next === null) {
        lastDisconnect = null;
        continue;
      }
      if (next.step !== 'again') {
        await end(next);
        return;
      }
      lastDisconnect = next.lastDisconnect;
      tellState({ status: 'connecting', lastDisconnect });
      await pause.wait(backOff.next(stoodFor, next.isAtOnce));
    }
  }

  /** `next`: `null` where another way to link was chosen meanwhile. */
  async function runConnection(): Promise<{ next: NextStep | null; stoodFor: number }> {
    const credentials = await number.prepare().catch((error: unknown) => {
      log.warn({ channelId, reason: reasonOf(error) }, 'the keys of a number can’t be read; it is tried again');
      return null;
    });
    if (!credentials || isStopped) return { next: storageAway, stoodFor: 0 };
    const isLinked = number.isLinked();
    const isForeign = isLinked && !isOwnNumber();
    if (isLinked) linkBy = { codePhone: null };
    const chosen = linkBy;
    const offer = chosen.codePhone === null ? null : offerCode(chosen.codePhone);
    let isQrShown = false;
    let qrTime = parts.qrTime ?? firstQrTime;
    let openedAt: number | null = null;

    const live = connect({
      ...number,
      channelId,
      lease,
      network: parts.network,
      // A code outlives the QRs that Baileys would end the connection after.
      qrTime: offer ? parts.pairingCodeTime : parts.qrTime,
      current: credentials,
      isForeign,
      clock,
      log,
      on: {
        qr(qr) {
          if (offer) {
            void offer.ask(live);
            return;
          }
          isQrShown = true;
          tellState({ status: 'qr_ready', qr, expiresAt: clock.now() + qrTime });
          qrTime = parts.qrTime ?? laterQrTime;
        },
        open() {
          openedAt = clock.elapsed();
          if (isForeign) live.sock.logout().catch(noteFailure);
          else welcome(live);
        },
        mapped: incoming.takeMapping,
        decrypted(message) {
          incoming.takeDecrypted(message);
          if (live.isOpen() && isLive(message)) presence?.watch(chatJidOf(message)).catch(noteFailure);
        },
        unread: incoming.takeUnread,
        upsert: incoming.takeUpsert,
        receipt: incoming.takeReceipt,
        wish: (node) => repetitions.grant(live, node),
        answer(node) {
          const late = outgoing.takeAnswer(node);
          const { from: chatJid, id: whatsappId } = node.attrs;
          if (late) void incoming.takeAnswer({ chatJid, whatsappId }, late);
        },
        presence: (jid, state) => presence?.takePresence(jid, state),
      },
    });
    connection = live;
    presence = createPresence({ sock: live.sock, channelId, onTyping: incoming.takeTyping, log });
    if (isStopped) live.cut(new Error('The session is closed.'));
    const ending = await live.ended;
    presence.close();
    offer?.close();
    log.info({ channelId, code: ending.code, reason: ending.message }, 'a connection to WhatsApp ended');

    const stoodFor = openedAt === null ? 0 : clock.elapsed() - openedAt;
    if (openedAt !== null) opened = Promise.withResolvers();
    if (!number.store.isOpen()) return { next: storageAway, stoodFor };
    if (linkBy !== chosen && !number.isLinked()) return { next: null, stoodFor };
    const failure = offer?.failure();
    if (failure) return { next: failure, stoodFor };
    if (isForeign && ending.code === DisconnectReason.loggedOut) return { next: otherNumber, stoodFor };
    return { next: decideNextStep(ending, { isLinked, isQrShown }), stoodFor };
  }

  /** It did not even begin: nothing that WhatsApp says, but something of ours, such as an address that is none. */
  function toFailedStart(error: unknown): { next: NextStep; stoodFor: number } {
    log.error({ channelId, reason: reasonOf(error) }, 'a connection to WhatsApp could not be made');
    return { next: decideNextStep({ code: 500, message: '' }, { isLinked: true, isQrShown: false }), stoodFor: 0 };
  }

  function welcome(live: Connection): void {
    const own = number.me();
    if (!own) return;
    // Who only connects to be unlinked sends nothing any more.
    if (!isLeaving) tellState({ status: 'active', phoneNumber: toOwnNumber(own) });
    opened.resolve();
    for (const node of incoming.listForDevices()) live.sock.ws.emit('CB:message', node);
    number.tidy().catch(noteFailure);
  }

  async function end({ step, lastDisconnect }: Exclude<NextStep, { step: 'again' }>): Promise<void> {
    // Credentials without a link are good for one try only.
    if (step === 'forget' || !number.isLinked()) await number.forget().catch(noteFailure);
    const isError = step === 'stop' || lastDisconnect.reason === otherNumber.lastDisconnect.reason;
    tellState({ status: isError ? 'error' : 'logged_out', lastDisconnect });
  }

  /** Each change once. */
  function tellState(state: SessionState): void {
    if (isDeepStrictEqual(state, lastState)) return;
    lastState = state;
    void number.teller.tellState(() => events.onState(state));
  }

  /** An agent is at work in this chat. */
  function attend(customer: CustomerIdentity): void {
    if (connection?.isOpen()) presence?.attend(identities.chatOf(customer)).catch(noteFailure);
  }

  function isOwnNumber(): boolean {
    const own = number.me();
    return own === null || bound.phoneNumber === null || toOwnNumber(own) === bound.phoneNumber;
  }

  /** @returns whether the work was done before the connection ended. */
  async function whenOpen(work: (live: Connection) => Promise<void>): Promise<boolean> {
    const live = connection;
    if (!live?.isOpen()) return false;
    try {
      await live.orEnded(work(live));
      return live.isOpen();
    } catch (error) {
      noteFailure(error);
      return false;
    }
  }

  /** On a new connection; a code that was given out before is worth nothing any more. */
  function linkAnew(choice: { codePhone: string | null }): void {
    if (number.isLinked()) return;
    linkBy = choice;
    pause.end();
    connection?.cut(new Error('The number is linked in another way.'));
  }

  function offerCode(phoneNumber: string): CodeOffer {
    return createCodeOffer({
      phoneNumber,
      lifetime: parts.pairingCodeTime,
      isLinked: number.isLinked,
      onCode: (code) => tellState({ status: 'pairing_code_ready', ...code }),
      clock,
    });
  }

  async function waitForOpen(): Promise<void> {
    if (connection?.isOpen()) return;
    pause.end();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, logoutWait);
    await Promise.race([opened.promise, promise, running]);
    clearTimeout(timer);
  }

  function stop(why: string): void {
    isStopped = true;
    pause.end();
    connection?.cut(new Error(why));
  }

  function onFailure(error: unknown): void {
    log.error({ channelId, reason: reasonOf(error) }, 'the keys of a number can’t be stored; its connection is cut');
    connection?.cut(new Error('The keys could not be stored.', { cause: error }));
  }

  function noteFailure(error: unknown): void {
    log.debug({ channelId, reason: reasonOf(error) }, 'a step with WhatsApp failed');
  }
}
