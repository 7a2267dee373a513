import { describe, expect, it } from 'vitest';
import { atOnce, type GetStorage, newId, newPush, newSignIn, noon } from './stage.ts';

export function describePushes(storage: GetStorage): void {
  describe('what is pushed to', () => {
    it('is one browser a sign-in, in its workspace, as long as that lasts', async () => {
      const { pushes, signIns } = storage();
      const workspaceId = newId();
      const [here, there] = [
        await addSignIn({ workspaceId }),
        await addSignIn({ workspaceId, expiresAt: noon + 1_000 }),
      ];
      await addSignIn({ workspaceId });
      const [former, push, other] = [newPush(), newPush({ showsText: false }), newPush()];
      expect(await pushes.set(here, former)).toBe(true);
      expect(await pushes.set(here, push)).toBe(true);
      expect(await pushes.set(there, other)).toBe(true);
      expect(new Set(await pushes.list(workspaceId, noon, 10))).toEqual(
        new Set([
          { ...here, ...push },
          { ...there, ...other },
        ]),
      );
      expect(await pushes.list(workspaceId, noon, 1)).toHaveLength(1);
      expect(await pushes.list(newId(), noon, 10)).toEqual([]);
      expect(await pushes.list(workspaceId, noon + 1_000, 10)).toEqual([{ ...here, ...push }]);
      await signIns.remove(here.signInId);
      expect(await pushes.list(workspaceId, noon, 10)).toEqual([{ ...there, ...other }]);
      await signIns.removeOfUser(workspaceId, there.userId, null);
      expect(await pushes.list(workspaceId, noon, 10)).toEqual([]);
      expect(await pushes.set(here, push)).toBe(false);
    });

    it('is let go when it is not wanted, no longer good, or somebody else’s by now', async () => {
      const { pushes } = storage();
      const workspaceId = newId();
      const [mine, theirs] = [await addSignIn({ workspaceId }), await addSignIn({ workspaceId: newId() })];
      const push = newPush();
      await pushes.set(mine, push);
      await pushes.remove(mine);
      expect(await pushes.list(workspaceId, noon, 10)).toEqual([]);
      await pushes.set(mine, push);
      await pushes.forget(workspaceId, newPush().endpoint);
      expect(await pushes.list(workspaceId, noon, 10)).toEqual([{ ...mine, ...push }]);
      await pushes.set(theirs, push);
      expect(await pushes.list(workspaceId, noon, 10)).toEqual([]);
      expect(await pushes.list(theirs.workspaceId, noon, 10)).toEqual([{ ...theirs, ...push }]);
      // Whoever is not signed in takes nothing away.
      expect(await pushes.set({ ...mine, signInId: newId() }, push)).toBe(false);
      expect(await pushes.list(theirs.workspaceId, noon, 10)).toHaveLength(1);
      await pushes.forget(theirs.workspaceId, push.endpoint);
      expect(await pushes.list(theirs.workspaceId, noon, 10)).toEqual([]);
    });

    async function addSignIn(change: Parameters<typeof newSignIn>[0]) {
      const signIn = newSignIn(change);
      await storage().signIns.create(signIn);
      return { workspaceId: signIn.workspaceId, userId: signIn.userId, signInId: signIn.id };
    }
  });

  describe('a secret', () => {
    it('is the first that was kept, for all who ask at once', async () => {
      const { secrets } = storage();
      const name = newId();
      expect(await secrets.get(name)).toBeNull();
      const kept = await atOnce(20, (index) => secrets.keep(name, Uint8Array.of(index)));
      expect(new Set(kept.map((value) => value[0])).size).toBe(1);
      expect(Buffer.from((await secrets.get(name)) ?? [])).toEqual(Buffer.from(kept[0] ?? []));
    });
  });
}
