import { afterEach, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** @param noteUse what becomes of each note of a use */
async function start(noteUse: () => void) {
  const started = await startDomain((storage) => ({
    ...storage,
    apiKeys: {
      ...storage.apiKeys,
      async noteUse(workspaceId, id, at) {
        noteUse();
        await storage.apiKeys.noteUse(workspaceId, id, at);
      },
    },
  }));
  closers.push(started.close);
  const { workspaceId } = started.channel;
  const { id, key } = await started.domain.apiKeys.create(workspaceId, { name: 'Shop', role: 'agent' });
  return { ...started, workspaceId, id, key };
}

it('notes that a key is used, but not each time', async () => {
  let notes = 0;
  const before = Date.now();
  const { domain, key, id, workspaceId } = await start(() => {
    notes += 1;
  });
  for (let uses = 0; uses < 3; uses += 1) {
    await expect(domain.auth.authenticate(key)).resolves.toMatchObject({ userId: `key_${id}` });
  }
  expect(notes).toBe(1);
  const [listed] = await domain.apiKeys.list(workspaceId);
  expect(Date.parse(listed?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(before);
});

it('lets a key work whose use can’t be noted', async () => {
  const { domain, key, id } = await start(() => {
    throw new Error('the disk is full');
  });
  await expect(domain.auth.authenticate(key)).resolves.toMatchObject({ userId: `key_${id}`, role: 'agent' });
});

it('keeps nothing that a key could be read from', async () => {
  const { storage, workspaceId, key } = await start(() => undefined);
  const stored = JSON.stringify(await storage.apiKeys.list(workspaceId));
  expect(stored).not.toContain(key);
  expect(stored).not.toContain(key.slice('wak_'.length));
});
