import { success } from '@erp-whatsapp/shared/answers';
import {
  adminsSchema,
  meSchema,
  type SignInSession,
  signInSessionSchema,
  type WhatsAppNetwork,
} from '@erp-whatsapp/shared/auth';
import { renamingSchema, userSchema } from '@erp-whatsapp/shared/user';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { ListedSignIn } from '../../domain/signIns.ts';
import type { Cookies } from './cookies.ts';
import { nameDevice } from './deviceName.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** Below `/api/auth`: who one is, and where one is signed in. */
export function createOwnAccountRoutes(parts: {
  domain: Pick<Domain, 'auth' | 'signIns' | 'users'>;
  cookies: Cookies;
  whatsappNetwork: WhatsAppNetwork;
}): MountedRoutes {
  const { auth, signIns, users } = parts.domain;
  const routes = createRoutes({ name: "One's own account", folder: '/api/auth' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/me',
      summary: 'Who one is, and in which workspace',
      mayCall: 'signedIn',
      input: nothing,
      answer: meSchema,
    },
    async ({ actor }) => ({ ...(await auth.me(actor)), whatsappNetwork: parts.whatsappNetwork }),
  );

  routes.add(
    {
      method: 'patch',
      path: '/me',
      summary: 'Give oneself another name',
      mayCall: 'signedIn',
      input: renamingSchema,
      answer: success({ user: userSchema }),
      refusals: ['CONFLICT'],
    },
    async ({ actor, input }) => ({ success: true, user: await auth.rename(actor, input.name) }),
  );

  routes.add(
    {
      method: 'get',
      path: '/admins',
      summary: 'Whom to ask for what only admins may do',
      mayCall: 'signedIn',
      input: nothing,
      answer: success(adminsSchema.shape),
    },
    async ({ actor }) => ({ success: true, data: await users.listAdmins(actor.workspaceId) }),
  );

  routes.add(
    {
      method: 'get',
      path: '/sessions',
      summary: "List one's own sign-ins, the asking one first",
      mayCall: 'signedIn',
      input: nothing,
      answer: success({ data: z.array(signInSessionSchema) }),
    },
    async ({ actor }) => ({ success: true, data: (await signIns.list(actor)).map(toSession) }),
  );

  routes.add(
    {
      method: 'delete',
      path: '/sessions/:id',
      summary: "End one of one's own sign-ins",
      mayCall: 'signedIn',
      input: nothing,
      answer: success({}),
      refusals: ['NOT_FOUND'],
    },
    async ({ actor, id }) => {
      await signIns.end(actor, id);
      return { success: true };
    },
  );

  return routes;
}

function toSession({ id, userAgent, createdAt, usedAt, isCurrent }: ListedSignIn): SignInSession {
  return { id, ...nameDevice(userAgent), createdAt: toIso(createdAt), lastUsedAt: toIso(usedAt), isCurrent };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
