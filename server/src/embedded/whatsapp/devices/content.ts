import { proto } from 'baileys/WAProto/index.js';

/** What a decrypted message does to a thread. */
export type Content =
  | { kind: 'entry'; type: string; text: string; replyTo: string | null }
  | { kind: 'reaction'; to: string; emoji: string }
  | { kind: 'edit'; of: string; text: string }
  | { kind: 'delete'; of: string }
  /** Meant for the app, not for people. */
  | { kind: 'silent' };

export type Quote = { id: string; authorJid: string; content: Buffer };

/** A text message, as a phone builds it. */
export function toTextMessage(text: string, quote?: Quote): proto.IMessage {
  return quote ? { extendedTextMessage: { text, contextInfo: toContextInfo(quote) } } : { conversation: text };
}

/** What says that a message answers another one. */
export function toContextInfo({ id, authorJid, content }: Quote): proto.IContextInfo {
  return { stanzaId: id, participant: authorJid, quotedMessage: proto.Message.decode(content) };
}

export function encodeMessage(message: proto.IMessage): Buffer {
  return Buffer.from(proto.Message.encode(message).finish());
}

export function readContent(message: proto.IMessage): Content {
  const inner = unwrap(message);
  if (inner.reactionMessage) {
    return { kind: 'reaction', to: inner.reactionMessage.key?.id ?? '', emoji: inner.reactionMessage.text ?? '' };
  }
  if (inner.protocolMessage) {
    return readProtocolMessage(inner.protocolMessage);
  }
  if (typeof inner.conversation === 'string') {
    return { kind: 'entry', type: 'text', text: inner.conversation, replyTo: null };
  }
  if (inner.extendedTextMessage) {
    const { text, contextInfo } = inner.extendedTextMessage;
    return { kind: 'entry', type: 'text', text: text ?? '', replyTo: contextInfo?.stanzaId ?? null };
  }
  return readRich(inner);
}

function readRich(inner: proto.IMessage): Content {
  const captioned = {
    image: inner.imageMessage,
    video: inner.videoMessage,
    document: inner.documentMessage,
  };
  for (const [type, part] of Object.entries(captioned)) {
    if (part) {
      return { kind: 'entry', type, text: part.caption ?? '', replyTo: part.contextInfo?.stanzaId ?? null };
    }
  }
  const plain = {
    audio: inner.audioMessage,
    sticker: inner.stickerMessage,
    location: inner.locationMessage,
    contacts: inner.contactMessage ?? inner.contactsArrayMessage,
  };
  for (const [type, part] of Object.entries(plain)) {
    if (part) {
      return { kind: 'entry', type, text: '', replyTo: part.contextInfo?.stanzaId ?? null };
    }
  }
  return { kind: 'silent' };
}

function readProtocolMessage({ type, key, editedMessage }: proto.Message.IProtocolMessage): Content {
  const of = key?.id ?? '';
  switch (type) {
    case proto.Message.ProtocolMessage.Type.REVOKE:
      return { kind: 'delete', of };
    case proto.Message.ProtocolMessage.Type.MESSAGE_EDIT: {
      const edited = readContent(editedMessage ?? {});
      return edited.kind === 'entry' ? { kind: 'edit', of, text: edited.text } : { kind: 'silent' };
    }
    default:
      return { kind: 'silent' };
  }
}

/** Takes off what WhatsApp wraps around disappearing, view-once, captioned and edited messages. */
export function unwrap(message: proto.IMessage): proto.IMessage {
  const wrapped =
    message.ephemeralMessage ??
    message.viewOnceMessage ??
    message.viewOnceMessageV2 ??
    message.documentWithCaptionMessage ??
    message.editedMessage;
  return wrapped?.message ? unwrap(wrapped.message) : message;
}
