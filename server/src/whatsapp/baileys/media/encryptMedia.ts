import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { getMediaKeys } from 'baileys';
import { type EncryptedMedia, macLength } from './decryptMedia.ts';

export type MediaKey = Pick<EncryptedMedia, 'kind' | 'mediaKey'>;

/** What WhatsApp and its devices go by, of a file and of it encrypted. Sizes in bytes. */
export type MediaMeasures = { fileSha256: Buffer; fileSize: number; encryptedSha256: Buffer; encryptedSize: number };

/** A file as it is left at WhatsApp; with the same key it is the same bytes each time. @throws what `plain` throws */
export async function* encryptMedia(
  plain: AsyncIterable<Uint8Array>,
  { kind, mediaKey }: MediaKey,
): AsyncGenerator<Uint8Array> {
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, kind);
  if (!macKey) throw new Error('A file without a key can’t be encrypted.');
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const mac = createHmac('sha256', macKey).update(iv);
  for await (const chunk of plain) {
    const body = cipher.update(chunk);
    mac.update(body);
    if (body.length > 0) yield body;
  }
  const last = cipher.final();
  yield Buffer.concat([last, mac.update(last).digest().subarray(0, macLength)]);
}

/** Encrypts a file only to know it: WhatsApp wants its hash and size before the first byte. @throws what `plain` throws */
export async function measureMedia(plain: AsyncIterable<Uint8Array>, key: MediaKey): Promise<MediaMeasures> {
  const file = createMeasure();
  const encrypted = createMeasure();
  for await (const chunk of encryptMedia(file.pass(plain), key)) encrypted.take(chunk);
  return {
    ...{ fileSha256: file.sha256(), fileSize: file.size() },
    ...{ encryptedSha256: encrypted.sha256(), encryptedSize: encrypted.size() },
  };
}

function createMeasure() {
  const hash = createHash('sha256');
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    hash.update(chunk);
    size += chunk.byteLength;
  };
  return {
    take,
    async *pass(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        take(chunk);
        yield chunk;
      }
    },
    sha256: () => hash.digest(),
    size: () => size,
  };
}
