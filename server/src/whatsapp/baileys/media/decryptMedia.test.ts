import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { getMediaKeys } from 'baileys';
import { describe, expect, it } from 'vitest';
import { collect, toChunks } from '../../../testing/files/samples.ts';
import { decryptMedia } from './decryptMedia.ts';

const mediaKey = randomBytes(32);

/** As a phone leaves it at WhatsApp. */
async function encrypt(plain: Uint8Array) {
  const { iv, cipherKey, macKey } = await getMediaKeys(mediaKey, 'document');
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const mac = createHmac('sha256', macKey ?? '')
    .update(iv)
    .update(body)
    .digest();
  return Buffer.concat([body, mac.subarray(0, 10)]);
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

describe('an encrypted file', () => {
  it.each([0, 1, 15, 16, 17, 100_000])('of %i bytes is read, however it is cut into pieces', async (length) => {
    const plain = randomBytes(length);
    const encrypted = await encrypt(plain);
    for (const size of [1, 10, 16, 4_096]) {
      if (length / size > 10_000) continue;
      const media = { kind: 'document', mediaKey, fileSha256: hash(plain) } as const;
      expect(await collect(decryptMedia(toChunks(encrypted, size), media))).toEqual(plain);
    }
  });

  it('is refused where a bit of it changed, an end is missing, or it is another file', async () => {
    const plain = randomBytes(1_000);
    const encrypted = await encrypt(plain);
    const media = { kind: 'document', mediaKey, fileSha256: hash(plain) } as const;
    const spoilt = [
      ...[0, 500, encrypted.length - 1].map((place) => {
        const changed = Buffer.from(encrypted);
        changed.writeUInt8((changed[place] ?? 0) ^ 1, place);
        return changed;
      }),
      encrypted.subarray(0, -1),
      encrypted.subarray(0, -16),
      encrypted.subarray(0, 5),
      Buffer.alloc(0),
      await encrypt(randomBytes(1_000)),
    ];
    for (const bytes of spoilt) {
      const reading = collect(decryptMedia(toChunks(bytes), media));
      await expect(reading).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED' });
    }
  });

  it('is not read with the key of another kind of file', async () => {
    const plain = randomBytes(100);
    const encrypted = await encrypt(plain);
    const reading = collect(decryptMedia(toChunks(encrypted), { kind: 'image', mediaKey, fileSha256: null }));
    await expect(reading).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED' });
  });
});
