import type { ErpPayload } from '@erp-whatsapp/shared/dialects/erp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createClock } from '../../runtime.ts';
import { createSafeFetch } from '../../security/safeFetch/createSafeFetch.ts';
import { type Client, connect } from '../../testing/clients.ts';
import { makePicture } from '../../testing/files/samples.ts';
import { type FileHost, startFileHost } from '../../testing/files/startFileHost.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { startSockets } from '../../testing/startSockets.ts';
import { waitFor } from '../../testing/waitFor.ts';

const to = '+4915111111111';

let test: Awaited<ReturnType<typeof startDomain>>;
let host: FileHost;
let url: string;
let credential: { apiKey: string };
let client: Client;
let answerFile = Promise.withResolvers<void>();
/** How far the clock is set forward, in milliseconds. */
let skipped = 0;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  host = await startFileHost(async (_request, response) => {
    await answerFile.promise;
    response.end(makePicture(4, 4));
  });
  test = await startDomain(undefined, undefined, createSafeFetch({ allow: [host.host] }));
  closers.push(host.close, test.close);
  const { key } = await test.domain.apiKeys.create(test.channel.workspaceId, { name: 'Shop', role: 'agent' });
  credential = { apiKey: key };
  const clock = createClock();
  const sockets = await startSockets({
    ...{ domain: test.domain, facts: test.facts },
    clock: { ...clock, elapsed: () => clock.elapsed() + skipped },
  });
  url = sockets.url;
  closers.push(sockets.close);
});
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});
beforeEach(async () => {
  answerFile = Promise.withResolvers();
  host.asked.length = 0;
  client = await connect(url, credential);
  await client.next('authenticated');
});
afterEach(() => {
  answerFile.resolve();
  client.socket.disconnect();
});

it('a file that is slow to come holds up nothing but what is sent after it', async () => {
  const before = await contents();
  const slow = sendFile();
  await waitFor('the file to be asked for', () => host.asked.length === 1);
  const later = client.ask('send_message', { to, message: 'after the picture' });
  expect(await client.ask('get_conversations', {})).toMatchObject({ success: true });
  client.socket.emit('authenticate', credential);
  await waitFor('the renewal', () => client.all('authenticated').length === 2);
  expect(await contents()).toEqual(before);

  answerFile.resolve();
  expect(await Promise.all([slow, later])).toMatchObject([{ success: true }, { success: true }]);
  expect((await contents()).slice(before.length)).toEqual(['the picture', 'after the picture']);
});

it('what waits is bounded, in number and in size', async () => {
  const slow = sendFile();
  await waitFor('the file to be asked for', () => host.asked.length === 1);
  // Refused in its turn, since it is too long; until then it is kept.
  const large = Array.from({ length: 100 }, () => client.ask('send_message', { to, message: 'x'.repeat(60_000) }));
  const refused = { success: false, code: 'RATE_LIMITED', retryAfterMs: 1_000 };
  for (const answer of await Promise.all(large.slice(-20))) expect(answer).toMatchObject(refused);

  skipped += 60_000;
  const sent: Promise<unknown>[] = [];
  for (let batch = 0; batch < 3; batch += 1) {
    sent.push(...Array.from({ length: 200 }, () => client.ask('send_message', { to, message: '' })));
    expect(await client.ask('get_conversations', {})).toMatchObject({ success: true });
    skipped += 60_000;
  }
  for (const answer of await Promise.all(sent.slice(-100))) expect(answer).toMatchObject(refused);
  answerFile.resolve();
  expect(await slow).toMatchObject({ success: true });
  for (const answer of await Promise.all([large[0], sent[0]])) expect(answer).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await client.ask('send_message', { to, message: 'there is room again' })).toMatchObject({ success: true });
}, 30_000);

it('what is too large is refused at once, and not kept until its turn comes', async () => {
  const slow = sendFile();
  await waitFor('the file to be asked for', () => host.asked.length === 1);
  const large = await client.ask('send_message', { to, message: 'x'.repeat(100_000) });
  expect(large).toMatchObject({ success: false, code: 'PAYLOAD_TOO_LARGE' });
  answerFile.resolve();
  expect(await slow).toMatchObject({ success: true });
});

it('what still waits when its socket goes is not done', async () => {
  const before = await contents();
  client.socket.emit('send_message', picture());
  await waitFor('the file to be asked for', () => host.asked.length === 1);
  client.socket.emit('send_message', { to, message: 'nobody waits for this' });
  await client.ask('get_conversations', {});
  client.socket.disconnect();
  const other = await connect(url, credential);
  await other.next('authenticated');
  answerFile.resolve();
  await waitFor('what was under way', async () => (await contents()).length > before.length);
  await other.ask('send_message', { to, message: 'the last one' });
  other.socket.disconnect();
  expect((await contents()).slice(before.length)).toEqual(['the picture', 'the last one']);
});

const picture = (): ErpPayload<'send_message'> => ({
  ...{ to, message: 'the picture', messageType: 'image' },
  media: { url: `http://${host.host}/picture.png` },
});

const sendFile = () => client.ask('send_message', picture());

async function contents(): Promise<string[]> {
  const query = { fromNumber: '+4930123456', toNumber: to, limit: 100, offset: 0 };
  const { data } = await test.domain.messages.between(test.actor, query);
  return data.messages.map(({ content }) => content);
}
