import type { Role, Workspace } from '@erp-whatsapp/shared/user';
import type { DomainParts } from './parts.ts';

export type NewCredential = { role: Role; email: string; password: string };

/** Workspaces and their first users. */
export function createWorkspaces(parts: Pick<DomainParts, 'storage' | 'passwords' | 'ids' | 'log'>) {
  const { storage, ids } = parts;

  return {
    /** A new workspace with its first admin. @throws CommandError `CONFLICT` when the address is taken. */
    async create(wanted: { workspaceName: string; name: string; email: string; password: string }): Promise<Workspace> {
      const workspace = { id: ids.next(), name: wanted.workspaceName };
      await storage.workspaces.create(workspace);
      await createUser(workspace.id, { ...wanted, role: 'admin' });
      return workspace;
    },

    /**
     * At the very first start: a workspace with an admin and an agent. Where `admin` is configured, that admin exists
     * afterwards, also when the workspace did before.
     * @returns the passwords that were made up just now, to be shown once.
     */
    async ensureFirst(admin: { email: string; password: string } | null): Promise<NewCredential[]> {
      const made: NewCredential[] = [];
      if (await storage.workspaces.isEmpty()) {
        const workspace = { id: ids.next(), name: 'My business' };
        await storage.workspaces.create(workspace);
        const wanted = [
          ...(admin ? [] : [{ role: 'admin' as const, name: 'Admin', email: 'admin@example.com' }]),
          { role: 'agent' as const, name: 'Agent', email: 'agent@example.com' },
        ];
        for (const user of wanted) {
          const password = newPassword();
          await createUser(workspace.id, { ...user, password });
          made.push({ role: user.role, email: user.email, password });
        }
      }
      if (admin) await ensureAdmin(admin);
      return made;
    },
  };

  async function ensureAdmin(admin: { email: string; password: string }): Promise<void> {
    const email = admin.email.trim().toLowerCase();
    if (await storage.users.findByEmail(email)) return;
    const workspace = await storage.workspaces.first();
    if (!workspace) throw new Error('There is no workspace for the configured admin.');
    await createUser(workspace.id, { role: 'admin', name: 'Admin', email, password: admin.password });
  }

  async function createUser(workspaceId: string, user: NewCredential & { name: string }): Promise<void> {
    await storage.users.create({
      id: ids.next(),
      workspaceId,
      name: user.name,
      email: user.email.toLowerCase(),
      role: user.role,
      passwordHash: await parts.passwords.hash(user.password),
      isActive: true,
    });
    parts.log.info({ workspaceId, role: user.role }, 'user made');
  }

  /** 96 bits: nobody guesses it, and it can still be typed. */
  function newPassword(): string {
    return ids.secret().slice(0, 16);
  }
}
