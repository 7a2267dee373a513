import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { proto } from 'baileys/WAProto/index.js';
import { agree, generateKeyPair, type KeyPair } from './keys.ts';

/** What a connection starts with: protocol, version 6, dictionary 3. */
export const noiseHeader = Buffer.from([0x57, 0x41, 6, 3]);

const protocolName = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0');
const nothing = Buffer.alloc(0);
const tagLength = 16;

export type NoiseIdentity = { staticKey: KeyPair; certificateChain: Uint8Array };

/** The encrypted connection after the handshake; each direction counts its own frames. */
export type NoiseTransport = { encrypt(plaintext: Uint8Array): Buffer; decrypt(ciphertext: Uint8Array): Buffer };

export type NoiseFinish = { clientStaticKey: Buffer; payload: Buffer; transport: NoiseTransport };

/** The responder's side of Noise_XX as WhatsApp's servers speak it, for one connection. */
export function createNoiseResponder({ staticKey, certificateChain }: NoiseIdentity) {
  const state = createHandshakeState();
  const ephemeral = generateKeyPair();
  let clientEphemeral: Buffer | undefined;

  return {
    /** @returns the encoded ServerHello. Throws on what is no ClientHello. */
    answerHello(message: Uint8Array): Buffer {
      const hello = proto.HandshakeMessage.decode(message).clientHello;
      if (hello?.ephemeral?.length !== 32) {
        throw new Error('The first frame is no ClientHello.');
      }
      clientEphemeral = Buffer.from(hello.ephemeral);
      state.mixHash(noiseHeader);
      state.mixHash(clientEphemeral);
      state.mixHash(ephemeral.publicKey);
      state.mixKey(agree(ephemeral.privateKey, clientEphemeral));
      const encryptedStatic = state.encrypt(staticKey.publicKey);
      state.mixKey(agree(staticKey.privateKey, clientEphemeral));
      const serverHello = {
        ephemeral: ephemeral.publicKey,
        static: encryptedStatic,
        payload: state.encrypt(certificateChain),
      };
      return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish());
    },

    /** Reads the ClientFinish. Throws when its authentication fails. */
    readFinish(message: Uint8Array): NoiseFinish {
      const finish = proto.HandshakeMessage.decode(message).clientFinish;
      if (!finish?.static || !finish.payload) {
        throw new Error('The second frame is no ClientFinish.');
      }
      const clientStaticKey = state.decrypt(finish.static);
      state.mixKey(agree(ephemeral.privateKey, clientStaticKey));
      const payload = state.decrypt(finish.payload);
      return { clientStaticKey, payload, transport: state.split() };
    },
  };
}

function createHandshakeState() {
  let hash: Buffer = protocolName;
  let salt: Buffer = protocolName;
  let key: Buffer = protocolName;
  let counter = 0;

  function mixHash(data: Uint8Array): void {
    hash = createHash('sha256').update(hash).update(data).digest();
  }

  function expand(secret: Uint8Array): [Buffer, Buffer] {
    const bytes = Buffer.from(hkdfSync('sha256', secret, salt, nothing, 64));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  }

  return {
    mixHash,

    mixKey(secret: Uint8Array): void {
      [salt, key] = expand(secret);
      counter = 0;
    },

    encrypt(plaintext: Uint8Array): Buffer {
      const ciphertext = seal({ key, counter: counter++, authenticated: hash }, plaintext);
      mixHash(ciphertext);
      return ciphertext;
    },

    decrypt(ciphertext: Uint8Array): Buffer {
      const plaintext = open({ key, counter: counter++, authenticated: hash }, ciphertext);
      mixHash(ciphertext);
      return plaintext;
    },

    split(): NoiseTransport {
      const [fromClient, toClient] = expand(nothing);
      let received = 0;
      let sent = 0;
      return {
        encrypt: (plaintext) => seal({ key: toClient, counter: sent++, authenticated: nothing }, plaintext),
        decrypt: (ciphertext) => open({ key: fromClient, counter: received++, authenticated: nothing }, ciphertext),
      };
    },
  };
}

type CipherState = { key: Buffer; counter: number; authenticated: Buffer };

function seal({ key, counter, authenticated }: CipherState, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter)).setAAD(authenticated);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open({ key, counter, authenticated }: CipherState, sealed: Uint8Array): Buffer {
  const tagAt = sealed.length - tagLength;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter)).setAAD(authenticated);
  decipher.setAuthTag(sealed.subarray(tagAt));
  return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]);
}

function nonce(counter: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 8);
  return bytes;
}
