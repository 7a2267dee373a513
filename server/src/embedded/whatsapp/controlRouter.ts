import { CommandError, errorTable, toFailure } from '@erp-whatsapp/shared/errors';
import express, { type Router } from 'express';

/** What of the control API is handed on. */
const handedOn = /^\/(phones|customers|faults)(\/|\?|$)/;

/**
 * Hands the control API on to the simulator; mounted at `/api/simulator`, behind a check who is asking.
 * @param simulatorUrl any address of the simulator; only its host counts.
 */
export function createControlRouter(simulatorUrl: string): Router {
  const base = new URL('/api/simulator', simulatorUrl).href;
  const router = express.Router();
  router.use(express.json({ limit: '64mb' }));
  router.use(async (request, response, next) => {
    if (!handedOn.test(request.url)) {
      next();
      return;
    }
    const hasBody = request.method !== 'GET' && request.body !== undefined;
    try {
      // Only method, address and body go on: with a browser's own headers the simulator would refuse.
      const answer = await fetch(`${base}${request.url}`, {
        method: request.method,
        ...(hasBody ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body) } : {}),
      });
      response.status(answer.status).json(await answer.json());
    } catch {
      const failure = toFailure(new CommandError('INTERNAL', 'The WhatsApp simulator does not answer.'));
      response.status(errorTable.INTERNAL.status).json(failure);
    }
  });
  return router;
}
