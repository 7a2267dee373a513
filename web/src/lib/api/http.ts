import { type ErrorCode, isErrorCode } from '@erp-whatsapp/shared/errors';
import { type ReadAnswer, readFailure } from './answers.ts';

/** `UNREACHABLE`: no answer came at all, or one that is not ours (a proxy's page, for example). */
export type HttpErrorCode = ErrorCode | 'UNREACHABLE';

/** A refused or failed call. `message` is a sentence for a person. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  /** Milliseconds to wait before the next try; only with `RATE_LIMITED`. */
  readonly retryAfterMs: number | undefined;

  constructor(code: HttpErrorCode, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export type HttpCall<T> = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the root, with its query: `/api/auth/me`. */
  path: string;
  body?: object;
  token?: string | null;
  /** After this long without an answer the server counts as unreachable. */
  timeoutMs?: number;
  /** Takes the answer apart; `null` when it is not what it must be. */
  read: ReadAnswer<T>;
};

/** @throws HttpError whatever goes wrong. */
export type Http = <T>(call: HttpCall<T>) => Promise<T>;

/** Calls to the REST API under `baseUrl`, with the cookies that keep a person signed in. */
export function createHttp(baseUrl: string): Http {
  return async ({ method, path, body, token, timeoutMs, read }) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      credentials: 'include',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
    }).catch(() => {
      throw unreachable();
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw toHttpError(answer);
    const value = read(answer);
    if (value === null) throw unreachable();
    return value;
  };
}

/** For calls whose answer says nothing beyond that it worked. */
export function readNothing(): true {
  return true;
}

function toHttpError(answer: unknown): HttpError {
  const failure = readFailure(answer);
  if (failure === null || !isErrorCode(failure.code)) return unreachable();
  return new HttpError(failure.code, failure.error, failure.retryAfterMs);
}

function unreachable(): HttpError {
  return new HttpError('UNREACHABLE', 'The server can’t be reached.');
}
