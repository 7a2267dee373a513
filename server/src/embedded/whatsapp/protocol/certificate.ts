import { proto } from 'baileys/WAProto/index.js';
import { generateKeyPair, type KeyPair, sign } from './keys.ts';

/** Serial of the root: what an intermediate certificate names as its issuer. */
export const rootSerial = 0;
const intermediateSerial = 1;
const leafSerial = 2;

const validFrom = Date.UTC(2024, 0, 1) / 1000;
const validUntil = Date.UTC(2044, 0, 1) / 1000;

/**
 * A certificate chain for a server's static key: leaf signed by an intermediate, that one by the root.
 * @returns the encoded CertChain, as it goes into the ServerHello.
 */
export function issueCertificateChain(root: KeyPair, serverPublicKey: Buffer): Buffer {
  const intermediate = generateKeyPair();
  const chain = {
    leaf: issue({ serial: leafSerial, issuerSerial: intermediateSerial, key: serverPublicKey }, intermediate),
    intermediate: issue({ serial: intermediateSerial, issuerSerial: rootSerial, key: intermediate.publicKey }, root),
  };
  return Buffer.from(proto.CertChain.encode(chain).finish());
}

type Subject = { serial: number; issuerSerial: number; key: Buffer };

function issue(subject: Subject, issuer: KeyPair): proto.CertChain.INoiseCertificate {
  const details = proto.CertChain.NoiseCertificate.Details.encode({
    ...subject,
    notBefore: validFrom,
    notAfter: validUntil,
  }).finish();
  return { details, signature: sign(issuer.privateKey, details) };
}
