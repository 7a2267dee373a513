import type { RoomsServerEvents } from '@erp-whatsapp/shared/dialects/rooms';
import type { Clock } from '../../../domain/ports/runtime.ts';
import { isListenersRoom, rooms } from '../../rooms.ts';
import type { Present } from '../dialect.ts';
import { createSayer } from '../recovery/replayable.ts';

const say = createSayer<Pick<RoomsServerEvents, 'clientJoined' | 'clientLeft'>>('rooms');

/** Who of a workspace listens: those who do are told of each other. */
export function createPresence(clock: Pick<Clock, 'now'>) {
  const tell = ({ socket, actor, audience }: Present, event: 'clientJoined' | 'clientLeft') => {
    const to = { audience, rooms: [rooms.listeners(actor.workspaceId)], except: [socket.id] };
    say(to, event, { clientId: socket.id, timestamp: new Date(clock.now()).toISOString() });
  };
  const isListening = ({ socket, actor }: Present) => socket.rooms.has(rooms.listeners(actor.workspaceId));

  return {
    async join(present: Present, room: string): Promise<void> {
      const isFirst = !isListening(present);
      await present.socket.join([room, rooms.listeners(present.actor.workspaceId)]);
      // Who went meanwhile is in no room any more, and nobody would hear of it again.
      if (isFirst && isListening(present)) tell(present, 'clientJoined');
    },

    async leave(present: Present, room: string): Promise<void> {
      const { socket, actor } = present;
      await socket.leave(room);
      if (!isListening(present) || [...socket.rooms].some(isListenersRoom)) return;
      tell(present, 'clientLeft');
      await socket.leave(rooms.listeners(actor.workspaceId));
    },

    noteReturn(present: Present): void {
      if (isListening(present)) tell(present, 'clientJoined');
    },

    noteLeave(present: Present): void {
      if (isListening(present)) tell(present, 'clientLeft');
    },
  };
}

export type Presence = ReturnType<typeof createPresence>;
