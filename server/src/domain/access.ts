import type { FactPayloads } from '@erp-whatsapp/shared/facts';
import type { Actor } from './actor.ts';
import type { DomainParts } from './parts.ts';

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

/** Whether it is this one's access that has ended. */
export function isAccessEnded(actor: Actor, { userId, keptSignInId }: AccessEnded): boolean {
  return actor.userId === userId && (keptSignInId === null || actor.signInId !== keptSignInId);
}
