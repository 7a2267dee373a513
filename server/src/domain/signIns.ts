import { CommandError } from '@erp-whatsapp/shared/errors';
import { endSignIn } from './access.ts';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { SignIn } from './ports/storage/accounts.ts';

/** One of a user's own sign-ins. `id` is not the stored one, which would be enough to end it. Times in milliseconds. */
export type ListedSignIn = Pick<SignIn, 'id' | 'userAgent' | 'createdAt' | 'usedAt'> & { isCurrent: boolean };

/** A user's own sign-ins, as the user sees them. */
export function createSignIns(parts: Pick<DomainParts, 'storage' | 'facts' | 'hashToken' | 'clock' | 'log'>) {
  const { storage, clock, hashToken } = parts;

  return {
    /** The one that asks first, then by their last use. */
    async list(actor: Actor): Promise<ListedSignIn[]> {
      const found = (await listLiving(actor)).map(({ id, userAgent, createdAt, usedAt }) => ({
        id: toPublicId(id),
        userAgent,
        createdAt,
        usedAt,
        isCurrent: id === actor.signInId,
      }));
      return found.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || (b.usedAt ?? 0) - (a.usedAt ?? 0));
    },

    /** Whoever is connected by it is let go at once. @throws CommandError `NOT_FOUND` */
    async end(actor: Actor, publicId: string): Promise<void> {
      const signIn = (await listLiving(actor)).find(({ id }) => toPublicId(id) === publicId);
      if (!signIn) throw new CommandError('NOT_FOUND', 'This sign-in has ended already.');
      parts.log.info({ workspaceId: actor.workspaceId, userId: actor.userId }, 'a sign-in was ended by its user');
      await endSignIn(parts, signIn);
    },
  };

  async function listLiving({ workspaceId, userId }: Actor): Promise<SignIn[]> {
    const now = clock.now();
    return (await storage.signIns.listOfUser(workspaceId, userId)).filter(({ expiresAt }) => expiresAt > now);
  }

  function toPublicId(id: string): string {
    return hashToken(id).slice(0, 32);
  }
}
