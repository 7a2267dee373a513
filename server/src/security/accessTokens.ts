import { tokenClaimsSchema } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { AccessTokens } from '../domain/ports/security.ts';

/** JSON Web Tokens, HS256. `secret` is used as its UTF-8 bytes. */
export function createAccessTokens(secret: string): AccessTokens {
  const key = new TextEncoder().encode(secret);
  return {
    sign: (claims, lifetime) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt()
        .setExpirationTime(`${lifetime}s`)
        .sign(key),

    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
        const claims = tokenClaimsSchema.safeParse(payload);
        if (claims.success) return claims.data;
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new CommandError('TOKEN_EXPIRED');
        if (!(error instanceof errors.JOSEError)) throw error;
      }
      throw new CommandError('NOT_AUTHENTICATED', 'This sign-in is not valid. Please sign in again.');
    },
  };
}
