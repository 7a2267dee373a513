import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../domain/ports/security.ts';

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswords(): Passwords {
  // Verified against when there is no account, so that the answer takes as long.
  const decoy = hash('no account has this password', cost);
  return {
    hash: (password) => hash(password, cost),
    async verify(stored, password) {
      const isRight = await verify(stored ?? (await decoy), password);
      return stored !== null && isRight;
    },
  };
}
