import type { ChannelsFailure } from '@erp-whatsapp/shared/dialects/channels';
import { errorTable, type Failure } from '@erp-whatsapp/shared/errors';
import type { Response } from 'express';
import { setRetryAfter } from '../errors.ts';

/** A refusal in this vocabulary's form, with its code's HTTP status. */
export function answerChannelsFailure(response: Response, failure: Failure): void {
  const { code, error: message, retryAfterMs } = failure;
  setRetryAfter(response, failure);
  const details = retryAfterMs === undefined ? {} : { details: { retryAfterMs } };
  const answer: ChannelsFailure = { ok: false, error: { code, message, ...details } };
  response.status(errorTable[code].status).json(answer);
}
