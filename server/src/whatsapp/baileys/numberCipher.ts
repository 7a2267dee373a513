import type { Cipher } from '../../domain/ports/security.ts';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';

/** Encrypts what belongs to one number. `kind` names what it is, so that nothing can be put in another's place. */
export type NumberCipher = {
  encrypt: (plain: Uint8Array, kind: string) => Uint8Array;
  decrypt: (encrypted: Uint8Array, kind: string) => Uint8Array;
};

export function createNumberCipher(cipher: Cipher, { workspaceId, channelId }: ChannelRef): NumberCipher {
  const contextOf = (kind: string) => `whatsapp/${workspaceId}/${channelId}/${kind}`;
  return {
    encrypt: (plain, kind) => cipher.encrypt(plain, contextOf(kind)),
    decrypt: (encrypted, kind) => cipher.decrypt(encrypted, contextOf(kind)),
  };
}
