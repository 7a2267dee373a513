import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SimulatedMedia, SimulatedMediaInput } from '@erp-whatsapp/shared/simulator';
import type { proto } from 'baileys/WAProto/index.js';
import { imageSize } from 'image-size';
import { fromDirectPath, toDirectPath } from '../server/mediaHost.ts';
import type { MediaStore } from '../state/mediaStore.ts';

/** What makes the keys of one kind of file others than those of another. */
const keyInfos = {
  image: 'WhatsApp Image Keys',
  sticker: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
} as const;
type Kind = keyof typeof keyInfos;

const macLength = 10;

/** A message with a file, which is left at the media host for it, as a phone does. */
export async function toMediaMessage(
  store: MediaStore,
  { type, base64, mimeType, fileName }: SimulatedMediaInput,
  { caption, contextInfo }: { caption: string | null; contextInfo: proto.IContextInfo | null },
): Promise<proto.IMessage> {
  const plain = Buffer.from(base64, 'base64');
  const mediaKey = randomBytes(32);
  const encrypted = encrypt(plain, mediaKey, type);
  const directPath = toDirectPath(await store.add(encrypted));
  const file = {
    url: `https://mmg.whatsapp.net${directPath}`,
    directPath,
    mediaKey,
    mimetype: mimeType,
    fileSha256: sha256(plain),
    fileEncSha256: sha256(encrypted),
    fileLength: plain.length,
    contextInfo,
  };
  switch (type) {
    case 'image':
      return { imageMessage: { ...file, caption, ...measure(plain) } };
    case 'video':
      return { videoMessage: { ...file, caption } };
    case 'document':
      return { documentMessage: { ...file, caption, fileName: fileName ?? null } };
    case 'audio':
      return { audioMessage: file };
    case 'sticker':
      return { stickerMessage: file };
  }
}

/** The file of a message as a phone has it once it has fetched and read it; `null` where it can't. */
export async function readMedia(store: MediaStore, message: proto.IMessage): Promise<SimulatedMedia | null> {
  const found = findFile(message);
  if (!found?.file.mediaKey || !found.file.directPath) return null;
  const { kind, file, fileName } = found;
  const encrypted = await store.find(fromDirectPath(file.directPath ?? ''));
  const plain = encrypted && decrypt(encrypted, file.mediaKey ?? new Uint8Array(), kind);
  if (!plain || !isSame(sha256(plain), file.fileSha256) || !isSame(sha256(encrypted), file.fileEncSha256)) return null;
  return { mimeType: file.mimetype ?? '', fileName, size: plain.length, sha256: sha256(plain).toString('hex') };
}

type File = Pick<proto.Message.IImageMessage, 'mediaKey' | 'directPath' | 'mimetype' | 'fileSha256' | 'fileEncSha256'>;

function findFile(message: proto.IMessage): { kind: Kind; file: File; fileName: string | null } | null {
  const { imageMessage, videoMessage, documentMessage, audioMessage, stickerMessage } = message;
  if (imageMessage) return { kind: 'image', file: imageMessage, fileName: null };
  if (videoMessage) return { kind: 'video', file: videoMessage, fileName: null };
  if (documentMessage) return { kind: 'document', file: documentMessage, fileName: documentMessage.fileName ?? null };
  if (audioMessage) return { kind: 'audio', file: audioMessage, fileName: null };
  if (stickerMessage) return { kind: 'sticker', file: stickerMessage, fileName: null };
  return null;
}

function toKeys(mediaKey: Uint8Array, kind: Kind) {
  const bytes = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(32), keyInfos[kind], 112));
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48), macKey: bytes.subarray(48, 80) };
}

function encrypt(plain: Uint8Array, mediaKey: Uint8Array, kind: Kind): Buffer {
  const { iv, cipherKey, macKey } = toKeys(mediaKey, kind);
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([body, toMac(macKey, iv, body)]);
}

function decrypt(encrypted: Buffer, mediaKey: Uint8Array, kind: Kind): Buffer | undefined {
  const { iv, cipherKey, macKey } = toKeys(mediaKey, kind);
  const body = encrypted.subarray(0, -macLength);
  if (!toMac(macKey, iv, body).equals(encrypted.subarray(-macLength))) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

function toMac(macKey: Uint8Array, iv: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', macKey).update(iv).update(body).digest().subarray(0, macLength);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function isSame(own: Buffer, told: Uint8Array | null | undefined): boolean {
  return told !== null && told !== undefined && own.equals(told);
}

/** What is no picture has no size. */
function measure(bytes: Uint8Array): { width?: number; height?: number } {
  try {
    const { width, height } = imageSize(bytes);
    return { width, height };
  } catch {
    return {};
  }
}
