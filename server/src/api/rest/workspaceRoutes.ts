import { renamingSchema } from '@erp-whatsapp/shared/user';
import { Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readAdmin } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';

/** `/api/workspace`: the asker's own, for its admins. */
export function createWorkspaceRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'workspaces'>;
  cookies: Cookies;
}): Router {
  const { workspaces } = parts.domain;
  const router = Router();

  router.get('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    response.json({ success: true, ...(await workspaces.get(workspaceId)) });
  });

  router.patch('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    const { name } = readInput(renamingSchema, request.body);
    response.json({ success: true, ...(await workspaces.rename(workspaceId, name)) });
  });

  return router;
}
