import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { agree, type KeyPair } from './keys.ts';

const derive = promisify(pbkdf2);
const iterations = 131_072;

/** What a code seals: 32 bytes of salt, 16 of initial counter, and the key. */
export const sealedKeyLength = 80;

/** Encrypts a public key with what a person reads from one screen and types on another. */
export async function sealKey(code: string, publicKey: Uint8Array): Promise<Buffer> {
  const [salt, counter] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-ctr', await toCodeKey(code, salt), counter);
  return Buffer.concat([salt, counter, cipher.update(publicKey), cipher.final()]);
}

/** Decrypts what {@link sealKey} made. With another code it is 32 bytes of nothing: only what is built on it shows that. */
export async function unsealKey(code: string, sealed: Buffer): Promise<Buffer> {
  const [salt, counter, encrypted] = [sealed.subarray(0, 32), sealed.subarray(32, 48), sealed.subarray(48)];
  const decipher = createDecipheriv('aes-256-ctr', await toCodeKey(code, salt), counter);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

function toCodeKey(code: string, salt: Uint8Array): Promise<Buffer> {
  return derive(code, salt, iterations, 32, 'sha256');
}

/** What the device sends once both have each other's ephemeral key. `random` goes into the secret that they share. */
export type KeyBundleContent = { companionIdentity: Buffer; primaryIdentity: Buffer; random: Buffer };

/** @returns `undefined` for what was not encrypted with this secret, as after a wrong code. */
export function openKeyBundle(bundle: Buffer, ephemeralSecret: Buffer): KeyBundleContent | undefined {
  const [salt, iv] = [bundle.subarray(0, 32), bundle.subarray(32, 44)];
  const [encrypted, tag] = [bundle.subarray(44, -16), bundle.subarray(-16)];
  if (encrypted.length !== 96) {
    return undefined;
  }
  const key = hkdfSync('sha256', ephemeralSecret, salt, 'link_code_pairing_key_bundle_encryption_key', 32);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), iv).setAuthTag(tag);
  try {
    const content = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    return {
      companionIdentity: content.subarray(0, 32),
      primaryIdentity: content.subarray(32, 64),
      random: content.subarray(64),
    };
  } catch {
    return undefined;
  }
}

/** The secret that a QR code would have told the phone. @param primary the phone's own identity key pair */
export function deriveAdvSecret(ephemeralSecret: Buffer, primary: KeyPair, bundle: KeyBundleContent): Buffer {
  const identitySecret = agree(primary.privateKey, bundle.companionIdentity);
  const secrets = Buffer.concat([ephemeralSecret, identitySecret, bundle.random]);
  return Buffer.from(hkdfSync('sha256', secrets, Buffer.of(), 'adv_secret', 32));
}
