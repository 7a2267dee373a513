import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal. Enough for values that are unguessable by themselves; never for passwords. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
