import { expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { startDomain } from '../testing/startDomain.ts';
import type { Actor } from './actor.ts';
import { createLastSeen } from './lastSeen.ts';

it('is written at once, then once a minute and user, and never for a key', async () => {
  const { storage, domain, actor, close } = await startDomain();
  try {
    let now = Date.now();
    let writes = 0;
    const counted = {
      ...storage,
      users: {
        ...storage.users,
        noteSeen: async (workspaceId: string, id: string, at: number) => {
          writes += 1;
          await storage.users.noteSeen(workspaceId, id, at);
        },
      },
    };
    const log = createLog('silent');
    const lastSeen = createLastSeen({ storage: counted, clock: { now: () => now, elapsed: () => now }, log });
    const [admin] = await domain.users.list(actor.workspaceId);
    const asAdmin: Actor = { ...actor, userId: admin?.id ?? '' };
    expect(admin?.lastSeenAt).toBeNull();
    const seen = async () => {
      await lastSeen.close();
      return (await domain.users.list(actor.workspaceId))[0]?.lastSeenAt;
    };
    const first = now;
    for (let times = 0; times < 100; times += 1) lastSeen.note(asAdmin);
    expect(await seen()).toBe(new Date(first).toISOString());
    now += 59_999;
    lastSeen.note(asAdmin);
    expect(await seen()).toBe(new Date(first).toISOString());
    now += 1;
    lastSeen.note(asAdmin);
    expect(await seen()).toBe(new Date(now).toISOString());
    lastSeen.note({ ...asAdmin, userId: `key_${admin?.id}` });
    await lastSeen.close();
    expect(writes).toBe(2);
  } finally {
    await close();
  }
});

it('disturbs nobody when it can not be written', async () => {
  const { storage, actor, close } = await startDomain();
  try {
    const told: string[] = [];
    const log = { ...createLog('silent'), warn: (_fields: object, message: string) => void told.push(message) };
    const users = { ...storage.users, noteSeen: () => Promise.reject(new Error('the database is away')) };
    const clock = { now: Date.now, elapsed: Date.now };
    const lastSeen = createLastSeen({ storage: { ...storage, users }, clock, log });
    lastSeen.note(actor);
    await lastSeen.close();
    expect(told).toEqual(['when somebody was seen was not noted']);
  } finally {
    await close();
  }
});
