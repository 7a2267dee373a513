import { CommandError, errorTable, toFailure } from '@erp-whatsapp/shared/errors';
import express, { type Router } from 'express';

/** What of the control API is handed on. */
const handedOn = /^\/(phones|customers|faults)(\/|\?|$)/;

/**
 * Hands the control API on to the simulator; mounted at `/api/simulator`, behind a check who is asking.
 * @param locate resolves to any address of the simulator, of which only the host counts; asked for every request, so
 * that the simulator may start with the first one.
 */
export function createControlRouter(locate: () => Promise<string>): Router {
  const router = express.Router();
  router.use(express.json({ limit: '64mb' }));
  router.use(async (request, response, next) => {
    if (!handedOn.test(request.url)) {
      next();
      return;
    }
    const hasBody = request.method !== 'GET' && request.body !== undefined;
    try {
      const base = new URL('/api/simulator', await locate()).href;
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
