import { afterEach, expect, it } from 'vitest';
import { connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { waitFor } from '../../testing/waitFor.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it('hangs up on a key that was revoked after it was looked up', async () => {
  const lookedUp = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const { domain, facts, channel, close } = await startDomain((storage) => ({
    ...storage,
    apiKeys: {
      ...storage.apiKeys,
      async findByHash(hash) {
        const found = await storage.apiKeys.findByHash(hash);
        lookedUp.resolve();
        await answered.promise;
        return found;
      },
    },
  }));
  closers.push(close);
  const sockets = await startSockets({ domain, facts });
  closers.push(sockets.close);
  const { id, key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Shop', role: 'agent' });

  const connecting = connect(sockets.url, { apiKey: key });
  await lookedUp.promise;
  await domain.apiKeys.revoke(channel.workspaceId, id);
  answered.resolve();
  const client = await connecting;
  await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
  await waitFor('the end', () => client.socket.disconnected);
  expect(client.all('authenticated')).toEqual([]);
});
