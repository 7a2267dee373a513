import {
  calculateAgreement,
  calculateSignature,
  generateKeyPair as generate,
  verifySignature,
} from 'libsignal/src/curve.js';

/** A Curve25519 key pair. `publicKey` is the bare 32 bytes, as they go over the wire. */
export type KeyPair = { publicKey: Buffer; privateKey: Buffer };

/** libsignal writes its public keys with this byte before them ("Curve25519"). */
const keyType = Buffer.from([5]);

export function generateKeyPair(): KeyPair {
  const { pubKey, privKey } = generate();
  return { publicKey: Buffer.from(pubKey.subarray(1)), privateKey: Buffer.from(privKey) };
}

/** The 33 bytes that libsignal wants, of a key with or without its type byte. */
export function withKeyType(publicKey: Uint8Array): Buffer {
  return publicKey.length === 33 ? Buffer.from(publicKey) : Buffer.concat([keyType, publicKey]);
}

/** The Diffie-Hellman secret of two keys, 32 bytes. */
export function agree(privateKey: Uint8Array, publicKey: Uint8Array): Buffer {
  return Buffer.from(calculateAgreement(withKeyType(publicKey), Buffer.from(privateKey)));
}

/** An XEdDSA signature, 64 bytes. */
export function sign(privateKey: Uint8Array, message: Uint8Array): Buffer {
  return Buffer.from(calculateSignature(Buffer.from(privateKey), message));
}

/** Whether the signature is good. Anything malformed is simply not. */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || (publicKey.length !== 32 && publicKey.length !== 33)) {
    return false;
  }
  return verifySignature(withKeyType(publicKey), message, signature) === true;
}
