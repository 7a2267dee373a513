import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Domain } from '../domain/createDomain.ts';
import { keepLatest } from '../domain/keepLatest.ts';
import { toOutgoingMedia } from '../domain/media/toOutgoing.ts';
import type { FileStorage } from '../domain/ports/files.ts';
import type { Peers } from '../domain/ports/peers.ts';
import type { Clock, Facts, Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef, SendOutcome, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createLanes, type Lane } from './lanes.ts';
import { createReceiptSender } from './receipts.ts';
import { createWakeable } from './wakeable.ts';

/** Messages of a conversation that are looked up at once. */
const batch = 20;
/** Pauses after a try without an outcome, in milliseconds; the last one repeats. */
const backOff = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** Sends that are known at most, so that no message goes out twice because it changed its conversation meanwhile. */
const knownSends = 10_000;
/** How often is looked for what other processes accepted, while they can't tell and otherwise. In milliseconds. */
const alertPause = 500;
const calmPause = 10_000;
/** Numbers that are looked at in one go; where there are more, each waits for its turn. */
const channelsAtOnce = 100;
/** How long ending waits for WhatsApp's answers, in milliseconds. */
const closeWait = 3_000;

type ConversationRef = ChannelRef & { conversationId: string };

/**
 * Sends what is pending: a conversation's messages in order and one at a time, many conversations side by side. What is
 * to be sent is read from storage each time; facts only wake it. A message whose outcome stayed unknown is tried again
 * under the same WhatsApp id.
 */
export function createDispatcher(parts: {
  storage: Pick<Storage, 'messages'>;
  files: Pick<FileStorage, 'open'>;
  facts: Facts;
  domain: {
    messages: Pick<Domain['messages'], 'settle'>;
    contacts: Pick<Domain['contacts'], 'identityOf'>;
    conversations: Pick<Domain['conversations'], 'currentId'>;
  };
  activeSession: (channel: ChannelRef) => WhatsAppSession | null;
  /** The numbers that this process has connected just now. */
  activeChannels: () => ChannelRef[];
  peers: Pick<Peers, 'isAlone' | 'isReachable'>;
  clock: Clock;
  log: Log;
}) {
  const { storage, log } = parts;
  const { messages, contacts } = parts.domain;
  const lanes = createLanes();
  const retries = new Set<NodeJS.Timeout>();
  let isClosing = false;
  const failures = new Map<string, number>();
  /** Conversations in which something that is to be sent may come before what was looked up: it was merged in, or is tried again. */
  const outdated = new Set<string>();
  /** By message and state: whether its outcome came to be known. */
  const sends = new Map<string, Promise<boolean>>();
  const conversations = createWakeable<ConversationRef>({
    keyOf: ({ conversationId }) => conversationId,
    run: sendDue,
    onError: (ref, error) => {
      log.error({ conversationId: ref.conversationId, err: error }, 'sending failed; it is tried again');
      wakeLater(ref);
    },
  });
  const channels = createWakeable<ChannelRef>({
    keyOf: ({ channelId }) => channelId,
    run: wakeChannel,
    onError: ({ channelId }, error) => log.error({ channelId, err: error }, 'looking for pending messages failed'),
  });
  const receipts = createReceiptSender({ ...parts, identityOf: contacts.identityOf });
  const unsubscribers = [parts.facts.subscribe(listen), parts.facts.subscribeElsewhere(listenElsewhere)];
  const stopLooking = parts.peers.isAlone ? null : lookRegularly();

  return {
    /** Takes no more work and waits up to 3 s for the answers that are due. */
    async close(): Promise<void> {
      for (const unsubscribe of unsubscribers) unsubscribe();
      stopLooking?.();
      isClosing = true;
      for (const timer of retries) clearTimeout(timer);
      const ended = Promise.all([conversations.close(), channels.close(), receipts.close()]);
      const { promise: timedOut, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, closeWait);
      await Promise.race([ended, timedOut]);
      clearTimeout(timer);
    },
  };

  function listen(fact: Fact): void {
    const { workspaceId } = fact;
    if (fact.name === 'message:created' || fact.name === 'message:updated') {
      const { isOutgoing, status, channelId, conversationId } = fact.payload.message;
      if (isOutgoing && status === 'pending') {
        if (fact.name === 'message:updated') outdated.add(conversationId);
        conversations.wake({ workspaceId, channelId, conversationId });
      }
    }
    if (fact.name === 'channel:updated' && fact.payload.channel.status === 'active') {
      const ref = { workspaceId, channelId: fact.payload.channel.channelId };
      channels.wake(ref);
      receipts.wake(ref);
    }
    if ((fact.name === 'message:updated' || fact.name === 'message:replaced') && !fact.payload.message.isOutgoing) {
      receipts.wake({ workspaceId, channelId: fact.payload.message.channelId });
    }
  }

  /** What other processes accepted for the numbers that are worked here. */
  function listenElsewhere(fact: Fact): void {
    if (!('message' in fact.payload)) return;
    const { channelId } = fact.payload.message;
    if (parts.activeSession({ workspaceId: fact.workspaceId, channelId })) listen(fact);
  }

  /** The others tell what they accepted only as long as they can be heard; what they could not tell is read. */
  function lookRegularly(): () => void {
    let start = 0;
    const timer = setInterval(() => {
      const active = parts.activeChannels();
      const isCalm = parts.peers.isReachable();
      const count = isCalm ? Math.ceil((active.length * alertPause) / calmPause) : channelsAtOnce;
      // Some at a time, beginning where the last look ended.
      const due = [...active, ...active].slice(start, start + Math.min(count, active.length));
      start = active.length === 0 ? 0 : (start + due.length) % active.length;
      for (const channel of due) {
        channels.wake(channel);
        receipts.wake(channel);
      }
    }, alertPause);
    return () => clearInterval(timer);
  }

  /** Takes up what a restart or a loss of the connection left. */
  async function wakeChannel(ref: ChannelRef): Promise<void> {
    for (const conversationId of await storage.messages.conversationsWithPending(ref)) {
      conversations.wake({ ...ref, conversationId });
    }
  }

  /** Texts and files by turns, as they come in the conversation. */
  async function sendDue(ref: ConversationRef): Promise<void> {
    let lane: Lane | null = 'texts';
    while (lane !== null) {
      lane = await (lane === 'texts'
        ? lanes.texts(() => drain(ref, 'texts'))
        : lanes.files(ref.channelId, () => drain(ref, 'files')));
    }
  }

  /** @returns where it goes on, or `null` where there is nothing to be sent just now */
  async function drain(ref: ConversationRef, lane: Lane): Promise<Lane | null> {
    for (;;) {
      outdated.delete(ref.conversationId);
      if (!parts.activeSession(ref)) return null;
      const due = await storage.messages.listPending(ref.workspaceId, ref.conversationId, batch);
      for (const message of due) {
        if (outdated.has(ref.conversationId)) break;
        const conversationId = parts.domain.conversations.currentId(ref.conversationId);
        if (conversationId !== ref.conversationId) {
          conversations.wake({ ...ref, conversationId });
          return null;
        }
        // Without a connection it rests: becoming active wakes it.
        const session = isClosing ? null : parts.activeSession(ref);
        if (!session) return null;
        const needed = laneOf(ref, message);
        if (needed !== lane) return needed;
        if (!(await sendOnce(ref, session, message))) {
          wakeLater(ref);
          return null;
        }
        failures.delete(ref.conversationId);
        // After each of its files another conversation's turn comes.
        if (lane === 'files') return 'texts';
      }
      // What comes after this look wakes it once more.
      if (due.length < batch && !outdated.has(ref.conversationId)) return null;
    }
  }

  function laneOf({ workspaceId }: ChannelRef, message: Message): Lane {
    return toOutgoingMedia(parts.files, workspaceId, message) === null ? 'texts' : 'files';
  }

  /**
   * Two conversations that become one may both have looked at the same message: it goes out once, and each waits for what
   * becomes of it before it goes on.
   */
  function sendOnce(ref: ChannelRef, session: WhatsAppSession, message: Message): Promise<boolean> {
    const state = `${message.id} ${message.seq}`;
    const known = sends.get(state);
    if (known !== undefined) return known;
    const sent = sendAndSettle(ref, session, message).catch((error: unknown) => {
      sends.delete(state);
      throw error;
    });
    keepLatest(sends, [state, sent], knownSends);
    return sent;
  }

  async function sendAndSettle(ref: ChannelRef, session: WhatsAppSession, message: Message): Promise<boolean> {
    const isSettled = await settle(ref, message, await send(ref, session, message));
    if (!isSettled) sends.delete(`${message.id} ${message.seq}`);
    return isSettled;
  }

  async function send(ref: ChannelRef, session: WhatsAppSession, message: Message): Promise<SendOutcome> {
    const answered = message.replyTo ? await storage.messages.get(ref.workspaceId, message.replyTo) : null;
    return session.send({
      to: await contacts.identityOf(ref.workspaceId, message.customerId),
      whatsappId: message.messageId ?? message.id,
      content: message.content,
      media: toOutgoingMedia(parts.files, ref.workspaceId, message),
      replyToWhatsappId: answered?.messageId ?? null,
    });
  }

  async function settle(ref: ChannelRef, message: Message, outcome: SendOutcome): Promise<boolean> {
    switch (outcome.outcome) {
      case 'accepted':
        await messages.settle(ref.workspaceId, message, { status: 'sent', error: null, at: outcome.at });
        return true;
      case 'rejected':
        await messages.settle(ref.workspaceId, message, {
          status: 'failed',
          error: { code: outcome.code, message: outcome.message },
          at: parts.clock.now(),
        });
        return true;
      case 'unknown':
        return false;
    }
  }

  function wakeLater(ref: ConversationRef): void {
    const failedBefore = failures.get(ref.conversationId) ?? 0;
    failures.set(ref.conversationId, failedBefore + 1);
    const pause = backOff[Math.min(failedBefore, backOff.length - 1)];
    const timer = setTimeout(() => {
      retries.delete(timer);
      conversations.wake(ref);
    }, pause);
    retries.add(timer);
  }
}
