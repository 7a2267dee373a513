import type { Message } from '@erp-whatsapp/shared/message';
import type { KnownConversation } from '../conversationDirectory.ts';
import { toComing } from '../media/fetching.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import { isPlausible } from '../plausibleTime.ts';
import type { StoredContact } from '../ports/storage/contacts.ts';
import type { MessageReplacement } from '../ports/storage/messages.ts';
import type { ChannelRef, CustomerIdentity, IncomingMessage } from '../ports/whatsapp.ts';
import { openConversation } from './openConversation.ts';
import { recordMessage } from './record.ts';
import type { Statuses } from './statuses.ts';

/** What arrives from WhatsApp. Told twice, it is stored once. */
export function createReceiving(parts: DomainParts, nouns: Nouns & { statuses: Statuses }) {
  const { storage, facts, clock, ids } = parts;

  return {
    /** Stores a message of a customer, or one typed on the business's own phone. On disk when this resolves. */
    async receive(channel: ChannelRef, incoming: IncomingMessage): Promise<void> {
      const name = incoming.isOwn ? null : incoming.pushName;
      const contact = await nouns.contacts.recognise(channel.workspaceId, incoming.customer, name);
      const conversation = await openConversation({ ...parts, ...nouns }, channel, contact);
      await nouns.conversationDirectory.run(conversation, (current) =>
        record(incoming, { conversation: current, contact }),
      );
    },

    /** Tells who watches the conversation that its customer writes. Nothing is stored. */
    async receiveTyping(channel: ChannelRef, typing: { customer: CustomerIdentity; isTyping: boolean }): Promise<void> {
      const contact = await nouns.contacts.recognise(channel.workspaceId, typing.customer);
      const conversation = await nouns.conversationDirectory.find(channel, contact.id);
      if (!conversation) return;
      facts.publish({
        name: 'customer:typing',
        workspaceId: channel.workspaceId,
        payload: { conversationId: conversation.id, customerId: contact.id, isTyping: typing.isTyping },
      });
    },
  };

  async function record(
    incoming: IncomingMessage,
    { conversation, contact }: { conversation: KnownConversation; contact: StoredContact },
  ): Promise<void> {
    const { workspaceId } = conversation;
    const key = {
      channelId: conversation.channelId,
      conversationId: conversation.id,
      isOutgoing: incoming.isOwn,
      whatsappId: incoming.whatsappId,
    };
    const [replyTo, createdAt] = await Promise.all([
      findAnswered(workspaceId, key, incoming.replyToWhatsappId),
      chooseTime(incoming, conversation),
    ]);
    const { message, isNew } = await recordMessage({ ...parts, ...nouns }, conversation.mobileNo, {
      id: ids.next(),
      workspaceId,
      ...key,
      contactId: conversation.customerId,
      clientMessageId: null,
      fingerprint: null,
      content: incoming.content,
      messageType: incoming.messageType,
      senderType: incoming.isOwn ? 'agent' : 'customer',
      sender: incoming.isOwn ? null : { id: conversation.customerId, name: contact.name },
      // What the own phone sent is at WhatsApp already; what a customer sent has reached us.
      status: incoming.isOwn ? 'sent' : 'delivered',
      replyTo,
      media: incoming.media ? toComing(incoming.media) : null,
      raw: incoming.raw,
      isPlaceholder: incoming.isPlaceholder,
      createdAt,
    });
    if (!isNew && message.isPlaceholder && !incoming.isPlaceholder)
      await replace(workspaceId, message, {
        ...incoming,
        media: incoming.media ? toComing(incoming.media) : null,
        replyTo,
      });
    // Also when it was stored before: a crash may have come between that and this.
    await nouns.statuses.applyEarly(workspaceId, key, message);
  }

  /** Gives a placeholder what it says. It keeps its place, and whether it was read. */
  async function replace(
    workspaceId: string,
    { id }: Message,
    { content, messageType, media, raw, replyTo }: Omit<MessageReplacement, 'at' | 'seq'>,
  ): Promise<void> {
    const at = clock.now();
    await nouns.changes.write(workspaceId, 1, async (seq) => {
      const written = await storage.messages.replacePlaceholder(workspaceId, id, {
        ...{ content, messageType, media, raw, replyTo },
        ...{ at, seq },
      });
      const message = await nouns.changes.renew(workspaceId, { written, given: seq }, (_id, next) =>
        storage.messages.raise(workspaceId, id, next),
      );
      if (!message) return;
      nouns.summaries.replace(workspaceId, message);
      facts.publish({ name: 'message:replaced', workspaceId, payload: { message } });
    });
  }

  /**
   * Our clock for what arrives live, WhatsApp's time for what was missed, never a time to come, and where our clock can't
   * be right; and a customer's message always comes after the one received before it.
   */
  async function chooseTime(
    { isLive, isOwn, sentAt }: IncomingMessage,
    conversation: KnownConversation,
  ): Promise<number> {
    const now = clock.now();
    const wanted = await nouns.messageTimes.take(conversation, {
      now: isPlausible(now) ? now : sentAt,
      missedAt: isLive ? undefined : sentAt,
    });
    return isOwn ? wanted : nouns.messageTimes.takeIncoming(conversation, wanted);
  }

  /** Our id of the message that is answered; it can be one of either side. */
  async function findAnswered(
    workspaceId: string,
    key: { channelId: string; conversationId: string },
    whatsappId: string | null,
  ): Promise<string | null> {
    if (whatsappId === null) return null;
    for (const isOutgoing of [true, false]) {
      const answered = await storage.messages.findByWhatsappId(workspaceId, {
        channelId: key.channelId,
        conversationId: key.conversationId,
        isOutgoing,
        whatsappId,
      });
      if (answered) return answered.id;
    }
    return null;
  }
}
