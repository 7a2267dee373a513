import { canTakeOn, type Message } from '@erp-whatsapp/shared/message';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { SeenMessage, StatusChange, WhatsAppMessageKey } from '../ports/storage/messages.ts';
import type { ChannelRef, IncomingStatus } from '../ports/whatsapp.ts';
import { createRecall } from '../recall.ts';
import { openConversation } from './openConversation.ts';

/** What becomes of messages. A status only moves forward, and one that comes before its message waits for it. */
export function createStatuses(parts: Pick<DomainParts, 'storage' | 'facts' | 'clock' | 'ids'>, nouns: Nouns) {
  const { storage, facts } = parts;
  // A receipt comes moments after the send, and the next one moments later.
  const known = createRecall<SeenMessage>(parts.clock.elapsed);

  facts.subscribeElsewhere((fact) => {
    if (!('message' in fact.payload)) return;
    const { message } = fact.payload;
    if (message.messageId !== null) known.forget(toName({ ...message, whatsappId: message.messageId }));
  });

  return {
    /** Takes WhatsApp's word on a message of the business. */
    async applyStatus(channel: ChannelRef, incoming: IncomingStatus): Promise<void> {
      const { workspaceId, channelId } = channel;
      const contact = await nouns.contacts.recognise(workspaceId, incoming.customer);
      const conversation = await openConversation({ ...parts, ...nouns }, channel, contact);
      const key: WhatsAppMessageKey = {
        channelId,
        conversationId: conversation.id,
        isOutgoing: incoming.isOwn,
        whatsappId: incoming.whatsappId,
      };
      const { status, error, at, transmittedAt } = incoming;
      const change = { status, error, at, transmittedAt };
      await nouns.conversationDirectory.run(conversation, ({ id: conversationId }) =>
        applyOrKeep(workspaceId, { ...key, conversationId }, change),
      );
    },

    applyEarly,

    /** Has a failed message of ours sent again, under the same id. @returns it as it is then */
    retry(workspaceId: string, message: Message): Promise<Message> {
      return nouns.conversationQueue.run(message.conversationId, () => retry(workspaceId, message));
    },

    /** What became of sending a message. @returns `null` when it was that far already. */
    settle(workspaceId: string, message: Message, change: Omit<StatusChange, 'seq'>): Promise<Message | null> {
      return nouns.conversationQueue.run(message.conversationId, () => settle(workspaceId, message, change));
    },
  };

  async function applyOrKeep(
    workspaceId: string,
    key: WhatsAppMessageKey,
    change: Omit<StatusChange, 'seq'>,
  ): Promise<void> {
    const message = await known.get(toName(key), async () => {
      const found = await storage.messages.findByWhatsappId(workspaceId, key);
      return found && toSeen(found);
    });
    if (message) {
      const isApplied = (await settle(workspaceId, message, change)) || !canTakeOn(message, change);
      if (isApplied || (await storage.messages.get(workspaceId, message.id))) return;
      // Another process found that it is the same as one of another conversation, and kept that one.
      known.forget(toName(key));
      await applyOrKeep(workspaceId, key, change);
      return;
    }
    await storage.messages.keepEarlyStatus(workspaceId, key, change);
    // Another process may have stored it between the look and the keeping: then nobody else would pick this up.
    const stored = await storage.messages.findByWhatsappId(workspaceId, key);
    if (stored) await applyEarly(workspaceId, key, stored);
    // Where another process has merged the conversation, nobody would look for it here.
    else await nouns.merging.gather(workspaceId, key.conversationId);
  }

  /** What was kept is forgotten only when it has been applied. */
  async function applyEarly(workspaceId: string, key: WhatsAppMessageKey, stored: Message): Promise<void> {
    const early = await storage.messages.listEarlyStatuses(workspaceId, key);
    let message = stored;
    for (const change of early) message = (await settle(workspaceId, message, change)) ?? message;
    if (early.length > 0) {
      await storage.messages.forgetEarlyStatuses(
        workspaceId,
        key,
        early.map(({ status }) => status),
      );
    }
  }

  async function retry(workspaceId: string, found: Message): Promise<Message> {
    const at = parts.clock.now();
    const retried = await nouns.changes.write(workspaceId, 1, async (seq) => {
      const message = await renew(workspaceId, await storage.messages.retry(workspaceId, found.id, { at, seq }), seq);
      if (message) tell(workspaceId, message);
      return message;
    });
    // It is on its way already, or gone: asked twice, it is sent once.
    return retried ?? (await storage.messages.get(workspaceId, found.id)) ?? found;
  }

  /** Moves a message's status forward and tells everyone. To be called within the conversation's queue. */
  async function settle(
    workspaceId: string,
    seen: SeenMessage,
    change: Omit<StatusChange, 'seq'>,
  ): Promise<Message | null> {
    // Most are told more than once.
    if (!canTakeOn(seen, change)) return null;
    const { id } = seen;
    return nouns.changes.write(workspaceId, 1, async (seq) => {
      const advanced = await storage.messages.advanceStatus(workspaceId, id, { ...change, seq, seen });
      const message = await renew(workspaceId, advanced, seq);
      if (message) tell(workspaceId, message);
      return message;
    });
  }

  /** Another process may have changed the message a moment ago, with a larger number. */
  function renew(workspaceId: string, written: Message | null, given: number): Promise<Message | null> {
    return nouns.changes.renew(workspaceId, { written, given }, (id, next) =>
      storage.messages.raise(workspaceId, id, next),
    );
  }

  function tell(workspaceId: string, message: Message): void {
    if (message.messageId !== null) known.keep(toName({ ...message, whatsappId: message.messageId }), toSeen(message));
    nouns.summaries.move(workspaceId, message);
    facts.publish({ name: 'message:updated', workspaceId, payload: { message } });
  }
}

function toName({ conversationId, isOutgoing, whatsappId }: Omit<WhatsAppMessageKey, 'channelId'>): string {
  return `${conversationId} ${isOutgoing} ${whatsappId}`;
}

/** Without the text, since many are kept. */
function toSeen({ id, status, updatedAt, sentAt, deliveredAt, readAt }: Message): SeenMessage {
  return { id, status, updatedAt, sentAt, deliveredAt, readAt };
}

export type Statuses = ReturnType<typeof createStatuses>;
