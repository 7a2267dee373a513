import { CommandError } from '@erp-whatsapp/shared/errors';
import type { ManagedUser, NewUser, User, UserChange } from '@erp-whatsapp/shared/user';
import { endAccess } from './access.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import type { DomainParts } from './parts.ts';
import type { StoredUser } from './ports/storage/accounts.ts';

/** The members of a workspace, as its admins keep them. */
export function createUsers(parts: Pick<DomainParts, 'storage' | 'facts' | 'passwords' | 'ids' | 'log'>) {
  const { storage, log } = parts;
  // Two admins who each take away the other one must not both find the other still there.
  const changesOfWorkspace = createKeyedQueue();

  return {
    /** Oldest first. */
    async list(workspaceId: string): Promise<ManagedUser[]> {
      return (await storage.users.list(workspaceId)).map(toManagedUser);
    },

    /** Those who run the workspace, oldest first, for everybody in it. */
    async listAdmins(workspaceId: string): Promise<Pick<ManagedUser, 'name' | 'email'>[]> {
      const members = await storage.users.list(workspaceId);
      return members.filter(isActiveAdmin).map(({ name, email }) => ({ name, email }));
    },

    /** @throws CommandError `CONFLICT` when the address is taken, in any workspace. */
    async create(workspaceId: string, { email, name, role, password }: NewUser): Promise<ManagedUser> {
      const user: StoredUser = {
        id: parts.ids.next(),
        workspaceId,
        name,
        email: email.trim().toLowerCase(),
        role,
        passwordHash: await parts.passwords.hash(password),
        isActive: true,
        lastSeenAt: null,
      };
      await storage.users.create(user);
      log.info({ workspaceId, userId: user.id, role }, 'user made');
      return toManagedUser(user);
    },

    /**
     * Changes what is given. With another role or password, or when deactivated, the user has to sign in anew.
     * @throws CommandError `NOT_FOUND`, or `CONFLICT` when no active admin would be left.
     */
    async change(workspaceId: string, id: string, { active, password, ...given }: UserChange): Promise<ManagedUser> {
      const passwordHash = password === undefined ? undefined : await parts.passwords.hash(password);
      return changesOfWorkspace.run(workspaceId, async () => {
        const before = await storage.users.get(workspaceId, id);
        if (!before) throw new CommandError('NOT_FOUND');
        if (isActiveAdmin(before) && (given.role === 'agent' || active === false)) {
          await requireOtherAdmin(before);
        }
        const after = await storage.users.update(workspaceId, id, { ...given, passwordHash, isActive: active });
        if (!after) throw new CommandError('NOT_FOUND');
        if (isActiveAdmin(before) && !isActiveAdmin(after)) await undoUnlessAdminIsLeft(before, after);
        log.info({ workspaceId, userId: id, changed: Object.keys({ ...given, active, password }) }, 'user changed');
        if (after.role !== before.role || !after.isActive || passwordHash !== undefined) {
          await endAccess(parts, { workspaceId, userId: id, keptSignInId: null });
        }
        return toManagedUser(after);
      });
    },
  };

  /** Another process may have taken the other one away at the same moment; then neither is. */
  async function undoUnlessAdminIsLeft({ role, isActive }: StoredUser, after: StoredUser): Promise<void> {
    try {
      await requireOtherAdmin(after);
    } catch (error) {
      await storage.users.update(after.workspaceId, after.id, { role, isActive });
      throw error;
    }
  }

  async function requireOtherAdmin({ workspaceId, id }: StoredUser): Promise<void> {
    const members = await storage.users.list(workspaceId);
    if (members.some((member) => member.id !== id && isActiveAdmin(member))) return;
    throw new CommandError(
      'CONFLICT',
      'This is the last active admin. Make somebody else an admin first, so that the workspace keeps one.',
    );
  }
}

export type Users = ReturnType<typeof createUsers>;

export function toUser({ id, name, email, role, workspaceId }: StoredUser): User {
  return { id, name, email, role, workspaceId };
}

function toManagedUser(user: StoredUser): ManagedUser {
  return { ...toUser(user), active: user.isActive, lastSeenAt: user.lastSeenAt };
}

function isActiveAdmin({ role, isActive }: StoredUser): boolean {
  return role === 'admin' && isActive;
}
