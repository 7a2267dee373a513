import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { alone } from '../../peers/alone.ts';
import { createClock } from '../../runtime.ts';
import { connect } from '../../testing/clients.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { createSocketServer } from './createSocketServer.ts';

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
  const url = await listen({ domain, facts });
  const { id, key } = await domain.apiKeys.create(channel.workspaceId, { name: 'Shop', role: 'agent' });

  const connecting = connect(url, { apiKey: key });
  await lookedUp.promise;
  await domain.apiKeys.revoke(channel.workspaceId, id);
  answered.resolve();
  const client = await connecting;
  await expect(client.next('auth_error')).resolves.toMatchObject({ code: 'NOT_AUTHENTICATED' });
  await waitFor('the end', () => client.socket.disconnected);
  expect(client.all('authenticated')).toEqual([]);
});

async function listen(parts: Pick<Awaited<ReturnType<typeof startDomain>>, 'domain' | 'facts'>): Promise<string> {
  const http = createServer();
  const { close } = createSocketServer(http, {
    ...parts,
    peers: alone,
    bus: null,
    changeFeed: parts.domain.changeFeed,
    dialects: [],
    eventsPerSecond: 100,
    allowedOrigins: [],
    clock: createClock(),
    log: createLog('silent'),
  });
  closers.push(close);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
