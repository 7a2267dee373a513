import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its private key, both as PEM. */
export type TlsIdentity = { certificate: string; privateKey: string };
/** `authority`: what a client must trust to trust the host. */
export type TlsIdentities = { authority: string; host: TlsIdentity };

/** From 2024 to 2044, as years up to 2049 have to be written. */
const validFrom = '240101000000Z';
const validUntil = '440101000000Z';

/**
 * A certificate authority and the certificate of a host on this machine that it signed (RFC 5280). The authority's key is
 * thrown away: it signs nothing else, ever.
 */
export function issueTlsIdentities(): TlsIdentities {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const host = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'WhatsApp simulator', key: authority.privateKey };
  return {
    authority: issue({ ...issuer, serial: 1 }, { name: issuer.name, key: authority.publicKey }, authorityExtensions),
    host: {
      certificate: issue({ ...issuer, serial: 2 }, { name: 'localhost', key: host.publicKey }, hostExtensions),
      privateKey: host.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}

type Party = { name: string; key: KeyObject };

function issue(issuer: Party & { serial: number }, subject: Party, extensions: Buffer[]): string {
  const details = sequence(
    tagged(0xa0, integer(2)),
    integer(issuer.serial),
    ecdsaWithSha256,
    toName(issuer.name),
    sequence(tagged(0x17, Buffer.from(validFrom)), tagged(0x17, Buffer.from(validUntil))),
    toName(subject.name),
    subject.key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const certificate = sequence(details, ecdsaWithSha256, bitString(sign('sha256', details, issuer.key)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

/** Below 128. */
function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.from([unusedBits]), bytes);
}

function objectId(...bytes: number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes));
}

function toName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(commonName)))));
}

function extension(id: Buffer, isCritical: boolean, value: Buffer): Buffer {
  return sequence(id, ...(isCritical ? [tagged(0x01, Buffer.from([0xff]))] : []), tagged(0x04, value));
}

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const basicConstraints = objectId(0x55, 0x1d, 0x13);
const keyUsage = objectId(0x55, 0x1d, 0x0f);
const subjectAltName = objectId(0x55, 0x1d, 0x11);
const extendedKeyUsage = objectId(0x55, 0x1d, 0x25);

const authorityExtensions = [
  extension(basicConstraints, true, sequence(tagged(0x01, Buffer.from([0xff])))),
  // To sign certificates.
  extension(keyUsage, true, bitString(Buffer.from([0x04]), 2)),
];

const hostExtensions = [
  extension(basicConstraints, true, sequence()),
  // To sign what is agreed on, as a server.
  extension(keyUsage, true, bitString(Buffer.from([0x80]), 7)),
  extension(extendedKeyUsage, false, sequence(objectId(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01))),
  // An address, and a name.
  extension(
    subjectAltName,
    false,
    sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])), tagged(0x82, Buffer.from('localhost'))),
  ),
];
