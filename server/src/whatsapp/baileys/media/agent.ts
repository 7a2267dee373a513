import { Agent } from 'node:https';

/**
 * For a WhatsApp that is not the real one: trusts its certificates at its media host, beside no other connection of this
 * process. `undefined`: as Node does it.
 * @param authority the certificate to trust, as PEM
 */
export function createMediaAgent(authority: string | undefined): Agent | undefined {
  return authority === undefined ? undefined : new Agent({ ca: authority });
}
