import { describe, expect, it } from 'vitest';
import { atOnce, type GetStorage, newId } from './stage.ts';

export function describePreferences(storage: GetStorage): void {
  describe('what a user pinned and muted', () => {
    it('is kept in the order of its coming, up to a limit, and is nobody else’s', async () => {
      const { users } = storage();
      const [mine, theirs] = [await addUser(), await addUser()];
      const { workspaceId, id } = mine;
      const pin = (conversationId: string) =>
        users.addPreference(workspaceId, id, { list: 'pinned', conversationId, most: 3 });
      expect(await users.getPreferences(workspaceId, id)).toEqual({ pinned: [], muted: [] });
      for (const conversationId of ['b', 'a', 'b', 'c']) expect(await pin(conversationId)).toBe(true);
      expect(await pin('d')).toBe(false);
      expect(await pin('a'), 'is there already').toBe(true);
      expect(await users.addPreference(workspaceId, id, { list: 'muted', conversationId: 'a', most: 1 })).toBe(true);
      expect(await users.getPreferences(workspaceId, id)).toEqual({ pinned: ['b', 'a', 'c'], muted: ['a'] });
      await users.removePreference(workspaceId, id, { list: 'pinned', conversationIds: ['b', 'c', 'x'] });
      expect(await users.getPreferences(workspaceId, id)).toEqual({ pinned: ['a'], muted: ['a'] });
      expect(await users.getPreferences(theirs.workspaceId, theirs.id)).toEqual({ pinned: [], muted: [] });
      expect(await users.getPreferences(workspaceId, newId())).toBeNull();
      // Whoever only wants to know who it is does not read it.
      expect(await users.get(workspaceId, id)).toEqual(mine);
    });

    it('never grows past its limit, however many come at once', async () => {
      const { workspaceId, id } = await addUser();
      const { users } = storage();
      const added = await atOnce(30, (index) =>
        users.addPreference(workspaceId, id, { list: 'muted', conversationId: `${index}`, most: 10 }),
      );
      expect(added.filter((isAdded) => isAdded)).toHaveLength(10);
      expect((await users.getPreferences(workspaceId, id))?.muted).toHaveLength(10);
    });

    async function addUser() {
      const user = {
        id: newId(),
        workspaceId: newId(),
        name: 'Ada',
        email: `${newId()}@example.org`,
        role: 'agent',
        passwordHash: 'hash',
        isActive: true,
        lastSeenAt: null,
      } as const;
      await storage().users.create(user);
      return user;
    }
  });
}
