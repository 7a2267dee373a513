import type { Ids } from '../domain/ports/runtime.ts';
import type { StoredUser } from '../domain/ports/storage/accounts.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { Users } from '../domain/users.ts';
import type { createWorkspaces } from '../domain/workspaces.ts';

type Parts = {
  storage: Storage;
  users: Pick<Users, 'create' | 'change'>;
  workspaces: Pick<ReturnType<typeof createWorkspaces>, 'create'>;
  ids: Pick<Ids, 'secret'>;
};

export type Reset = { email: string; password: string; isNew: boolean };

/**
 * Gives an admin a new password and ends that admin's sign-ins; one who was deactivated is active again. Where a workspace
 * has no active admin left, there is one afterwards.
 * @param email lower case; `null`: the oldest active admin of the first workspace
 * @throws Error with a sentence, when somebody else than an admin has that address
 */
export async function resetAdmin(parts: Parts, email: string | null): Promise<Reset> {
  const { storage, users } = parts;
  const password = parts.ids.secret().slice(0, 16);
  const named = email === null ? null : await storage.users.findByEmail(email);
  const workspaceId = named?.workspaceId ?? (await storage.workspaces.first())?.id;
  if (workspaceId === undefined) {
    const own = { email: email ?? 'admin@example.com', password };
    await parts.workspaces.create({ workspaceName: 'My business', name: 'Admin', ...own });
    return { ...own, isNew: true };
  }

  const admins = (await storage.users.list(workspaceId)).filter(({ role }) => role === 'admin');
  const active = admins.filter(({ isActive }) => isActive);
  const chosen = email === null ? (active[0] ?? admins[0]) : named;
  if (chosen && (chosen.role === 'admin' || active.length === 0)) {
    await users.change(workspaceId, chosen.id, { password, active: true, role: 'admin' });
    return { email: chosen.email, password, isNew: chosen.role !== 'admin' };
  }
  if (active.length > 0) throw new Error(explain(email, { named, admins: active }));
  const own = { email: email ?? 'admin@example.com', password };
  await users.create(workspaceId, { ...own, name: 'Admin', role: 'admin' });
  return { ...own, isNew: true };
}

function explain(email: string | null, { named, admins }: { named: StoredUser | null; admins: StoredUser[] }): string {
  const list = admins.map((admin) => admin.email).join(', ');
  const what = named
    ? `${email} is an agent, to whom an admin gives a new password under Team`
    : `Nobody has the address ${email}`;
  return `${what}. The admins are: ${list}.`;
}
