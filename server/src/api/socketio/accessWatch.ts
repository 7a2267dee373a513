import type { Actor } from '../../domain/actor.ts';
import type { Domain } from '../../domain/createDomain.ts';
import type { Peers } from '../../domain/ports/peers.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import type { Connection } from './connection.ts';

/** How often access is checked anew while other processes can't tell that it ended, and otherwise. In milliseconds. */
const alertPause = 10_000;
const calmPause = 60_000;

/** Hangs up on clients whose access was ended by another process that could not tell. */
export function createAccessWatch(parts: {
  connections: ReadonlySet<Connection>;
  domain: Pick<Domain, 'auth'>;
  peers: Pick<Peers, 'isReachable'>;
  log: Log;
}) {
  let waited = 0;
  let isChecking = false;
  const timer = setInterval(() => {
    waited += alertPause;
    if (isChecking || (parts.peers.isReachable() && waited < calmPause)) return;
    waited = 0;
    isChecking = true;
    check()
      .catch((error: unknown) => parts.log.debug({ err: error }, 'access could not be checked'))
      .finally(() => {
        isChecking = false;
      });
  }, alertPause);

  return { close: () => clearInterval(timer) };

  /** Each user is asked for once, however many sockets there are. */
  async function check(): Promise<void> {
    const known = new Map<string, boolean>();
    for (const connection of parts.connections) {
      const actor = connection.actor();
      if (!actor) continue;
      const key = nameAccess(actor);
      const isGood = known.get(key) ?? (await parts.domain.auth.hasAccess(actor));
      known.set(key, isGood);
      if (!isGood) connection.hangUp(actor);
    }
  }
}

function nameAccess({ workspaceId, userId, role, signInId }: Actor): string {
  return [workspaceId, userId, role, signInId].join(' ');
}
