import { channelListAnswerSchema, sentOnChannelSchema } from '@erp-whatsapp/shared/dialects/channels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAs, signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import type { ServerProcess } from '../testing/spawnServer.ts';
import { admin, type Pair, startPair } from '../testing/twoServers/startPair.ts';
import { waitFor } from '../testing/waitFor.ts';

const business = '+4930123456';
const ana = '+4915111111111';

describe('a channel that another server works', () => {
  let pair: Pair;
  let holder: ServerProcess;
  let other: ServerProcess;
  let ask: (method: string, path: string, body?: object) => ReturnType<ReturnType<typeof createCall>>;

  beforeAll(async () => {
    pair = await startPair();
    holder = await pair.start();
    other = await pair.start();
    await pair.link(holder, business);
    await pair.simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
    const { token } = await signIn(other, admin);
    const call = createCall(() => other);
    ask = (method, path, body) => call(method, `/whatsapp/channels${path}`, { token, ...(body ? { body } : {}) });
  }, 120_000);

  afterAll(() => pair?.close());

  const list = async () => channelListAnswerSchema.parse((await ask('GET', '')).body).payload;
  const isNow = (status: string) =>
    waitFor(`the number to be ${status}`, async () => (await list()).every((channel) => channel.status === status));

  it('takes a send, and says what WhatsApp said to it', async () => {
    const [channel] = await list();
    const { status, body } = await ask('POST', `/${channel?.channelId}/send`, { to: ana, message: 'from beside' });
    expect(status, JSON.stringify(body)).toBe(200);
    const { messageId } = sentOnChannelSchema.parse(body).payload;
    await waitFor('it at the customer', async () =>
      (await pair.simulator.thread(ana, business)).some(({ id }) => id === messageId),
    );
  }, 30_000);

  it('is disconnected, connected and deleted from here, and both tell their clients', async () => {
    const [channel] = await list();
    const path = `/${channel?.channelId}`;
    const client = await connectAs(holder, admin);
    expect((await ask('POST', `${path}/disconnect`)).body).toMatchObject({ ok: true, status: 'inactive' });
    await isNow('inactive');
    await waitFor('the phone to see it go', async () => !(await pair.device(business)).online);

    expect((await ask('POST', `${path}/connect`)).body).toMatchObject({ ok: true, status: 'connecting' });
    await isNow('active');
    await client.next('whatsapp_status_update', ({ connected }) => connected);

    expect((await ask('DELETE', path)).body).toMatchObject({ ok: true, payload: { channelId: channel?.channelId } });
    await expect(pair.device(business)).rejects.toThrow('0 linked devices');
    await client.next('whatsapp_status_update', ({ channels }) => channels.length === 0);
    client.socket.disconnect();
  }, 60_000);
});
