import type { TokenClaims } from '@erp-whatsapp/shared/auth';

export type Passwords = {
  hash: (password: string) => Promise<string>;
  /** Takes as long for `hash === null`, so that nobody learns by time which accounts exist. */
  verify: (hash: string | null, password: string) => Promise<boolean>;
};

export type AccessTokens = {
  /** @param lifetime in seconds */
  sign: (claims: Omit<TokenClaims, 'exp'>, lifetime: number) => Promise<string>;
  /** @throws CommandError `TOKEN_EXPIRED`, or `NOT_AUTHENTICATED` for all else that is wrong with it. */
  verify: (token: string) => Promise<TokenClaims>;
};

/** Encryption at rest. `context` names what is encrypted (a channel's id, …) and must be the same to decrypt. */
export type Cipher = {
  encrypt: (plain: Uint8Array, context: string) => Uint8Array;
  /** @throws Error when the key or the context is another, or the bytes were changed. */
  decrypt: (encrypted: Uint8Array, context: string) => Uint8Array;
};

/** A one-way hash for tokens that are unguessable by themselves (SHA-256, hex). */
export type HashToken = (token: string) => string;
