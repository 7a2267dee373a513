import type { Actor } from '../domain/actor.ts';
import type { Ids, Log } from '../domain/ports/runtime.ts';
import type { StoredUser } from '../domain/ports/storage/accounts.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import { createUsers } from '../domain/users.ts';
import type { NewCredential } from '../domain/workspaces.ts';
import { createPasswords } from '../security/passwords.ts';
import { team } from './story/stories.ts';
import { unheard } from './unconnected.ts';

/**
 * The agents of the stories, made where they are not there yet.
 * @returns them, and the passwords that were made up just now
 */
export async function makeTeam({ storage, ids, log }: { storage: Storage; ids: Ids; log: Log }, workspaceId: string) {
  const users = createUsers({ storage, facts: unheard, passwords: createPasswords(), ids, log });
  const credentials: NewCredential[] = [];
  return { leyla: await find(team.leyla), tom: await find(team.tom), credentials };

  async function find({ name, email }: { name: string; email: string }): Promise<Actor> {
    const known = await storage.users.findByEmail(email);
    if (known?.workspaceId === workspaceId) return toActor(known);
    const password = ids.secret().slice(0, 16);
    const made = await users.create(workspaceId, { name, email, role: 'agent', password });
    credentials.push({ role: 'agent', email, password });
    return toActor(made);
  }
}

/** Somebody of the workspace, as if signed in. */
export function toActor({
  id,
  workspaceId,
  name,
  role,
}: Pick<StoredUser, 'id' | 'workspaceId' | 'name' | 'role'>): Actor {
  return { workspaceId, userId: id, name, role, signInId: null, expiresAt: Number.POSITIVE_INFINITY };
}
