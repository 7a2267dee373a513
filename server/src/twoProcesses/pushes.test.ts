import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import { type PushReceiver, startPushReceiver } from '../testing/pushReceiver.ts';
import { ana, business, type Office, startOffice } from '../testing/twoServers/startOffice.ts';
import { admin } from '../testing/twoServers/startPair.ts';
import { waitFor } from '../testing/waitFor.ts';

describe('two servers that push', () => {
  let receiver: PushReceiver;
  let office: Office;

  beforeAll(async () => {
    receiver = await startPushReceiver();
    office = await startOffice({ PUSH_SERVICES: receiver.origin });
  }, 120_000);

  afterAll(async () => {
    await office?.close();
    await receiver?.close();
  });

  it('do it with the same keys, and one of them for both', async () => {
    const { agents, pair, servers } = office;
    const browsers = servers.map(() => receiver.addBrowser());
    const keys = await Promise.all(
      servers.map(async (server, index) => {
        const call = createCall(() => server);
        const { token } = await signIn(server, admin);
        const made = await call('POST', '/push/subscriptions', { token, body: browsers[index]?.subscription });
        expect(made.status).toBe(201);
        return (await call('GET', '/push/key', { token })).body;
      }),
    );
    expect(keys[0]).toEqual(keys[1]);

    await pair.simulator.write(ana, business, 'Anybody there?');
    for (const agent of agents) await agent.next('new_message', ({ content }) => content === 'Anybody there?');
    for (const { received } of browsers) {
      const [got] = await waitFor('the push', () => (received.length > 0 ? received : null));
      expect(got).toMatchObject({ isSigned: true, message: { name: 'Ana', text: 'Anybody there?' } });
    }
    expect(browsers.map(({ asked }) => asked())).toEqual([1, 1]);
  });
});
