import { createHash } from 'node:crypto';
import type { DeviceAddress } from '../../protocol/jid.ts';
import { readPreKey, readSignedPreKey, toBundleStanzas, toSignedPreKeyStanza } from '../../protocol/keyBundle.ts';
import { isSignedBy, withKeyType } from '../../protocol/keys.ts';
import { bigEndian, bytesOf, child, children, type Stanza, stanza } from '../../protocol/stanza.ts';
import type { Accounts } from '../../state/accounts.ts';
import type { Device, Devices } from '../../state/devices.ts';

export type KeyServer = {
  accounts: Accounts;
  devices: Devices;
  /** Told after a one-time key was given out, with how many are left. */
  onKeyTaken(address: DeviceAddress, left: number): void;
};

/**
 * The key server: what devices upload, and what others get of it.
 * @returns the answer's children, or a code why there is none.
 */
export function answerEncryption(node: Stanza, own: Device, server: KeyServer): Stanza[] | { error: number } {
  const { devices } = server;
  const isGet = node.attrs['type'] === 'get';
  const request = children(node)[0]?.tag;
  if (isGet && request === 'count') {
    return [stanza('count', { value: String(devices.countPreKeys(own)) })];
  }
  if (isGet && request === 'digest') {
    return describeKeys(own, devices);
  }
  if (isGet && request === 'key') {
    return [
      stanza(
        'list',
        {},
        children(child(node, 'key'), 'user').map((user) => giveKeys(user, server)),
      ),
    ];
  }
  if (!isGet && request === 'rotate') {
    return rotate(child(node, 'rotate'), own, devices);
  }
  return isGet ? [] : upload(node, own, devices);
}

function giveKeys(user: Stanza, { accounts, devices, onKeyTaken }: KeyServer): Stanza {
  const { jid } = user.attrs;
  const target = accounts.resolve(jid);
  const bundle = target && devices.takeBundle(target.address);
  if (!bundle) {
    return stanza('user', { jid }, [stanza('error', { code: '404', text: 'item-not-found' })]);
  }
  onKeyTaken(target.address, devices.countPreKeys(target.address));
  return stanza('user', { jid }, toBundleStanzas(bundle));
}

function upload(node: Stanza, own: Device, devices: Devices): Stanza[] | { error: number } {
  const identity = bytesOf(node, 'identity');
  const signedPreKey = readSignedPreKey(child(node, 'skey'));
  const preKeys = children(child(node, 'list'), 'key').map(readPreKey);
  if (!identity?.equals(own.identityKey) || !signedPreKey || preKeys.includes(undefined)) {
    return { error: 406 };
  }
  if (!isSignedBy(own.identityKey, withKeyType(signedPreKey.publicKey), signedPreKey.signature)) {
    return { error: 406 };
  }
  devices.changeSignedPreKey(own, signedPreKey);
  devices.addPreKeys(
    own,
    preKeys.flatMap((key) => key ?? []),
  );
  return [];
}

function rotate(node: Stanza | undefined, own: Device, devices: Devices): Stanza[] | { error: number } {
  const signedPreKey = readSignedPreKey(child(node, 'skey'));
  if (!signedPreKey || !isSignedBy(own.identityKey, withKeyType(signedPreKey.publicKey), signedPreKey.signature)) {
    return { error: 406 };
  }
  devices.changeSignedPreKey(own, signedPreKey);
  return [];
}

/** What the server holds of a device, for the device to compare; nothing when it has uploaded nothing yet. */
function describeKeys(own: Device, devices: Devices): Stanza[] {
  const preKeys = devices.listPreKeys(own);
  if (preKeys.length === 0) {
    return [];
  }
  const hash = createHash('sha1').update(own.identityKey).update(own.signedPreKey.publicKey);
  hash.update(own.signedPreKey.signature);
  for (const { publicKey } of preKeys) {
    hash.update(publicKey);
  }
  return [
    stanza('digest', {}, [
      stanza('registration', {}, bigEndian(own.registrationId, 4)),
      stanza('type', {}, Buffer.from([5])),
      stanza('identity', {}, own.identityKey),
      toSignedPreKeyStanza(own.signedPreKey),
      stanza(
        'list',
        {},
        preKeys.map(({ keyId }) => stanza('id', {}, bigEndian(keyId, 3))),
      ),
      stanza('hash', {}, hash.digest()),
    ]),
  ];
}
