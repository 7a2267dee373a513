import type { MessageType } from '@erp-whatsapp/shared/message';
import { normalizeMessageContent, proto } from 'baileys';
import type { IncomingMedia } from '../../domain/ports/whatsapp.ts';
import { describeMedia as describeFile } from './media/describeMedia.ts';

export type Content = {
  messageType: MessageType;
  /** The text, the caption, or a sentence that says what it is; empty for a file without words. */
  content: string;
  replyToWhatsappId: string | null;
  /** Its file, of kinds that are kept. */
  media?: IncomingMedia;
  /** JSON of the content in WhatsApp's own form; `null` for plain text. */
  raw: string | null;
};

/** What people read in the place of a message that came and can't be read (yet). */
export function describeUnread(isOwn: boolean): Content {
  const content = isOwn
    ? 'Waiting for this message. It was sent from the phone: open WhatsApp there if it does not come.'
    : 'Waiting for this message. Open WhatsApp on the phone if it does not come.';
  return { messageType: 'system', content, replyToWhatsappId: null, raw: null };
}

/** What becomes of a message that was waited for and turns out to be none for people. */
export function describeSilence(): Content {
  const content = 'There was nothing to read in this message.';
  return { messageType: 'system', content, replyToWhatsappId: null, raw: null };
}

type Described = [messageType: MessageType, content: string | null | undefined, fallback: string];

/**
 * What a message holds, in words for people. Kinds that can't be shown yet say so and keep their raw form; `null` is
 * only for what was never meant for people: keys, history, acknowledgements between devices.
 */
export function readContent(message: proto.IMessage): Content | null {
  const inner = normalizeMessageContent(message);
  if (!inner) return null;
  const described = describe(inner);
  if (!described) return null;
  const [messageType, content, fallback] = described;
  const media = describeFile(message, inner);
  return {
    messageType,
    // Where the file itself is shown, nothing has to say what it is.
    content: content?.trim() ? content : media ? '' : fallback,
    replyToWhatsappId: findAnswered(inner),
    ...(media ? { media } : {}),
    raw: messageType === 'text' ? null : toRaw(inner),
  };
}

function describe(message: proto.IMessage): Described | null {
  const text = message.conversation ?? message.extendedTextMessage?.text;
  if (text) return ['text', text, ''];
  return (
    describeProtocol(message.protocolMessage) ??
    describeMedia(message) ??
    describePlaceOrPerson(message) ??
    describeInteractive(message) ??
    describeOther(message)
  );
}

function describeMedia(message: proto.IMessage): Described | null {
  if (message.imageMessage) return ['image', message.imageMessage.caption, 'Photo'];
  if (message.videoMessage) {
    return ['video', message.videoMessage.caption, message.videoMessage.gifPlayback ? 'GIF' : 'Video'];
  }
  if (message.ptvMessage) return ['video', message.ptvMessage.caption, 'Video note'];
  if (message.audioMessage) return ['audio', null, message.audioMessage.ptt ? 'Voice message' : 'Audio'];
  if (message.documentMessage) {
    const { caption, fileName, title } = message.documentMessage;
    return ['document', caption || fileName || title, 'Document'];
  }
  if (message.stickerMessage || message.lottieStickerMessage) return ['sticker', null, 'Sticker'];
  if (message.stickerPackMessage) return ['sticker', message.stickerPackMessage.name, 'Sticker pack'];
  if (message.albumMessage) return ['image', null, 'Album'];
  return null;
}

function describePlaceOrPerson(message: proto.IMessage): Described | null {
  if (message.locationMessage) {
    const { name, address, degreesLatitude, degreesLongitude } = message.locationMessage;
    const place = [name, address].filter(Boolean).join(', ');
    return ['location', place || `Location: ${degreesLatitude ?? 0}, ${degreesLongitude ?? 0}`, 'Location'];
  }
  if (message.liveLocationMessage) return ['location', message.liveLocationMessage.caption, 'Live location'];
  if (message.contactMessage) return ['contacts', message.contactMessage.displayName, 'Contact'];
  if (message.contactsArrayMessage) {
    const { contacts, displayName } = message.contactsArrayMessage;
    const names = (contacts ?? []).map((contact) => contact.displayName).filter(Boolean);
    return ['contacts', names.join(', ') || displayName, 'Contacts'];
  }
  return null;
}

function describeInteractive(message: proto.IMessage): Described | null {
  if (message.reactionMessage) return ['reaction', message.reactionMessage.text, 'Reaction removed'];
  if (message.encReactionMessage) return ['reaction', null, 'Reaction'];
  if (message.buttonsResponseMessage) {
    return ['interactive', message.buttonsResponseMessage.selectedDisplayText, 'Button pressed'];
  }
  if (message.templateButtonReplyMessage) {
    return ['interactive', message.templateButtonReplyMessage.selectedDisplayText, 'Button pressed'];
  }
  if (message.listResponseMessage) return ['interactive', message.listResponseMessage.title, 'Choice from a list'];
  if (message.interactiveResponseMessage) {
    return ['interactive', message.interactiveResponseMessage.body?.text, 'Answer to a form'];
  }
  if (message.buttonsMessage) return ['interactive', message.buttonsMessage.contentText, 'Message with buttons'];
  if (message.listMessage) {
    return ['interactive', message.listMessage.description || message.listMessage.title, 'Message with a list'];
  }
  if (message.interactiveMessage) return ['interactive', message.interactiveMessage.body?.text, 'Interactive message'];
  if (message.templateMessage) {
    const { hydratedTemplate, hydratedFourRowTemplate } = message.templateMessage;
    const template = hydratedTemplate ?? hydratedFourRowTemplate;
    return ['template', template?.hydratedContentText, 'Template message'];
  }
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3;
  if (poll) return ['interactive', poll.name && `Poll: ${poll.name}`, 'Poll'];
  if (message.pollUpdateMessage) return ['interactive', null, 'Vote in a poll'];
  if (message.eventMessage)
    return ['interactive', message.eventMessage.name && `Event: ${message.eventMessage.name}`, 'Event'];
  if (message.groupInviteMessage) {
    return [
      'interactive',
      message.groupInviteMessage.caption,
      `Invitation to the group ${message.groupInviteMessage.groupName ?? ''}`.trim(),
    ];
  }
  if (message.productMessage) return ['interactive', message.productMessage.product?.title, 'Product'];
  if (message.orderMessage)
    return ['interactive', message.orderMessage.message || message.orderMessage.orderTitle, 'Order'];
  return null;
}

/** Of what devices tell each other, people are only shown what changes a chat. */
function describeProtocol(protocol: proto.Message.IProtocolMessage | null | undefined): Described | null {
  if (!protocol) return null;
  const types = proto.Message.ProtocolMessage.Type;
  switch (protocol.type) {
    case types.REVOKE:
      return ['system', null, 'A message was deleted.'];
    case types.MESSAGE_EDIT: {
      const edited = protocol.editedMessage ? readContent(protocol.editedMessage) : null;
      return ['system', edited && `A message was changed to: ${edited.content}`, 'A message was changed.'];
    }
    case types.EPHEMERAL_SETTING:
      return [
        'system',
        null,
        protocol.ephemeralExpiration
          ? 'Disappearing messages were turned on.'
          : 'Disappearing messages were turned off.',
      ];
    default:
      return null;
  }
}

/** Fields that carry nothing for people by themselves. */
const silentFields = new Set([
  'protocolMessage',
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'stickerSyncRmrMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
]);

function describeOther(message: proto.IMessage): Described | null {
  if (message.call) return ['system', null, 'Call'];
  if (message.pinInChatMessage) return ['system', null, 'A message was pinned or unpinned.'];
  if (message.keepInChatMessage) return ['system', null, 'A disappearing message was kept or let go.'];
  const kind = Object.entries(message).find(([name, value]) => value && !silentFields.has(name))?.[0];
  return kind === undefined
    ? null
    : ['system', null, 'A message of a kind that can’t be shown here. Open it on the phone.'];
}

/** The message that this one answers, reacts to, deletes or changes. */
function findAnswered(message: proto.IMessage): string | null {
  const subject =
    message.reactionMessage?.key?.id ??
    message.encReactionMessage?.targetMessageKey?.id ??
    message.protocolMessage?.key?.id;
  if (subject) return subject;
  for (const part of Object.values(message)) {
    if (typeof part === 'object' && part !== null && 'contextInfo' in part) {
      const { contextInfo } = part;
      if (typeof contextInfo === 'object' && contextInfo?.stanzaId) return contextInfo.stanzaId;
    }
  }
  return null;
}

/** Without the secrets of its context, which only devices need. */
function toRaw({ messageContextInfo: _, ...message }: proto.IMessage): string {
  return JSON.stringify(proto.Message.toObject(proto.Message.fromObject(message), { longs: String, bytes: String }));
}
