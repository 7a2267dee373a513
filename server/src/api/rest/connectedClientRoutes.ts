import { success } from '@erp-whatsapp/shared/answers';
import { type ConnectedClient, connectedClientSchema } from '@erp-whatsapp/shared/connectedClient';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { Cookies } from './cookies.ts';
import { createRoutes, type MountedRoutes, nothing } from './routes.ts';

/** Who is connected over Socket.IO, in all processes. */
export type ListClients = (workspaceId: string) => Promise<ConnectedClient[]>;

type Parts = { domain: Pick<Domain, 'auth'>; cookies: Cookies; listClients: ListClients };

/** `/api/connected-clients`: who is connected to a workspace, for its admins. */
export function createConnectedClientRoutes(parts: Parts): MountedRoutes {
  const routes = createRoutes({ name: 'Connected clients', folder: '/api/connected-clients' }, parts);

  routes.add(
    {
      method: 'get',
      path: '/',
      summary: 'List who is connected over Socket.IO, the longest first',
      mayCall: 'admin',
      input: nothing,
      answer: success({ data: z.array(connectedClientSchema) }),
    },
    async ({ actor }) => ({ success: true, data: await parts.listClients(actor.workspaceId) }),
  );

  return routes;
}
