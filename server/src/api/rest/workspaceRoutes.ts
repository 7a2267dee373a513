import { success } from '@erp-whatsapp/shared/answers';
import { renamingSchema, workspaceSchema } from '@erp-whatsapp/shared/user';
import type { Domain } from '../../domain/createDomain.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** `/api/workspace`: the asker's own, for its admins. */
export function createWorkspaceRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'workspaces'>;
  cookies: Cookies;
}): MountedRoutes {
  const { workspaces } = parts.domain;
  const routes = createRoutes({ name: 'Workspace', folder: '/api/workspace' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/',
      summary: 'The workspace',
      mayCall: 'admin',
      input: nothing,
      answer: success(workspaceSchema.shape),
    },
    async ({ actor }) => ({ success: true, ...(await workspaces.get(actor.workspaceId)) }),
  );

  routes.add(
    {
      method: 'patch',
      path: '/',
      summary: 'Rename the workspace',
      mayCall: 'admin',
      input: renamingSchema,
      answer: success(workspaceSchema.shape),
    },
    async ({ actor, input }) => ({ success: true, ...(await workspaces.rename(actor.workspaceId, input.name)) }),
  );

  return routes;
}
