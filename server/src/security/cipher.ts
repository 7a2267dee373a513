import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Cipher } from '../domain/ports/security.ts';

const algorithm = 'aes-256-gcm';
/** Of this form; a later one can stand beside it. */
const version = 1;
const ivLength = 12;
const tagLength = 16;

/** AES-256-GCM. What comes out is version (1) | iv (12) | tag (16) | encrypted bytes. @param key 32 bytes */
export function createCipher(key: Uint8Array): Cipher {
  return {
    encrypt(plain, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body]);
    },

    decrypt(encrypted, context) {
      if (encrypted[0] !== version || encrypted.length < 1 + ivLength + tagLength) {
        throw new Error('What is stored encrypted is not in a form that this version knows.');
      }
      const iv = encrypted.subarray(1, 1 + ivLength);
      const tag = encrypted.subarray(1 + ivLength, 1 + ivLength + tagLength);
      const decipher = createDecipheriv(algorithm, key, iv).setAAD(Buffer.from(context)).setAuthTag(tag);
      try {
        const body = encrypted.subarray(1 + ivLength + tagLength);
        return Buffer.concat([decipher.update(body), decipher.final()]);
      } catch (cause) {
        throw new Error('What is stored encrypted can’t be read with this ENCRYPTION_KEY.', { cause });
      }
    },
  };
}
