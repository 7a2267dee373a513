import { describe, expect, it } from 'vitest';
import type { StoredUser } from '../../domain/ports/storage/accounts.ts';
import { atOnce, type GetStorage, insert, newApiKey, newId, newOutgoing, newSignIn, noon, setStage } from './stage.ts';

export function describeAccounts(storage: GetStorage): void {
  describe('workspaces', () => {
    it('are none at first, and the oldest one is the first', async () => {
      const { workspaces } = storage();
      expect(await workspaces.isEmpty()).toBe(true);
      expect(await workspaces.first()).toBeNull();
      const [older, newer] = [
        { id: newId(), name: 'Older' },
        { id: newId(), name: 'Newer' },
      ];
      await workspaces.create(newer);
      await workspaces.create(older);
      expect(await workspaces.isEmpty()).toBe(false);
      expect(await workspaces.first()).toEqual(older);
      expect(await workspaces.get(newer.id)).toEqual(newer);
      expect(await workspaces.get(newId())).toBeNull();
    });

    it('have a very first one, whoever of many makes it', async () => {
      const { workspaces } = storage();
      const wanted = Array.from({ length: 10 }, (_, index) => ({ id: newId(), name: `${index}` }));
      const made = await atOnce(10, (index) => workspaces.createFirst(wanted[index] ?? { id: newId(), name: '' }));
      expect(made.filter((isMade) => isMade)).toHaveLength(1);
      expect(await workspaces.get(wanted[made.indexOf(true)]?.id ?? '')).toEqual(wanted[made.indexOf(true)]);
      for (const [index, isMade] of made.entries()) {
        if (!isMade) expect(await workspaces.get(wanted[index]?.id ?? '')).toBeNull();
      }
    });

    it('can be renamed', async () => {
      const { workspaces } = storage();
      const [changed, kept] = [
        { id: newId(), name: 'Before' },
        { id: newId(), name: 'Kept' },
      ];
      await workspaces.create(changed);
      await workspaces.create(kept);
      expect(await workspaces.rename(changed.id, 'After')).toEqual({ ...changed, name: 'After' });
      expect(await workspaces.rename(newId(), 'Nobody')).toBeNull();
      expect(await workspaces.get(changed.id)).toEqual({ ...changed, name: 'After' });
      expect(await workspaces.get(kept.id)).toEqual(kept);
    });
  });

  describe('users', () => {
    it('are found by id in their workspace and by address', async () => {
      const { users } = storage();
      const user = newUser();
      await users.create(user);
      expect(await users.get(user.workspaceId, user.id)).toEqual(user);
      expect(await users.findByEmail(user.email)).toEqual(user);
      expect(await users.findByEmail('nobody@example.org')).toBeNull();
    });

    it('share no address, not even between workspaces', async () => {
      const { users } = storage();
      const email = `${newId()}@example.org`;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => users.create({ ...newUser(), email })),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(9);
      for (const { reason } of refused) expect(reason).toMatchObject({ name: 'CommandError', code: 'CONFLICT' });
    });

    it('change in what is given', async () => {
      const { users } = storage();
      const user = newUser();
      await users.create(user);
      const changed = { ...user, passwordHash: 'other hash', role: 'agent' };
      expect(await users.update(user.workspaceId, user.id, { passwordHash: 'other hash', role: 'agent' })).toEqual(
        changed,
      );
      const renamed = { ...changed, name: 'Bea', isActive: false };
      expect(await users.update(user.workspaceId, user.id, { name: 'Bea', isActive: false })).toEqual(renamed);
      expect(await users.update(user.workspaceId, user.id, { name: undefined })).toEqual(renamed);
      expect(await users.get(user.workspaceId, user.id)).toEqual(renamed);
      expect(await users.update(user.workspaceId, newId(), { name: 'Nobody' })).toBeNull();
    });

    it('keep when they were seen last', async () => {
      const { users } = storage();
      const user = newUser();
      await users.create(user);
      await users.noteSeen(user.workspaceId, user.id, noon + 2000);
      await users.noteSeen(user.workspaceId, user.id, noon + 1000);
      const seen = { ...user, lastSeenAt: new Date(noon + 2000).toISOString() };
      expect(await users.get(user.workspaceId, user.id)).toEqual(seen);
      expect(await users.list(user.workspaceId)).toEqual([seen]);
    });

    it('are listed oldest first', async () => {
      const { users } = storage();
      const workspaceId = newId();
      const [older, newer] = [
        { ...newUser(), workspaceId },
        { ...newUser(), workspaceId },
      ];
      await users.create(newer);
      await users.create(older);
      expect(await users.list(workspaceId)).toEqual([older, newer]);
    });
  });

  describe('sign-ins', () => {
    it('rotate: what was used is former, what was not used stays', async () => {
      const { signIns } = storage();
      const signIn = newSignIn({ current: ['a', 'b'] });
      await signIns.create(signIn);
      expect(await signIns.find(signIn.id)).toEqual(signIn);

      const change = {
        id: signIn.id,
        used: 'a',
        next: 'c',
        formerUntil: noon + 60_000,
        expiresAt: noon + 9,
        usedAt: noon,
      };
      expect(await signIns.rotate(change)).toBe(true);
      const rotated = await signIns.find(signIn.id);
      expect(rotated?.current.toSorted()).toEqual(['b', 'c']);
      expect(rotated).toMatchObject({ former: 'a', formerUntil: noon + 60_000, expiresAt: noon + 9, usedAt: noon });
      expect(await signIns.rotate(change)).toBe(false);
      expect(await signIns.rotate({ ...change, id: newId(), used: 'b' })).toBe(false);
    });

    it('let a token be used once, however many try at once', async () => {
      const { signIns } = storage();
      const signIn = newSignIn({ current: ['used'] });
      await signIns.create(signIn);
      const used = await atOnce(50, (index) =>
        signIns.rotate({
          id: signIn.id,
          used: 'used',
          next: `next ${index}`,
          formerUntil: noon,
          expiresAt: noon + 1,
          usedAt: noon,
        }),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await signIns.find(signIn.id)).toMatchObject({ current: [`next ${used.indexOf(true)}`], former: 'used' });
    });

    it('take a former token until its time is over or its successor was used', async () => {
      const { signIns } = storage();
      const signIn = newSignIn({ current: ['b'], former: 'a', formerUntil: noon });
      await signIns.create(signIn);
      const { id } = signIn;
      expect(await signIns.addSuccessor({ id, former: 'a', next: 'c', now: noon - 1 })).toBe(true);
      expect((await signIns.find(id))?.current.toSorted()).toEqual(['b', 'c']);
      expect(await signIns.addSuccessor({ id, former: 'a', next: 'd', now: noon })).toBe(false);
      expect(await signIns.addSuccessor({ id, former: 'b', next: 'd', now: noon - 1 })).toBe(false);
      await signIns.rotate({ id, used: 'b', next: 'd', formerUntil: noon, expiresAt: noon + 1, usedAt: noon });
      expect(await signIns.addSuccessor({ id, former: 'a', next: 'e', now: noon - 1 })).toBe(false);
      expect(await signIns.addSuccessor({ id, former: 'b', next: 'e', now: noon - 1 })).toBe(true);
    });

    it('can be removed', async () => {
      const { signIns } = storage();
      const [gone, kept] = [newSignIn(), newSignIn()];
      await signIns.create(gone);
      await signIns.create(kept);
      await signIns.remove(gone.id);
      expect(await signIns.find(gone.id)).toBeNull();
      expect(await signIns.find(kept.id)).toEqual(kept);
    });
  });

  describe('sign-ins of a user', () => {
    it('are listed', async () => {
      const { signIns } = storage();
      const first = newSignIn({ userAgent: 'Browser', createdAt: noon, usedAt: noon + 1 });
      const { workspaceId, userId } = first;
      const second = newSignIn({ workspaceId, userId });
      for (const signIn of [first, second, newSignIn({ workspaceId }), newSignIn({ userId })]) {
        await signIns.create(signIn);
      }
      const listed = await signIns.listOfUser(workspaceId, userId);
      expect(listed).toHaveLength(2);
      expect(listed).toEqual(expect.arrayContaining([first, second]));
    });

    it('can be removed together, but for one', async () => {
      const { signIns } = storage();
      const { workspaceId, userId, ...kept } = newSignIn();
      const mine = [
        { ...kept, workspaceId, userId },
        newSignIn({ workspaceId, userId }),
        newSignIn({ workspaceId, userId }),
      ];
      const another = newSignIn({ workspaceId });
      for (const signIn of [...mine, another]) await signIns.create(signIn);
      const left = async () => {
        const found = await Promise.all([...mine, another].map(({ id }) => signIns.find(id)));
        return found.flatMap((signIn) => (signIn === null ? [] : [signIn.id]));
      };
      await signIns.removeOfUser(workspaceId, userId, kept.id);
      expect(await left()).toEqual([kept.id, another.id]);
      await signIns.removeOfUser(workspaceId, userId, null);
      expect(await left()).toEqual([another.id]);
    });
  });

  describe('API keys', () => {
    it('are found by their hash and listed oldest first', async () => {
      const { apiKeys } = storage();
      const older = newApiKey();
      const newer = newApiKey({ workspaceId: older.workspaceId, role: 'admin' });
      await apiKeys.create(newer);
      await apiKeys.create(older);
      expect(await apiKeys.findByHash(newer.hash)).toEqual(newer);
      expect(await apiKeys.findByHash('unknown')).toBeNull();
      expect(await apiKeys.get(older.workspaceId, older.id)).toEqual(older);
      expect(await apiKeys.list(older.workspaceId)).toEqual([older, newer]);
    });

    it('keep when they were used last, and can be removed', async () => {
      const { apiKeys } = storage();
      const key = newApiKey();
      const { workspaceId, id, hash } = key;
      await apiKeys.create(key);
      await apiKeys.noteUse(workspaceId, id, noon + 2000);
      await apiKeys.noteUse(workspaceId, id, noon + 1000);
      expect(await apiKeys.findByHash(hash)).toEqual({ ...key, lastUsedAt: new Date(noon + 2000).toISOString() });
      expect(await apiKeys.remove(workspaceId, id)).toBe(true);
      expect(await apiKeys.remove(workspaceId, id)).toBe(false);
      expect(await apiKeys.findByHash(hash)).toBeNull();
    });
  });

  describe('change numbers', () => {
    it('begin at 1 and are never given twice', async () => {
      const { changes } = storage();
      const workspaceId = newId();
      expect(await changes.current(workspaceId)).toBe(0);
      const firsts = await atOnce(50, (index) => changes.reserve(workspaceId, (index % 3) + 1));
      const taken = firsts.flatMap((first, index) =>
        Array.from({ length: (index % 3) + 1 }, (_, step) => first + step),
      );
      const inOrder = taken.toSorted((a, b) => a - b);
      expect(inOrder).toEqual(Array.from({ length: taken.length }, (_, index) => index + 1));
      expect(await changes.current(workspaceId)).toBe(taken.length);
      expect(await changes.lastSettled(workspaceId)).toBe(0);
      await changes.noteSettled(workspaceId, 20);
      await changes.noteSummarised(workspaceId, 10);
      expect(await changes.lastSettled(workspaceId)).toBe(20);
      await changes.noteSummarised(workspaceId, 30);
      await changes.noteSettled(workspaceId, 25);
      expect(await changes.lastSettled(workspaceId)).toBe(30);
    });

    it('list what changed in their order, and can be given anew', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { changes, messages, conversations } = storage();
      const inserted: string[] = [];
      for (const seq of [11, 13, 14]) {
        const { id } = await insert(storage(), newOutgoing(conversation, { seq }));
        inserted.push(id);
      }
      await conversations.raise(workspaceId, conversation.id, 12);
      const [first, second, third] = inserted;
      const list = async (limit: number, upTo?: number) => {
        const found = await changes.listIds({ workspaceId, after: 10, upTo, limit });
        return found.map(({ id, seq }) => [id, seq]);
      };
      expect(await list(10)).toEqual([
        [first, 11],
        [conversation.id, 12],
        [second, 13],
        [third, 14],
      ]);
      expect(await list(2)).toEqual([
        [first, 11],
        [conversation.id, 12],
      ]);
      expect(await list(10, 11)).toEqual([[first, 11]]);

      await changes.renumber(workspaceId, { first: 12, count: 2 }, 40);
      expect(await list(10)).toEqual([
        [first, 11],
        [third, 14],
        [conversation.id, 40],
        [second, 41],
      ]);
      expect(await messages.raise(workspaceId, third ?? '', 50)).toMatchObject({ id: third, seq: 50 });
      expect(await messages.raise(workspaceId, newId(), 50)).toBeNull();
    });
  });
}

function newUser(): StoredUser {
  const id = newId();
  return {
    id,
    workspaceId: newId(),
    name: 'Ada',
    email: `${id}@example.org`,
    role: 'admin',
    passwordHash: 'hash',
    isActive: true,
    lastSeenAt: null,
  };
}
