import { pushSubscriptionSchema } from '@erp-whatsapp/shared/push';
import { Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readActor } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';

/** `/api/push`: notifications for this browser while no page is open in it. */
export function createPushRoutes(parts: { domain: Pick<Domain, 'auth' | 'pushes'>; cookies: Cookies }): Router {
  const { pushes } = parts.domain;
  const router = Router();

  router.get('/key', async (request, response) => {
    await readActor(request, parts);
    response.json({ success: true, key: await pushes.publicKey() });
  });

  router.post('/subscriptions', async (request, response) => {
    const actor = await readActor(request, parts);
    await pushes.subscribe(actor, readInput(pushSubscriptionSchema, request.body));
    response.status(201).json({ success: true });
  });

  router.delete('/subscriptions', async (request, response) => {
    await pushes.unsubscribe(await readActor(request, parts));
    response.json({ success: true });
  });

  return router;
}
