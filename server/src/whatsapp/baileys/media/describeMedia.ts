import type { proto } from 'baileys';
import type { IncomingMedia } from '../../../domain/ports/whatsapp.ts';

/**
 * The file of a message, of kinds that are kept. What was to be seen once is nobody's to keep, and without a key there is
 * nothing to read.
 */
export function describeMedia(message: proto.IMessage, inner: proto.IMessage): IncomingMedia | null {
  if (message.viewOnceMessage || message.viewOnceMessageV2 || message.viewOnceMessageV2Extension) return null;
  const { imageMessage, documentMessage } = inner;
  const found = imageMessage ?? documentMessage;
  if (!found?.mediaKey?.length || !found.directPath || imageMessage?.viewOnce) return null;
  return {
    mimeType: found.mimetype || null,
    fileName: documentMessage?.fileName || documentMessage?.title || null,
    size: toNumber(found.fileLength),
    width: imageMessage?.width || null,
    height: imageMessage?.height || null,
  };
}

/** Numbers of 64 bits come as an object of their own. */
function toNumber(value: number | { toNumber: () => number } | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' ? value : value.toNumber();
}
