import { z } from 'zod';
import { issueCertificateChain } from '../protocol/certificate.ts';
import { generateKeyPair, type KeyPair } from '../protocol/keys.ts';
import type { NoiseIdentity } from '../protocol/noise.ts';
import { issueTlsIdentities, type TlsIdentities } from '../protocol/x509.ts';
import type { Database } from './database.ts';

export type ServerIdentity = NoiseIdentity & { rootPublicKey: Buffer };

const hex = z.string().transform((value) => Buffer.from(value, 'hex'));
const keyPairSchema = z.object({ publicKey: hex, privateKey: hex });
const identitySchema = z.object({ root: keyPairSchema, staticKey: keyPairSchema, certificateChain: hex });

/** The server's certificate authority and Noise key: made at the first start, the same ever after. */
export function loadServerIdentity(database: Database): ServerIdentity {
  const stored = database.get("SELECT value FROM settings WHERE name = 'identity'");
  if (!stored) {
    database.run("INSERT INTO settings (name, value) VALUES ('identity', ?)", JSON.stringify(makeIdentity()));
    return loadServerIdentity(database);
  }
  const { root, staticKey, certificateChain } = identitySchema.parse(JSON.parse(String(stored['value'])));
  return { staticKey, certificateChain, rootPublicKey: root.publicKey };
}

const tlsSchema = z.object({
  authority: z.string(),
  host: z.object({ certificate: z.string(), privateKey: z.string() }),
});

/** The media host's certificate and who signed it: made at the first start, the same ever after. */
export function loadTlsIdentities(database: Database): TlsIdentities {
  const stored = database.get("SELECT value FROM settings WHERE name = 'tls'");
  if (stored) return tlsSchema.parse(JSON.parse(String(stored['value'])));
  const made = issueTlsIdentities();
  database.run("INSERT INTO settings (name, value) VALUES ('tls', ?)", JSON.stringify(made));
  return made;
}

function makeIdentity() {
  const root = generateKeyPair();
  const staticKey = generateKeyPair();
  const certificateChain = issueCertificateChain(root, staticKey.publicKey).toString('hex');
  return { root: toHex(root), staticKey: toHex(staticKey), certificateChain };
}

export function toHex({ publicKey, privateKey }: KeyPair): { publicKey: string; privateKey: string } {
  return { publicKey: publicKey.toString('hex'), privateKey: privateKey.toString('hex') };
}
