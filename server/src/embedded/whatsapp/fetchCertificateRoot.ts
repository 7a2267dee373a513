import { z } from 'zod';

const certificateRootSchema = z.object({
  /** The root's public key, 32 bytes in hex: what stands in for `WA_CERT_DETAILS.PUBLIC_KEY`. */
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  serial: z.number(),
  issuer: z.string(),
  /** The certificate, as PEM, that the media host's leads to. */
  mediaAuthority: z.string(),
});
export type CertificateRoot = z.infer<typeof certificateRootSchema>;

/**
 * What a client must trust so that it takes the simulator for WhatsApp.
 * @param url the simulator's control address, or any other of its addresses.
 */
export async function fetchCertificateRoot(url: string): Promise<CertificateRoot> {
  const target = new URL('/certificate-root', url.replace(/^ws/, 'http'));
  const response = await fetch(target);
  if (!response.ok) {
    throw new Error(`${target} answered ${response.status} instead of its certificate root.`);
  }
  return certificateRootSchema.parse(await response.json());
}
