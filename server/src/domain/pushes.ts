import { CommandError } from '@erp-whatsapp/shared/errors';
import type { PushSubscriptionInput } from '@erp-whatsapp/shared/push';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { PushOwner } from './ports/push.ts';

/** Browsers that want to hear of messages while no page of ours is open in them. */
export function createPushes({ storage, push }: Pick<DomainParts, 'storage' | 'push'>) {
  return {
    /** What a browser is told that its pushes come from. */
    publicKey: (): Promise<string> => push.publicKey(),

    /** From now on until the sign-in ends. @throws CommandError `INVALID_INPUT` for an address of nobody we push to */
    async subscribe(actor: Actor, { endpoint, keys, showsText }: PushSubscriptionInput): Promise<void> {
      const owner = requireOwner(actor);
      if (push.serviceOf(endpoint) === null) {
        throw new CommandError(
          'INVALID_INPUT',
          'Notifications can’t be sent to this browser: its push service is unknown.',
        );
      }
      if (!(await storage.pushes.set(owner, { endpoint, ...keys, showsText }))) {
        throw new CommandError('NOT_AUTHENTICATED');
      }
    },

    async unsubscribe(actor: Actor): Promise<void> {
      await storage.pushes.remove(requireOwner(actor));
    },
  };
}

function requireOwner({ workspaceId, userId, signInId }: Actor): PushOwner {
  if (signInId === null)
    throw new CommandError('CONFLICT', 'Only who is signed in with a browser can be notified there.');
  return { workspaceId, userId, signInId };
}
