import type { Admins, Me, SignInSession, WhatsAppNetwork } from '@erp-whatsapp/shared/auth';
import { renamingSchema } from '@erp-whatsapp/shared/user';
import { Router } from 'express';
import type { Domain } from '../../domain/createDomain.ts';
import type { ListedSignIn } from '../../domain/signIns.ts';
import { readActor } from '../actor.ts';
import { readInput } from '../runCommand.ts';
import type { Cookies } from './cookies.ts';
import { nameDevice } from './deviceName.ts';

/** Below `/api/auth`: who one is, and where one is signed in. */
export function createOwnAccountRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'signIns' | 'users'>;
  cookies: Cookies;
  whatsappNetwork: WhatsAppNetwork;
}): Router {
  const { auth, signIns, users } = parts.domain;
  const router = Router();

  router.get('/me', async (request, response) => {
    const actor = await readActor(request, parts);
    const me: Me = { ...(await auth.me(actor)), whatsappNetwork: parts.whatsappNetwork };
    response.json(me);
  });

  router.patch('/me', async (request, response) => {
    const actor = await readActor(request, parts);
    const { name } = readInput(renamingSchema, request.body);
    response.json({ success: true, user: await auth.rename(actor, name) });
  });

  router.get('/admins', async (request, response) => {
    const { workspaceId } = await readActor(request, parts);
    const admins: Admins = { data: await users.listAdmins(workspaceId) };
    response.json({ success: true, ...admins });
  });

  router.get('/sessions', async (request, response) => {
    const actor = await readActor(request, parts);
    response.json({ success: true, data: (await signIns.list(actor)).map(toSession) });
  });

  router.delete('/sessions/:id', async (request, response) => {
    const actor = await readActor(request, parts);
    await signIns.end(actor, request.params.id);
    response.json({ success: true });
  });

  return router;
}

function toSession({ id, userAgent, createdAt, usedAt, isCurrent }: ListedSignIn): SignInSession {
  return { id, ...nameDevice(userAgent), createdAt: toIso(createdAt), lastUsedAt: toIso(usedAt), isCurrent };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
