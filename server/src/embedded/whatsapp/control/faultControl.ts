import type { FaultInput, SimulatedFault } from '@erp-whatsapp/shared/simulator';
import type { Faults } from '../faults.ts';
import type { Clients } from '../server/clients.ts';
import type { Gateway } from '../server/gateway.ts';
import type { MediaHost } from '../server/mediaHost.ts';
import type { Post } from '../server/post.ts';
import type { Turns } from '../state/turns.ts';
import type { Directory } from './directory.ts';

export type FaultControlParts = {
  faults: Faults;
  gateway: Gateway;
  mediaHost: Pick<MediaHost, 'release'>;
  clients: Clients;
  directory: Directory;
  post: Post;
  turns: Turns;
};

export type FaultControl = ReturnType<typeof createFaultControl>;

/** Turns faults on and off. */
export function createFaultControl({ faults, gateway, mediaHost, clients, directory, post, turns }: FaultControlParts) {
  return {
    /** @returns what was done: how many sockets it hit, or the fault that now lasts. */
    add: (input: FaultInput): Promise<Record<string, unknown>> =>
      turns.take(() => {
        const number = input.number ? directory.parse(input.number) : null;
        switch (input.kind) {
          case 'drop-socket':
            return { kind: input.kind, number, sockets: gateway.dropSockets(number ?? undefined) };
          case 'stream-error':
            return { kind: input.kind, number, sockets: gateway.failStreams(input.code, number ?? undefined) };
          default:
            return faults.add({ ...input, number });
        }
      }),

    list: (): Promise<SimulatedFault[]> => turns.take(() => faults.list()),

    /** Everything works again, and what was held back goes its way. */
    clear: (): Promise<void> =>
      turns.take(async () => {
        faults.clear();
        await post.release();
        turns.afterwards(() => {
          mediaHost.release();
          for (const { outlet } of clients.list()) {
            outlet.flush();
          }
        });
      }),
  };
}
