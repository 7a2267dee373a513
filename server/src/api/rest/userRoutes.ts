import { newUserSchema, userChangeSchema } from '@erp-whatsapp/shared/user';
import { Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import { readAdmin } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';

/** `/api/users`: the members of a workspace, for its admins. */
export function createUserRoutes(parts: { domain: Pick<Domain, 'auth' | 'users'>; cookies: Cookies }): Router {
  const { users } = parts.domain;
  const router = Router();

  router.get('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    response.json({ success: true, data: await users.list(workspaceId) });
  });

  router.post('/', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    const user = await users.create(workspaceId, readInput(newUserSchema, request.body));
    response.status(201).json({ success: true, ...user });
  });

  router.patch('/:id', async (request, response) => {
    const { workspaceId } = await readAdmin(request, parts);
    const user = await users.change(workspaceId, request.params.id, readInput(userChangeSchema, request.body));
    response.json({ success: true, ...user });
  });

  return router;
}
