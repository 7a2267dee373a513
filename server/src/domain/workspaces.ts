import type { SignUp } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Role, Workspace } from '@erp-whatsapp/shared/user';
import type { DomainParts } from './parts.ts';
import type { Users } from './users.ts';

export type NewCredential = { role: Role; email: string; password: string };

/** Workspaces and their first users. */
export function createWorkspaces({ storage, ids }: Pick<DomainParts, 'storage' | 'ids'>, users: Pick<Users, 'create'>) {
  return {
    /** A new workspace with its first admin. @throws CommandError `CONFLICT` when the address is taken. */
    async create(wanted: SignUp): Promise<Workspace> {
      // Asked first, so that a refusal leaves no workspace without anybody in it.
      if (await storage.users.findByEmail(wanted.email.trim().toLowerCase())) {
        throw new CommandError('CONFLICT', 'There is an account with this e-mail address already.');
      }
      const workspace = { id: ids.next(), name: wanted.workspaceName };
      await storage.workspaces.create(workspace);
      await users.create(workspace.id, { ...wanted, role: 'admin' });
      return workspace;
    },

    async get(id: string): Promise<Workspace> {
      return requireWorkspace(await storage.workspaces.get(id));
    },

    async rename(id: string, name: string): Promise<Workspace> {
      return requireWorkspace(await storage.workspaces.rename(id, name));
    },

    /**
     * At the very first start: a workspace with an admin and an agent. Where `admin` is configured, that admin exists
     * afterwards, also when the workspace did before.
     * @returns the passwords that were made up just now, to be shown once.
     */
    async ensureFirst(admin: { email: string; password: string } | null): Promise<NewCredential[]> {
      const made: NewCredential[] = [];
      const workspace = { id: ids.next(), name: 'My business' };
      // Of processes that start at once, one makes it.
      if ((await storage.workspaces.isEmpty()) && (await storage.workspaces.createFirst(workspace))) {
        const wanted = [
          ...(admin ? [] : [{ role: 'admin' as const, name: 'Admin', email: 'admin@example.com' }]),
          { role: 'agent' as const, name: 'Agent', email: 'agent@example.com' },
        ];
        for (const user of wanted) {
          const password = newPassword();
          await users.create(workspace.id, { ...user, password });
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
    try {
      await users.create(workspace.id, { role: 'admin', name: 'Admin', email, password: admin.password });
    } catch (error) {
      // Another process that starts made it a moment ago.
      if (!(await storage.users.findByEmail(email))) throw error;
    }
  }

  /** Whoever asks is of a workspace; without it nobody is anybody. */
  function requireWorkspace(workspace: Workspace | null): Workspace {
    if (!workspace) throw new CommandError('NOT_AUTHENTICATED');
    return workspace;
  }

  /** 96 bits: nobody guesses it, and it can still be typed. */
  function newPassword(): string {
    return ids.secret().slice(0, 16);
  }
}
