import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { FileKind } from '@erp-whatsapp/shared/media';
import { getMediaKeys } from 'baileys';

/** So many bytes of the code that shows that nothing was changed stand at the end. */
export const macLength = 10;

/** `fileSha256`: of the file itself, where the message says it. */
export type EncryptedMedia = { kind: FileKind; mediaKey: Uint8Array; fileSha256: Uint8Array | null };

/**
 * A file as it was before it was encrypted for its message. What was changed on the way shows only at the end: nothing
 * that comes out may be used before then.
 * @throws CommandError `MEDIA_UNSUPPORTED` for what is not what was sent; what `encrypted` throws
 */
export async function* decryptMedia(
  encrypted: AsyncIterable<Uint8Array>,
  { kind, mediaKey, fileSha256 }: EncryptedMedia,
): AsyncGenerator<Uint8Array> {
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, kind);
  if (!macKey) throw spoilt();
  const mac = createHmac('sha256', macKey).update(iv);
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  const hash = createHash('sha256');
  let end: Uint8Array = new Uint8Array();
  for await (const chunk of encrypted) {
    const known = Buffer.concat([end, chunk]);
    const body = known.subarray(0, Math.max(known.length - macLength, 0));
    end = known.subarray(body.length);
    mac.update(body);
    const plain = decipher.update(body);
    hash.update(plain);
    if (plain.length > 0) yield plain;
  }
  const expected = mac.digest().subarray(0, macLength);
  if (end.length !== macLength || !timingSafeEqual(end, expected)) throw spoilt();
  const last = finish(decipher);
  hash.update(last);
  if (fileSha256?.length && !hash.digest().equals(fileSha256)) throw spoilt();
  if (last.length > 0) yield last;
}

function finish(decipher: ReturnType<typeof createDecipheriv>): Buffer {
  try {
    return decipher.final();
  } catch {
    throw spoilt();
  }
}

function spoilt(): CommandError {
  return new CommandError('MEDIA_UNSUPPORTED', 'The file is not what its sender sent.');
}
