import { success } from '@erp-whatsapp/shared/answers';
import { pushSubscriptionSchema } from '@erp-whatsapp/shared/push';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** `/api/push`: notifications for this browser while no page is open in it. */
export function createPushRoutes(parts: { domain: Pick<Domain, 'auth' | 'pushes'>; cookies: Cookies }): MountedRoutes {
  const { pushes } = parts.domain;
  const routes = createRoutes({ name: 'Notifications by push', folder: '/api/push' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/key',
      summary: 'The public key that a browser subscribes with',
      mayCall: 'signedIn',
      input: nothing,
      answer: success({ key: z.string() }),
    },
    async () => ({ success: true, key: await pushes.publicKey() }),
  );

  routes.add(
    {
      method: 'post',
      path: '/subscriptions',
      summary: 'Be told of messages in this browser; replaces what the sign-in had',
      mayCall: 'signedIn',
      input: pushSubscriptionSchema,
      answer: success({}),
      statuses: [201],
      refusals: ['CONFLICT'],
    },
    async ({ actor, input }) => {
      await pushes.subscribe(actor, input);
      return { success: true };
    },
  );

  routes.add(
    {
      method: 'delete',
      path: '/subscriptions',
      summary: 'Be told no more',
      mayCall: 'signedIn',
      input: nothing,
      answer: success({}),
      refusals: ['CONFLICT'],
    },
    async ({ actor }) => {
      await pushes.unsubscribe(actor);
      return { success: true };
    },
  );

  return routes;
}
