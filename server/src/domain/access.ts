import type { FactPayloads } from '@erp-whatsapp/shared/facts';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';
import type { SignIn } from './ports/storage/accounts.ts';

export type AccessEnded = FactPayloads['access:ended'];

/** Ends a user's sign-ins but for the kept one; whoever is connected by one of the others is let go at once. */
export async function endAccess(
  { storage, facts }: Pick<DomainParts, 'storage' | 'facts'>,
  { workspaceId, ...ended }: AccessEnded & { workspaceId: string },
): Promise<void> {
  try {
    await storage.signIns.removeOfUser(workspaceId, ended.userId, ended.keptSignInId);
  } finally {
    facts.publish({ name: 'access:ended', workspaceId, payload: ended });
  }
}

/** Ends one sign-in, and what is connected by it. */
export async function endSignIn(
  { storage, facts }: Pick<DomainParts, 'storage' | 'facts'>,
  signIn: SignIn,
): Promise<void> {
  const { id, workspaceId, userId } = signIn;
  try {
    await storage.signIns.remove(id);
  } finally {
    facts.publish({ name: 'access:ended', workspaceId, payload: { userId, keptSignInId: null, endedSignInId: id } });
  }
}

/** Whether it is this one's access that has ended. */
export function isAccessEnded(actor: Actor, { userId, keptSignInId, endedSignInId }: AccessEnded): boolean {
  if (actor.userId !== userId) return false;
  if (endedSignInId !== undefined) return actor.signInId === endedSignInId;
  return keptSignInId === null || actor.signInId !== keptSignInId;
}
