import { CommandError, errorTable, type Failure, toFailure } from '@erp-whatsapp/shared/errors';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Log } from '../../domain/ports/runtime.ts';

/** For every address that no route takes. */
export const refuseUnknown: RequestHandler = () => {
  throw new CommandError('NOT_FOUND', 'There is nothing at this address.');
};

/**
 * Turns whatever a route threw into its code, its HTTP status and a sentence.
 * @param answer gives it the form of a vocabulary
 */
export function createErrorHandler(log: Log, answer = answerFailure): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const known = fromExpress(error) ?? error;
    if (!(known instanceof CommandError)) log.error({ err: error, path: request.path }, 'a request failed');
    answer(response, toFailure(known));
  };
}

/** A failure with its code's HTTP status. */
export function answerFailure(response: Response, failure: Failure): void {
  setRetryAfter(response, failure);
  response.status(errorTable[failure.code].status).json(failure);
}

export function setRetryAfter(response: Response, { retryAfterMs }: Failure): void {
  if (retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
}

/** Refusals of Express' own parts carry an HTTP status: a body that can't be read, a file that is not there. */
function fromExpress(error: unknown): CommandError | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  switch (error.status) {
    case 400:
      return new CommandError('INVALID_INPUT', 'The request could not be read. Send JSON.');
    case 415:
      return new CommandError(
        'INVALID_INPUT',
        'The request is in an encoding that is not known here. Send JSON in UTF-8.',
      );
    // What leads out of a folder of files does not exist either.
    case 403:
    case 404:
      return new CommandError('NOT_FOUND', 'There is nothing at this address.');
    case 413:
      return new CommandError('PAYLOAD_TOO_LARGE');
    default:
      return null;
  }
}
