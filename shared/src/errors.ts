/**
 * The one table of error codes: HTTP status and the sentence shown when the place that failed has none of its own.
 * Every dialect answers with these codes; no other code ever leaves the server.
 */
export const errorTable = {
  NOT_AUTHENTICATED: { status: 401, message: 'Please sign in first.' },
  TOKEN_EXPIRED: { status: 401, message: 'Your sign-in has expired. Sign in again or refresh it.' },
  FORBIDDEN: { status: 403, message: 'Your role does not allow this. Ask an admin.' },
  NOT_FOUND: { status: 404, message: 'This does not exist, or it was removed.' },
  INVALID_INPUT: { status: 400, message: 'Some of what was sent is missing or not in the expected form.' },
  INVALID_PHONE: {
    status: 400,
    message: 'This is not a phone number. Write it with its country code, for example +49 1511 2345678.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'This is too large. Send something smaller.' },
  RATE_LIMITED: { status: 429, message: 'Too much at once. Wait a moment and try again.' },
  CHANNEL_NOT_ACTIVE: { status: 409, message: 'No WhatsApp number is connected. An admin can connect one.' },
  WINDOW_CLOSED: {
    status: 422,
    message: 'The customer has not written in the last 24 hours. Only an approved template can be sent now.',
  },
  TEMPLATE_INVALID: { status: 422, message: 'The template does not exist, or its variables do not fit.' },
  MEDIA_UNSUPPORTED: { status: 415, message: 'WhatsApp does not take this kind of file.' },
  MEDIA_UNREACHABLE: { status: 502, message: 'The file could not be fetched from its address.' },
  WHATSAPP_REJECTED: { status: 502, message: 'WhatsApp refused the message.' },
  NOT_ON_WHATSAPP: { status: 422, message: 'This number is not on WhatsApp.' },
  NOT_CONFIRMED: { status: 409, message: 'WhatsApp has not confirmed the message. It may have arrived.' },
  OPTED_OUT: { status: 409, message: 'The customer does not want to get messages.' },
  CONFLICT: { status: 409, message: 'This contradicts what already exists.' },
  INTERNAL: { status: 500, message: 'The server could not do this just now. Try again in a moment.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorTable;

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(errorTable, value);
}

/** What went wrong, as it goes over the wire. `error` is a sentence for a person. */
export type Failure = {
  success: false;
  error: string;
  code: ErrorCode;
  /** How long to wait before the next try, in milliseconds. Only with `RATE_LIMITED`. */
  retryAfterMs?: number;
};

/** What a command answers: its result's fields beside `success: true`, or a {@link Failure}. */
export type Result<T extends object> = ({ success: true } & T) | Failure;

/** Thrown by the domain for everything that is the asker's to know. Any other error is `INTERNAL`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string = errorTable[code].message, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The wire form of whatever was thrown; what is not a {@link CommandError} never shows its own text. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof CommandError)) {
    return { success: false, error: errorTable.INTERNAL.message, code: 'INTERNAL' };
  }
  return {
    success: false,
    error: error.message,
    code: error.code,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}
