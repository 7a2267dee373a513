import { afterEach, expect, it } from 'vitest';
import { startDomain } from '../testing/startDomain.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it.each([{ password: 'another-password' }, { active: false }])(
  'does not let in who signs in while %j is being set',
  async (change) => {
    let meanwhile = async () => {};
    const { domain, storage, close } = await startDomain((bare) => ({
      ...bare,
      signIns: {
        ...bare.signIns,
        async create(signIn) {
          await meanwhile();
          await bare.signIns.create(signIn);
        },
      },
    }));
    closers.push(close);
    const admin = await storage.users.findByEmail('admin@example.com');
    const { workspaceId = '' } = admin ?? {};
    const credentials = { email: 'una@example.com', password: 'first-password' };
    const { id } = await domain.users.create(workspaceId, { ...credentials, name: 'Una', role: 'agent' });
    await expect(domain.auth.signIn(credentials)).resolves.toMatchObject({ user: { id } });

    let tries = 0;
    meanwhile = async () => {
      tries += 1;
      await domain.users.change(workspaceId, id, change);
    };
    await expect(domain.auth.signIn(credentials)).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' });
    expect(tries).toBe(1);
  },
);
