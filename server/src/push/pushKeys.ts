import { z } from 'zod';
import type { Cipher } from '../domain/ports/security.ts';
import type { SecretStorage } from '../domain/ports/storage/accounts.ts';

/** Under which they are kept, and for which they are encrypted. */
const name = 'push-keys';

const keysSchema = z.object({ publicKey: z.string(), privateKey: z.string() });
export type PushKeys = z.infer<typeof keysSchema>;

/** The keys that we push with: made when they are asked for first, and kept encrypted where all processes read them. */
export function createPushKeys({ secrets, cipher }: { secrets: SecretStorage; cipher: Cipher }) {
  let reading: Promise<PushKeys> | null = null;

  return {
    /** @throws Error when they can't be read with this ENCRYPTION_KEY */
    read(): Promise<PushKeys> {
      reading ??= readOrMake().catch((error: unknown) => {
        reading = null;
        throw error;
      });
      return reading;
    },
  };

  async function readOrMake(): Promise<PushKeys> {
    const kept = (await secrets.get(name)) ?? (await secrets.keep(name, await make()));
    return keysSchema.parse(JSON.parse(Buffer.from(cipher.decrypt(kept, name)).toString()));
  }

  async function make(): Promise<Uint8Array> {
    const { default: webPush } = await import('web-push');
    return cipher.encrypt(Buffer.from(JSON.stringify(webPush.generateVAPIDKeys())), name);
  }
}
