import { success } from '@erp-whatsapp/shared/answers';
import { managedUserSchema, newUserSchema, userChangeSchema } from '@erp-whatsapp/shared/user';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** `/api/users`: the members of a workspace, for its admins. */
export function createUserRoutes(parts: { domain: Pick<Domain, 'auth' | 'users'>; cookies: Cookies }): MountedRoutes {
  const { users } = parts.domain;
  const routes = createRoutes({ name: 'Users', folder: '/api/users' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/',
      summary: 'List the users, oldest first',
      mayCall: 'admin',
      input: nothing,
      answer: success({ data: z.array(managedUserSchema) }),
    },
    async ({ actor }) => ({ success: true, data: await users.list(actor.workspaceId) }),
  );

  routes.add(
    {
      method: 'post',
      path: '/',
      summary: 'Add a user',
      mayCall: 'admin',
      input: newUserSchema,
      answer: success(managedUserSchema.shape),
      statuses: [201],
      refusals: ['CONFLICT'],
    },
    async ({ actor, input }) => ({ success: true, ...(await users.create(actor.workspaceId, input)) }),
  );

  routes.add(
    {
      method: 'patch',
      path: '/:id',
      summary: 'Change a user: what is left out stays',
      mayCall: 'admin',
      input: userChangeSchema,
      answer: success(managedUserSchema.shape),
      refusals: ['NOT_FOUND', 'CONFLICT'],
    },
    async ({ actor, id, input }) => ({ success: true, ...(await users.change(actor.workspaceId, id, input)) }),
  );

  return routes;
}
