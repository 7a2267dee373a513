import { success } from '@erp-whatsapp/shared/answers';
import { apiKeySchema, madeApiKeySchema, newApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** `/api/api-keys`: keys for programs, for admins. */
export function createApiKeyRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'apiKeys'>;
  cookies: Cookies;
}): MountedRoutes {
  const { apiKeys } = parts.domain;
  const routes = createRoutes({ name: 'API keys', folder: '/api/api-keys' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/',
      summary: 'List the keys',
      mayCall: 'admin',
      input: nothing,
      answer: success({ data: z.array(apiKeySchema) }),
    },
    async ({ actor }) => ({ success: true, data: await apiKeys.list(actor.workspaceId) }),
  );

  routes.add(
    {
      method: 'post',
      path: '/',
      summary: 'Make a key; it is shown this once',
      mayCall: 'admin',
      input: newApiKeySchema,
      answer: success(madeApiKeySchema.shape),
      statuses: [201],
    },
    async ({ actor, input }) => ({ success: true, ...(await apiKeys.create(actor.workspaceId, input)) }),
  );

  routes.add(
    {
      method: 'delete',
      path: '/:id',
      summary: 'Revoke a key',
      mayCall: 'admin',
      input: nothing,
      answer: success({}),
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, id }) => {
      await apiKeys.revoke(actor.workspaceId, id);
      return { success: true };
    },
  );

  return routes;
}
