import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import PQueue from 'p-queue';
import type { Domain } from '../domain/createDomain.ts';
import type { Clock, Facts, Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage.ts';
import type { ChannelRef, SendOutcome, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createReceiptSender } from './receipts.ts';
import { createWakeable } from './wakeable.ts';

/** How many conversations of all channels are sent to at the same moment. */
const parallelConversations = 32;
/** Messages of a conversation that are looked up at once. */
const batch = 20;
/** Pauses after a try without an outcome, in milliseconds; the last one repeats. */
const backOff = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
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
  facts: Facts;
  domain: { messages: Pick<Domain['messages'], 'settle'>; contacts: Pick<Domain['contacts'], 'identityOf'> };
  activeSession: (channel: ChannelRef) => WhatsAppSession | null;
  clock: Clock;
  log: Log;
}) {
  const { storage, log } = parts;
  const { messages, contacts } = parts.domain;
  const slots = new PQueue({ concurrency: parallelConversations });
  const retries = new Set<NodeJS.Timeout>();
  let isClosing = false;
  const failures = new Map<string, number>();
  const conversations = createWakeable<ConversationRef>({
    keyOf: ({ conversationId }) => conversationId,
    run: (ref) => slots.add(() => drain(ref)),
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
  const unsubscribe = parts.facts.subscribe(listen);

  return {
    /** Takes no more work and waits up to 3 s for the answers that are due. */
    async close(): Promise<void> {
      unsubscribe();
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
      if (isOutgoing && status === 'pending') conversations.wake({ workspaceId, channelId, conversationId });
    }
    if (fact.name === 'channel:updated' && fact.payload.channel.status === 'active') {
      const ref = { workspaceId, channelId: fact.payload.channel.channelId };
      channels.wake(ref);
      receipts.wake(ref);
    }
    if (fact.name === 'message:updated' && !fact.payload.message.isOutgoing) {
      receipts.wake({ workspaceId, channelId: fact.payload.message.channelId });
    }
  }

  /** Takes up what a restart or a loss of the connection left. */
  async function wakeChannel(ref: ChannelRef): Promise<void> {
    for (const conversationId of await storage.messages.conversationsWithPending(ref)) {
      conversations.wake({ ...ref, conversationId });
    }
  }

  async function drain(ref: ConversationRef): Promise<void> {
    for (;;) {
      if (!parts.activeSession(ref)) return;
      const due = await storage.messages.listPending(ref.workspaceId, ref.conversationId, batch);
      for (const message of due) {
        // Without a connection it rests: becoming active wakes it.
        const session = isClosing ? null : parts.activeSession(ref);
        if (!session) return;
        const outcome = await send(ref, session, message);
        if (!(await settle(ref, message, outcome))) {
          wakeLater(ref);
          return;
        }
        failures.delete(ref.conversationId);
      }
      // What comes after this look wakes it once more.
      if (due.length < batch) return;
    }
  }

  async function send(ref: ChannelRef, session: WhatsAppSession, message: Message): Promise<SendOutcome> {
    const answered = message.replyTo ? await storage.messages.get(ref.workspaceId, message.replyTo) : null;
    return session.send({
      to: await contacts.identityOf(ref.workspaceId, message.customerId),
      whatsappId: message.messageId ?? message.id,
      content: message.content,
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
