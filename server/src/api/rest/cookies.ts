import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { accessTokenLifetime, type Grant, signInLifetime } from '../../domain/auth.ts';

const refreshCookie = 'refresh';
const sessionCookie = 'session';
/** Only these routes ever see the refresh token. */
const refreshPath = '/api/auth';

/** @param isSecure whether browsers shall send them over HTTPS alone */
export function createCookies(isSecure: boolean) {
  const common = { httpOnly: true, sameSite: 'strict', secure: isSecure } as const;
  return {
    set(response: Response, grant: Grant): void {
      response.cookie(refreshCookie, grant.refreshToken, { ...common, path: refreshPath, maxAge: signInLifetime });
      response.cookie(sessionCookie, grant.token, { ...common, path: '/', maxAge: accessTokenLifetime * 1000 });
    },
    clear(response: Response): void {
      response.clearCookie(refreshCookie, { ...common, path: refreshPath });
      response.clearCookie(sessionCookie, { ...common, path: '/' });
    },
    refreshToken: (request: Request) => readCookie(request, refreshCookie),
    session: (request: Request) => readCookie(request, sessionCookie),
  };
}

export type Cookies = ReturnType<typeof createCookies>;

function readCookie(request: Request, name: string): string | null {
  return parseCookie(request.headers.cookie ?? '')[name] ?? null;
}
