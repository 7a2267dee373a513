import { isSignedBy, withKeyType } from './keys.ts';
import { bigEndian, bytesOf, child, numberOf, type Stanza, stanza } from './stanza.ts';

export type PublicPreKey = { keyId: number; publicKey: Buffer };
export type PublicSignedPreKey = PublicPreKey & { signature: Buffer };

/** What one needs of a device to open a Signal session with it. `preKey` is absent once they are used up. */
export type KeyBundle = {
  registrationId: number;
  identityKey: Buffer;
  signedPreKey: PublicSignedPreKey;
  preKey?: PublicPreKey | undefined;
};

const keyTypeByte = Buffer.from([5]);

/** Whether the identity key really signed the signed pre-key. */
export function isBundleSigned({ identityKey, signedPreKey }: KeyBundle): boolean {
  return isSignedBy(identityKey, withKeyType(signedPreKey.publicKey), signedPreKey.signature);
}

/** The bundle as children of a `user` (or `keys`) stanza. */
export function toBundleStanzas(bundle: KeyBundle): Stanza[] {
  return [
    stanza('registration', {}, bigEndian(bundle.registrationId, 4)),
    stanza('type', {}, keyTypeByte),
    stanza('identity', {}, bundle.identityKey),
    toSignedPreKeyStanza(bundle.signedPreKey),
    ...(bundle.preKey ? [toPreKeyStanza(bundle.preKey)] : []),
  ];
}

export function toSignedPreKeyStanza({ keyId, publicKey, signature }: PublicSignedPreKey): Stanza {
  return stanza('skey', {}, [
    stanza('id', {}, bigEndian(keyId, 3)),
    stanza('value', {}, publicKey),
    stanza('signature', {}, signature),
  ]);
}

function toPreKeyStanza({ keyId, publicKey }: PublicPreKey): Stanza {
  return stanza('key', {}, [stanza('id', {}, bigEndian(keyId, 3)), stanza('value', {}, publicKey)]);
}

/** Reads a `key` stanza; `undefined` when it is not whole. */
export function readPreKey(node: Stanza | undefined): PublicPreKey | undefined {
  const keyId = numberOf(node, 'id');
  const publicKey = bytesOf(node, 'value');
  return keyId === undefined || publicKey?.length !== 32 ? undefined : { keyId, publicKey };
}

/** Reads an `skey` stanza; `undefined` when it is not whole. */
export function readSignedPreKey(node: Stanza | undefined): PublicSignedPreKey | undefined {
  const preKey = readPreKey(node);
  const signature = bytesOf(node, 'signature');
  return preKey === undefined || signature?.length !== 64 ? undefined : { ...preKey, signature };
}

/** Reads the bundle that a retry receipt may carry (`registration` beside `keys`). */
export function readRetryBundle(receipt: Stanza): KeyBundle | undefined {
  const keys = child(receipt, 'keys');
  const registrationId = numberOf(receipt, 'registration');
  const identityKey = bytesOf(keys, 'identity');
  const signedPreKey = readSignedPreKey(child(keys, 'skey'));
  if (registrationId === undefined || identityKey?.length !== 32 || !signedPreKey) {
    return undefined;
  }
  return { registrationId, identityKey, signedPreKey, preKey: readPreKey(child(keys, 'key')) };
}
