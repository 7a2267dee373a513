import { newApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import { Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readAdmin } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';

/** `/api/api-keys`: keys for programs, for admins. */
export function createApiKeyRoutes(parts: { domain: Pick<Domain, 'auth' | 'apiKeys'>; cookies: Cookies }): Router {
  const { apiKeys } = parts.domain;
  const router = Router();

  router.get('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    response.json({ success: true, data: await apiKeys.list(workspaceId) });
  });

  router.post('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    const made = await apiKeys.create(workspaceId, readInput(newApiKeySchema, request.body));
    response.status(201).json({ success: true, ...made });
  });

  router.delete('/:id', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    await apiKeys.revoke(workspaceId, request.params.id);
    response.json({ success: true });
  });

  return router;
}
