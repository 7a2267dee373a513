import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { collect, toChunks } from '../../../testing/files/samples.ts';
import { decryptMedia } from './decryptMedia.ts';
import { encryptMedia, measureMedia } from './encryptMedia.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

it.each([0, 1, 15, 16, 17, 100_000])(
  'a file of %i bytes is encrypted as it was measured, and is read again',
  async (length) => {
    const plain = randomBytes(length);
    const key = { kind: 'image', mediaKey: randomBytes(32) } as const;
    const measures = await measureMedia(toChunks(plain, 1_000), key);
    const encrypted = await collect(encryptMedia(toChunks(plain, 333), key));
    expect(measures).toEqual({
      ...{ fileSha256: hash(plain), fileSize: length },
      ...{ encryptedSha256: hash(encrypted), encryptedSize: encrypted.length },
    });
    const media = { ...key, fileSha256: measures.fileSha256 };
    expect(await collect(decryptMedia(toChunks(encrypted), media))).toEqual(plain);
  },
);

it('a file that can’t be read to its end is not encrypted', async () => {
  const key = { kind: 'document', mediaKey: randomBytes(32) } as const;
  await expect(measureMedia(breakOff(), key)).rejects.toThrow('the disk is away');
  await expect(collect(encryptMedia(breakOff(), key))).rejects.toThrow('the disk is away');
});

async function* breakOff(): AsyncGenerator<Uint8Array> {
  yield randomBytes(100);
  throw new Error('the disk is away');
}
