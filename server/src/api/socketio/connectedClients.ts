import { type ConnectedClient, connectedClientSchema } from '@erp-whatsapp/shared/connectedClient';
import type { Server, Socket } from 'socket.io';
import { z } from 'zod';
import type { Actor } from '../../domain/actor.ts';
import { isApiKeyActor } from '../../domain/apiKeys.ts';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import { rooms } from '../rooms.ts';

/** What a process asks the others. */
const question = 'list-clients';
const answersSchema = z.array(z.array(connectedClientSchema));
const dataSchema = z.object({ client: connectedClientSchema });

/** Notes on a socket who is signed in by it, which every process can read. Signing in anew does not make it younger. */
export function noteClient(socket: Socket, actor: Actor, clock: Clock): void {
  const before = dataSchema.safeParse(socket.data);
  const client: ConnectedClient = {
    clientId: socket.id,
    userId: actor.userId,
    name: actor.name,
    role: actor.role,
    isApiKey: isApiKeyActor(actor),
    connectedAt: before.success ? before.data.client.connectedAt : new Date(clock.now()).toISOString(),
  };
  socket.data = { ...socket.data, client };
}

/**
 * Lists who is connected to a workspace, the longest first: over all processes, or over this one alone while the others can't
 * be asked. They answer by this alone: what Socket.IO itself would fetch holds the credentials of every client.
 */
export function createClientList(parts: { io: Server; canAskOthers: () => boolean; log: Log }) {
  const { io, log } = parts;

  io.on(question, (workspaceId: string, answer: (clients: ConnectedClient[]) => void) => {
    listHere(workspaceId).then(answer, (error: unknown) =>
      log.warn({ err: error }, 'another process was not answered'),
    );
  });

  return async (workspaceId: string): Promise<ConnectedClient[]> => {
    const clients = (await Promise.all([listHere(workspaceId), listElsewhere(workspaceId)])).flat();
    return clients.toSorted((a, b) => a.connectedAt.localeCompare(b.connectedAt));
  };

  async function listHere(workspaceId: string): Promise<ConnectedClient[]> {
    const sockets = await io.local.in(rooms.member(workspaceId)).fetchSockets();
    return sockets.flatMap(({ data }) => dataSchema.safeParse(data).data?.client ?? []);
  }

  async function listElsewhere(workspaceId: string): Promise<ConnectedClient[]> {
    if (!parts.canAskOthers()) return [];
    try {
      return answersSchema.parse(await io.serverSideEmitWithAck(question, workspaceId)).flat();
    } catch (error) {
      log.warn({ err: error }, 'other processes did not tell who is connected to them');
      return [];
    }
  }
}
