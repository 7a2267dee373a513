import { type AuthenticationCreds, BufferJSON, initAuthCreds } from 'baileys';
import PQueue from 'p-queue';
import type { ChannelRef, HeldChannel, Lease } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import type { NumberCipher } from './numberCipher.ts';
import { requireLease } from './requireLease.ts';

const kind = 'credentials';

type CredentialsParts<Channel = ChannelRef> = { auth: WhatsAppAuthStorage; cipher: NumberCipher; channel: Channel };

/** One number's credentials, saved one after another in the order in which they changed. */
export function createCredentials(
  parts: CredentialsParts<HeldChannel> & { lease: Lease; onFailure: (error: unknown) => void },
) {
  const { auth, cipher, channel, lease } = parts;
  const saving = new PQueue({ concurrency: 1 });
  let failure: unknown = null;

  return {
    load: () => loadCredentials(parts),

    /** Takes them as they are now; {@link saved} tells when they are on disk. */
    save(credentials: AuthenticationCreds): void {
      const bytes = cipher.encrypt(Buffer.from(JSON.stringify(credentials, BufferJSON.replacer)), kind);
      void saving.add(async () => {
        try {
          requireLease(lease);
          await auth.saveCredentials(channel, bytes);
          failure = null;
        } catch (error) {
          failure = error;
          parts.onFailure(error);
        }
      });
    },

    /** Resolves when all that was given is on disk. Keys that the credentials count are only written after that. */
    async saved(): Promise<void> {
      await saving.onIdle();
      if (failure !== null)
        throw new Error('The credentials of this number can’t be stored just now.', { cause: failure });
    },
  };
}

export type Credentials = ReturnType<typeof createCredentials>;

export async function loadCredentials({
  auth,
  cipher,
  channel,
}: CredentialsParts): Promise<AuthenticationCreds | null> {
  const bytes = await auth.loadCredentials(channel);
  return bytes && JSON.parse(Buffer.from(cipher.decrypt(bytes, kind)).toString(), BufferJSON.reviver);
}

/**
 * Whether a phone has completed the link. `registered` stays false after a QR, and a `me` alone is a link that was
 * left half-way: WhatsApp refuses to log in with it.
 */
export function isLinked(credentials: AuthenticationCreds): boolean {
  return credentials.account !== undefined && credentials.me !== undefined;
}

export function newCredentials(): AuthenticationCreds {
  return initAuthCreds();
}
