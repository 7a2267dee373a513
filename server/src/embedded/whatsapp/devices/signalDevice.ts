import { randomInt } from 'node:crypto';
import { proto } from 'baileys/WAProto/index.js';
import { ProtocolAddress, SessionCipher, SessionRecord, type SignalStorage } from 'libsignal';
import SessionBuilder from 'libsignal/src/session_builder.js';
import { z } from 'zod';
import { isBundleSigned, type KeyBundle, type PublicPreKey } from '../protocol/keyBundle.ts';
import { withKeyType } from '../protocol/keys.ts';
import type { PrimaryKeys } from '../state/accounts.ts';
import type { MessageKey, SignalKeys } from '../state/signalKeys.ts';

/** The other end of a Signal session: a person's id and the number of their device. */
export type Peer = { lid: string; device: number };

export type CiphertextType = 'msg' | 'pkmsg';
export type Ciphertext = { type: CiphertextType; bytes: Buffer };

/**
 * `used`: the message key was spent on an earlier message, so nothing can be read and nothing is asked for;
 * `unreadable`: no session fits.
 */
export type Decrypted = { kind: 'plain'; bytes: Buffer } | { kind: 'used' } | { kind: 'unreadable'; why: string };

export type SignalDevice = ReturnType<typeof createSignalDevice>;

const sessionsSchema = z.object({
  version: z.string(),
  _sessions: z.record(z.string(), z.looseObject({ indexInfo: z.looseObject({ used: z.number() }) })),
});

/** A phone's Signal protocol: sessions with other devices, kept in `keys`. */
export function createSignalDevice(own: PrimaryKeys, keys: SignalKeys) {
  const ownIdentity = {
    pubKey: withKeyType(own.identity.publicKey),
    privKey: own.identity.privateKey,
  };
  const storage: SignalStorage = {
    async loadSession(address) {
      const record = keys.findSession(address);
      return record === undefined ? null : SessionRecord.deserialize(JSON.parse(record));
    },
    async storeSession(address, record) {
      keys.storeSession(address, JSON.stringify(record.serialize()));
    },
    // As in WhatsApp, a changed identity is taken over: a phone shows "security code changed" and goes on.
    isTrustedIdentity: () => true,
    async loadPreKey(keyId) {
      const pair = keys.findPreKey(Number(keyId));
      return pair && { pubKey: withKeyType(pair.publicKey), privKey: pair.privateKey };
    },
    removePreKey: (keyId) => keys.removePreKey(keyId),
    loadSignedPreKey: () => ({
      pubKey: withKeyType(own.signedPreKey.publicKey),
      privKey: own.signedPreKey.privateKey,
    }),
    getOurRegistrationId: () => own.registrationId,
    getOurIdentity: () => ownIdentity,
  };

  return {
    /** Makes one-time keys for the server to give out. */
    makePreKeys: (count: number): PublicPreKey[] => keys.makePreKeys(count),

    async hasSession(peer: Peer): Promise<boolean> {
      const record = await storage.loadSession(toAddress(peer).toString());
      return record?.haveOpenSession() ?? false;
    },

    /** Opens a new session. Throws on a bundle whose signature is not good. */
    async openSession(peer: Peer, bundle: KeyBundle): Promise<void> {
      if (!isBundleSigned(bundle)) {
        throw new Error(`The keys of device ${toAddress(peer)} are not signed by its identity.`);
      }
      const { registrationId, identityKey, signedPreKey, preKey } = bundle;
      await new SessionBuilder(storage, toAddress(peer)).initOutgoing({
        registrationId,
        identityKey: withKeyType(identityKey),
        signedPreKey: { ...signedPreKey, publicKey: withKeyType(signedPreKey.publicKey) },
        preKey: preKey && { ...preKey, publicKey: withKeyType(preKey.publicKey) },
      });
    },

    /** Encrypts for a device that there is an open session with. */
    async encrypt(peer: Peer, plaintext: Uint8Array): Promise<Ciphertext> {
      const { type, body } = await new SessionCipher(storage, toAddress(peer)).encrypt(pad(plaintext));
      return { type: type === 3 ? 'pkmsg' : 'msg', bytes: Buffer.from(body, 'binary') };
    },

    /**
     * @param isGenuine asked only about what was not read before: whether the sender is who it claims to be.
     */
    async decrypt(peer: Peer, ciphertext: Ciphertext, isGenuine: () => boolean): Promise<Decrypted> {
      const address = toAddress(peer);
      try {
        const messageKey = readMessageKey(ciphertext);
        if (keys.isUsed(address.toString(), messageKey)) {
          return { kind: 'used' };
        }
        if (!isGenuine()) {
          return { kind: 'unreadable', why: 'The sending device is not signed by its account.' };
        }
        const padded =
          ciphertext.type === 'pkmsg'
            ? await new SessionCipher(storage, address).decryptPreKeyWhisperMessage(ciphertext.bytes)
            : await decryptWithAnySession(address, ciphertext.bytes);
        keys.markUsed(address.toString(), messageKey);
        return { kind: 'plain', bytes: unpad(padded) };
      } catch (error) {
        return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
      }
    },
  };

  /**
   * Tries the sessions one by one, each on a copy: libsignal's own loop also steps the ratchets of those that do not
   * fit and would store them spoilt.
   */
  async function decryptWithAnySession(address: ProtocolAddress, bytes: Buffer): Promise<Buffer> {
    const stored = keys.findSession(address.toString());
    if (stored === undefined) {
      throw new Error('There is no session with this device.');
    }
    const record = sessionsSchema.parse(JSON.parse(stored));
    const newestFirst = Object.entries(record._sessions).sort(([, a], [, b]) => b.indexInfo.used - a.indexInfo.used);
    for (const [baseKey, session] of newestFirst) {
      const single = { version: record.version, _sessions: { [baseKey]: session } };
      let changed: unknown;
      const copy: SignalStorage = {
        ...storage,
        loadSession: async () => SessionRecord.deserialize(JSON.parse(JSON.stringify(single))),
        async storeSession(_address, next) {
          changed = next.serialize();
        },
      };
      const plaintext = await new SessionCipher(copy, address).decryptWhisperMessage(bytes).catch(() => undefined);
      if (plaintext) {
        Object.assign(record._sessions, sessionsSchema.parse(changed)._sessions);
        keys.storeSession(address.toString(), JSON.stringify(record));
        return plaintext;
      }
    }
    throw new Error('No session with this device fits the message.');
  }
}

/** The same message with a MAC that does not fit: whoever gets it finds that it can't be read, and has lost nothing. */
export function garble({ type, bytes }: Ciphertext): Ciphertext {
  if (type === 'msg') return { type, bytes: flipLastByte(bytes) };
  const envelope = proto.PreKeySignalMessage.decode(bytes.subarray(1));
  const message = flipLastByte(envelope.message ?? Buffer.alloc(0));
  const garbled = proto.PreKeySignalMessage.encode({ ...envelope, message }).finish();
  return { type, bytes: Buffer.concat([bytes.subarray(0, 1), garbled]) };
}

function flipLastByte(bytes: Uint8Array): Buffer {
  const flipped = Buffer.from(bytes);
  if (flipped.length > 0) flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
  return flipped;
}

/** The identity that a first message of a session claims to come from, 32 bytes. */
export function readSenderIdentity(bytes: Uint8Array): Buffer | undefined {
  try {
    const { identityKey } = proto.PreKeySignalMessage.decode(bytes.subarray(1));
    return identityKey?.length === 33 ? Buffer.from(identityKey.subarray(1)) : undefined;
  } catch {
    return undefined;
  }
}

function readMessageKey({ type, bytes }: Ciphertext): MessageKey {
  const inner = type === 'pkmsg' ? proto.PreKeySignalMessage.decode(bytes.subarray(1)).message : bytes;
  if (!inner || inner.length < 10) {
    throw new Error('The ciphertext is too short.');
  }
  // One byte of version before, eight of MAC after.
  const { ratchetKey, counter } = proto.SignalMessage.decode(inner.subarray(1, -8));
  if (!ratchetKey) {
    throw new Error('The ciphertext carries no ratchet key.');
  }
  return { ratchetKey, counter: counter ?? 0 };
}

function toAddress({ lid, device }: Peer): ProtocolAddress {
  return new ProtocolAddress(lid, device);
}

/** 1 to 16 bytes, each of them saying how many. */
function pad(plaintext: Uint8Array): Buffer {
  const length = randomInt(1, 17);
  return Buffer.concat([plaintext, Buffer.alloc(length, length)]);
}

function unpad(padded: Buffer): Buffer {
  const length = padded.at(-1) ?? 0;
  if (length === 0 || length > padded.length) {
    throw new Error('The padding is broken.');
  }
  return padded.subarray(0, padded.length - length);
}
