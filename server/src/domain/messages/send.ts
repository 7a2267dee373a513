import type { Channel } from '@erp-whatsapp/shared/channel';
import type { CommandInput, SentMessage } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type FileKind, isFileKind, type MediaInput } from '@erp-whatsapp/shared/media';
import type { Message } from '@erp-whatsapp/shared/message';
import { readLid, readPhone } from '@erp-whatsapp/shared/phone';
import type { Actor } from '../actor.ts';
import type { KnownConversation } from '../conversationDirectory.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import { isPlausible } from '../plausibleTime.ts';
import type { NewMessage, StoredMedia } from '../ports/storage/messages.ts';
import type { ChannelRef, CustomerIdentity } from '../ports/whatsapp.ts';
import { openConversation } from './openConversation.ts';
import { recordMessage } from './record.ts';
import type { Statuses } from './statuses.ts';

/** `stored`: its file, where it has one. */
type AcceptedInput = CommandInput<'sendMessage'> & { stored: StoredMedia | null };

/** `named`: the conversation, where the sender said which. `open` gives it in any case, and makes it when there is none. */
type Target = { channel: Channel; named: KnownConversation | null; open: () => Promise<KnownConversation> };

/** Accepting what agents and integrators send. The dispatcher brings it to WhatsApp afterwards. */
export function createSending(parts: DomainParts, nouns: Nouns & { statuses: Statuses }) {
  const { storage, sessions, clock, ids, hashToken } = parts;

  return {
    /**
     * Accepts a message: it is on disk when this resolves. The same `clientMessageId` gives the same message again.
     * @throws CommandError `CONFLICT` for one `clientMessageId` with another recipient or content, `INVALID_PHONE`,
     * `INVALID_INPUT`, `NOT_FOUND`, `CHANNEL_NOT_ACTIVE`, `MEDIA_UNSUPPORTED`, `MEDIA_UNREACHABLE`, `PAYLOAD_TOO_LARGE`;
     * `INTERNAL` while the clock is wrong.
     */
    send,

    /** The same for a file by itself, whose caption is the text. */
    sendMedia(actor: Actor, input: CommandInput<'sendMedia'>): Promise<SentMessage> {
      const { mediaType, mediaUrl, fileName, caption, ...rest } = input;
      return send(actor, {
        ...rest,
        message: caption,
        messageType: mediaType,
        media: { url: mediaUrl, fileName },
      });
    },

    /**
     * Sends a failed message again, as the one that it is. Asked twice, or for one that is on its way, it changes nothing.
     * @throws CommandError `NOT_FOUND`, `CHANNEL_NOT_ACTIVE`; `INTERNAL` while the clock is wrong.
     */
    async retry(actor: Actor, { id }: CommandInput<'retryMessage'>): Promise<SentMessage> {
      checkClock();
      const { workspaceId } = actor;
      const message = await storage.messages.get(workspaceId, id);
      if (!message?.isOutgoing) throw new CommandError('NOT_FOUND', 'There is no such message of yours.');
      await findLinkedChannel(workspaceId, message.channelId);
      return toSentMessage(await nouns.statuses.retry(workspaceId, message));
    },
  };

  async function send(actor: Actor, input: CommandInput<'sendMessage'>): Promise<SentMessage> {
    checkClock();
    const kind = readKind(input);
    const target = await findTarget(actor, input);
    // What was accepted once is not fetched again: its address may lead nowhere by now.
    const isKnown = kind !== null && (await isAccepted(actor.workspaceId, input.clientMessageId));
    const asked = { workspaceId: actor.workspaceId, replyTo: input.replyTo };
    const media = kind === null || isKnown ? null : await obtain(kind, target, asked);
    const conversation = await target.open();
    return nouns.conversationDirectory.run(conversation, (current) =>
      accept(actor, { ...input, stored: media }, { channel: target.channel, conversation: current }),
    );
  }

  async function obtain(
    kind: [FileKind, MediaInput],
    { channel, named }: Target,
    { workspaceId, replyTo }: { workspaceId: string; replyTo: string | undefined },
  ): Promise<StoredMedia> {
    // What would be refused is not fetched: nobody would take it off the disk again.
    if (named) await checkReplyIn(named, replyTo);
    const media = await nouns.media.obtain(workspaceId, ...kind);
    // That took its time, in which the number may have gone away.
    await findLinkedChannel(workspaceId, channel.channelId);
    return media;
  }

  async function isAccepted(workspaceId: string, clientMessageId: string | undefined): Promise<boolean> {
    if (clientMessageId === undefined) return false;
    return (await storage.messages.findByClientMessageId(workspaceId, clientMessageId)) !== null;
  }

  /** Nobody could tell from its time where a message belongs, or find it in the list. */
  function checkClock(): void {
    if (!isPlausible(clock.now())) throw new CommandError('INTERNAL', wrongClock);
  }

  async function accept(
    actor: Actor,
    input: AcceptedInput,
    target: { channel: Channel; conversation: KnownConversation },
  ): Promise<SentMessage> {
    const { workspaceId } = actor;
    const { channel, conversation } = target;
    await checkReply(workspaceId, conversation.id, input.replyTo);
    const id = ids.next();
    const fingerprint = toFingerprint(conversation.id, input);
    const message: Omit<NewMessage, 'seq'> = {
      id,
      workspaceId,
      conversationId: conversation.id,
      channelId: channel.channelId,
      contactId: conversation.customerId,
      whatsappId: sessions.newMessageId(channel.type),
      clientMessageId: input.clientMessageId ?? id,
      fingerprint,
      isOutgoing: true,
      content: input.message || nameDocument(input),
      messageType: input.messageType,
      senderType: 'agent',
      sender: { id: actor.userId, name: actor.name },
      status: 'pending',
      replyTo: input.replyTo ?? null,
      media: input.stored,
      raw: null,
      isPlaceholder: false,
      createdAt: await nouns.messageTimes.take(conversation),
    };
    const recorded = await recordMessage({ ...parts, ...nouns }, conversation.mobileNo, message);
    if (!recorded.isNew && !(await isSame(conversation, input, recorded.fingerprint))) {
      throw new CommandError('CONFLICT', 'This message id was already used for another message.');
    }
    return toSentMessage(recorded.message);
  }

  /** Whether a message that is stored is the one that is asked for: it may have been sent before conversations were merged. */
  async function isSame(
    { workspaceId, id }: KnownConversation,
    input: CommandInput<'sendMessage'>,
    fingerprint: string | null,
  ): Promise<boolean> {
    if (fingerprint === toFingerprint(id, input)) return true;
    const current = (await storage.conversations.get(workspaceId, id))?.id ?? id;
    const ids = [current, ...(await storage.conversations.listFormerIds(workspaceId, current))];
    return ids.some((each) => toFingerprint(each, input) === fingerprint);
  }

  function toFingerprint(
    conversationId: string,
    { messageType, message, media, replyTo }: CommandInput<'sendMessage'>,
  ): string {
    const file = media ? [media.url, media.fileName ?? null] : [];
    return hashToken(JSON.stringify([conversationId, messageType, message, replyTo ?? null, ...file]));
  }

  /** Where it goes: the conversation named, or the one with `to` on the channel named or the default one; that one may be opened. */
  async function findTarget(actor: Actor, input: CommandInput<'sendMessage'>): Promise<Target> {
    const { workspaceId } = actor;
    const recipient = input.to === undefined ? null : readRecipient(input.to);

    if (input.conversationId !== undefined) {
      const conversation = await nouns.conversationDirectory.get(workspaceId, input.conversationId);
      if (!conversation) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
      if (recipient && !(await isWith(conversation, recipient))) {
        throw new CommandError('INVALID_INPUT', 'The number and the conversation belong to different customers.');
      }
      if (input.channelId !== undefined && input.channelId !== conversation.channelId) {
        throw new CommandError('INVALID_INPUT', 'The conversation belongs to another WhatsApp number.');
      }
      const channel = await findLinkedChannel(workspaceId, conversation.channelId);
      return { channel, named: conversation, open: async () => conversation };
    }

    if (recipient === null) throw new CommandError('INVALID_INPUT', 'Say who it is for: a number or a conversation.');
    const channel = await findLinkedChannel(workspaceId, input.channelId);
    const ref = { workspaceId, channelId: channel.channelId };
    if (recipient.phoneNumber === null) {
      const conversation = await findHidden(ref, recipient);
      return { channel, named: conversation, open: async () => conversation };
    }
    return {
      channel,
      named: null,
      async open() {
        const contact = await nouns.contacts.recognise(workspaceId, recipient);
        return openConversation({ ...parts, ...nouns }, ref, contact);
      },
    };
  }

  async function isWith(conversation: KnownConversation, recipient: CustomerIdentity): Promise<boolean> {
    if (recipient.phoneNumber !== null) return recipient.phoneNumber === conversation.mobileNo;
    const contact = await storage.contacts.find(conversation.workspaceId, recipient);
    return contact?.id === conversation.customerId;
  }

  /** Who hides the number can only be answered: nobody else knows the name by which WhatsApp knows them. */
  async function findHidden(channel: ChannelRef, recipient: CustomerIdentity): Promise<KnownConversation> {
    const contact = await storage.contacts.find(channel.workspaceId, recipient);
    const found = contact && (await nouns.conversationDirectory.find(channel, contact.id));
    if (!found) throw new CommandError('NOT_FOUND', nobodyHidden);
    return found;
  }

  /** A linked number takes messages also while it is away; they wait for it. */
  async function findLinkedChannel(workspaceId: string, channelId: string | undefined): Promise<Channel> {
    const channel = await nouns.channels.chooseForSending(workspaceId, channelId);
    if (!channel?.isLinked) throw new CommandError('CHANNEL_NOT_ACTIVE');
    return channel;
  }

  async function checkReply(workspaceId: string, conversationId: string, replyTo: string | undefined): Promise<void> {
    if (replyTo === undefined) return;
    const answered = await storage.messages.get(workspaceId, replyTo);
    if (answered?.conversationId !== conversationId) {
      throw new CommandError('NOT_FOUND', 'The message that this one answers is not in the conversation.');
    }
  }

  /** The same, where the conversation may just become one with another. */
  function checkReplyIn(conversation: KnownConversation, replyTo: string | undefined): Promise<void> {
    return nouns.conversationDirectory.run(conversation, ({ workspaceId, id }) => checkReply(workspaceId, id, replyTo));
  }
}

/** @throws CommandError where type, text and file do not go together */
function readKind({ messageType, message, media }: CommandInput<'sendMessage'>): [FileKind, MediaInput] | null {
  if (messageType === 'text') {
    if (media) throw new CommandError('INVALID_INPUT', 'Say what the file is: messageType image or document.');
    if (message === '') throw new CommandError('INVALID_INPUT', 'message: There is nothing to send.');
    return null;
  }
  if (!isFileKind(messageType)) {
    throw new CommandError('MEDIA_UNSUPPORTED', 'Only texts, images and documents can be sent so far.');
  }
  if (!media) throw new CommandError('INVALID_INPUT', 'Say where the file is: media.url.');
  return [messageType, media];
}

/** A document without words is shown, and found, by its name. */
function nameDocument({ messageType, stored }: AcceptedInput): string {
  return messageType === 'document' ? (stored?.fileName ?? '') : '';
}

/** @throws CommandError `INVALID_PHONE` */
function readRecipient(to: string): CustomerIdentity {
  const [phoneNumber, lid] = [readPhone(to), readLid(to)];
  if (phoneNumber === null && lid === null) throw new CommandError('INVALID_PHONE');
  return { phoneNumber, lid };
}

const nobodyHidden =
  'Nobody with this JID has written to this WhatsApp number. Say the conversation, or a phone number with its country code.';

const wrongClock =
  'The server’s clock is wrong, so nothing can be sent. Set it right on the server; sending then works again by itself.';

function toSentMessage(message: Message): SentMessage {
  return {
    id: message.id,
    messageId: message.messageId,
    clientMessageId: message.clientMessageId ?? message.id,
    conversationId: message.conversationId,
    status: message.status,
    timestamp: message.timestamp,
  };
}
