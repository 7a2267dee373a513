import { createHmac, randomInt } from 'node:crypto';
import { proto } from 'baileys/WAProto/index.js';
import { isSignedBy, type KeyPair, sign } from './keys.ts';

const accountPrefix = Buffer.from([6, 0]);
const devicePrefix = Buffer.from([6, 1]);

export type DeviceIdentityRequest = {
  /** The phone's own identity key pair. */
  primary: KeyPair;
  /** The identity key of the device that is being linked. */
  companionIdentity: Buffer;
  /** The secret of the QR code, which only phone and device know. */
  advSecret: Buffer;
  keyIndex: number;
  now: number;
};

export type SignedDeviceIdentity = { details: Buffer; envelope: Buffer };

/**
 * What the phone hands to a device it links: the signed device identity, sealed with the QR code's secret.
 * @returns `details` (what is signed) and `envelope` (the encoded ADVSignedDeviceIdentityHMAC).
 */
export function signDeviceIdentity(request: DeviceIdentityRequest): SignedDeviceIdentity {
  const { primary, companionIdentity, advSecret, keyIndex, now } = request;
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({
      rawId: randomInt(1, 2 ** 31),
      timestamp: Math.floor(now / 1000),
      keyIndex,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish(),
  );
  const identity = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: primary.publicKey,
    accountSignature: sign(primary.privateKey, Buffer.concat([accountPrefix, details, companionIdentity])),
  }).finish();
  const envelope = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: identity,
    hmac: createHmac('sha256', advSecret).update(identity).digest(),
    accountType: proto.ADVEncryptionType.E2EE,
  }).finish();
  return { details, envelope: Buffer.from(envelope) };
}

export type DeviceIdentityKeys = { accountKey: Buffer; companionIdentity: Buffer };

/**
 * Whether a linked device's identity carries both good signatures: the account's over the device and the device's
 * over both. The account's key is the one that is known, never the one that the message brings along.
 */
export function isDeviceIdentityGenuine(encoded: Uint8Array, keys: DeviceIdentityKeys): boolean {
  const identity = readDeviceIdentity(encoded);
  if (!identity?.details || !identity.accountSignature || !identity.deviceSignature) {
    return false;
  }
  const { accountKey, companionIdentity } = keys;
  const forAccount = Buffer.concat([accountPrefix, identity.details, companionIdentity]);
  const forDevice = Buffer.concat([devicePrefix, identity.details, companionIdentity, accountKey]);
  return (
    isSignedBy(accountKey, forAccount, identity.accountSignature) &&
    isSignedBy(companionIdentity, forDevice, identity.deviceSignature)
  );
}

/** `undefined` for what is no ADVSignedDeviceIdentity. */
export function readDeviceIdentity(encoded: Uint8Array): proto.IADVSignedDeviceIdentity | undefined {
  try {
    return proto.ADVSignedDeviceIdentity.decode(encoded);
  } catch {
    return undefined;
  }
}
