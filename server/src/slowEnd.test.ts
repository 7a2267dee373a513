import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentOnChannelSchema } from '@erp-whatsapp/shared/dialects/channels';
import { afterEach, expect, it } from 'vitest';
import { createChannelApi } from './testing/channelApi.ts';
import { connectAs, createSimulator, linkNumber, signIn } from './testing/console.ts';
import { makePdf, makePicture } from './testing/files/samples.ts';
import { startFileHost } from './testing/files/startFileHost.ts';
import { connectRaw } from './testing/hostile/rawSocket.ts';
import { createCall } from './testing/http.ts';
import { spawnServer } from './testing/spawnServer.ts';
import { startApp } from './testing/startApp.ts';
import { waitFor } from './testing/waitFor.ts';

const admin = { email: 'admin@example.com', password: 'admin-password-1' };
const business = '+4930123456';
const ana = '+4915111111111';
/** More than the buffers between two programs hold, in bytes. */
const large = 30 * 1024 * 1024;

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it('SIGTERM ends the server cleanly and soon, whatever answers are slow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slow-end-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const host = await startFileHost(({ url = '' }, response) => {
    if (url === '/large.pdf') response.end(makePdf(large));
  });
  closers.push(host.close);
  const server = await spawnServer({
    ...{ DATA_DIR: folder, ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password, LOG_LEVEL: 'warn' },
    MEDIA_URL_ALLOW: host.host,
  });
  closers.push(() => server.end('SIGKILL'));
  const client = await connectAs(server, admin);
  closers.push(() => client.socket.disconnect());
  const simulator = await createSimulator({ url: server.url, admin });
  await linkNumber({ admin: client, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana });
  const { token } = await signIn(server, admin);
  const call = createCall(() => server);
  const file = (path: string) => ({ url: `http://${host.host}${path}` });
  const send = { to: ana, message: '', messageType: 'document' } as const;

  // A large file, to who does not read on.
  const sent = await client.ask('send_message', { ...send, media: file('/large.pdf') });
  if (!sent.success) throw new Error(sent.error);
  await stall(server.url, { path: `/api/media/${sent.id}`, token });
  // A file that is waited for.
  await simulator.call('POST', '/faults', { kind: 'withhold-media' });
  const media = { type: 'image', base64: makePicture(4, 4).toString('base64'), mimeType: 'image/png' };
  await simulator.call('POST', `/customers/${ana}/messages`, { to: business, media });
  const { id: coming } = await client.next('new_message', (message) => message.media?.state === 'coming');
  const opening = call('GET', `/media/${coming}`, { token });
  // Files that never come, asked for over HTTP and by an event.
  const silent = { ...send, media: file('/silent') };
  const overHttp = call('POST', '/messages', { token, body: silent });
  const overSocket = client.ask('send_message', silent);
  // A client that does not even notice that it is hung up on.
  const deaf = await connectRaw(server.url, token);
  closers.push(deaf.close);
  deaf.pause();
  await waitFor('both files to be asked for', () => host.asked.filter((path) => path === '/silent').length === 2);

  const { code, took } = await server.end('SIGTERM');
  expect(server.output()).not.toContain('cut short');
  expect(code).toBe(0);
  expect(took).toBeLessThan(6_000);
  expect(await opening).toMatchObject({ status: 404, body: { error: expect.stringContaining('still being fetched') } });
  expect(await overHttp).toMatchObject({ status: 500, body: { error: expect.stringContaining('being stopped') } });
  expect(await overSocket).toMatchObject({ success: false, code: 'INTERNAL' });
}, 60_000);

it('a send that waits for WhatsApp’s word is answered at once at an end, and its connection is not kept open', async () => {
  const app = await startApp();
  const { port } = new URL(app.url);
  const { token } = await signIn(app, app.admin);
  const simulator = await createSimulator(app);
  const client = await connectAs(app, app.admin);
  await linkNumber({ admin: client, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana });
  // Nothing comes back that tells what became of it.
  await simulator.addFault({ kind: 'withhold-acks', number: ana, seconds: 600 });
  await simulator.addFault({ kind: 'latency', number: ana, ms: 60_000 });
  const api = await createChannelApi(app);
  const [channel] = await api.list();

  // Waits for WhatsApp's word, and is answered without it.
  const path = `/api/whatsapp/channels/${channel?.channelId}/send`;
  const asking = request({ port, path, method: 'POST', headers: { connection: 'keep-alive', ...json(token) } });
  asking.end(JSON.stringify({ to: ana, message: 'on its way' }));
  const answering = once(asking, 'response');
  await waitFor('it to be accepted', async () => {
    const answer = await client.ask('get_conversations', {});
    return answer.success && answer.data.length === 1;
  });
  const begun = performance.now();
  const ended = app.close();
  const [answer] = await answering;
  expect(performance.now() - begun).toBeLessThan(1_500);
  expect(answer.statusCode).toBe(202);
  const connection: Socket = answer.socket;
  let body = '';
  for await (const chunk of answer) body += chunk;
  expect(sentOnChannelSchema.parse(JSON.parse(body)).payload.status).toBe('pending');
  if (!connection.destroyed) await once(connection, 'close');
  expect(performance.now() - begun).toBeLessThan(1_800);
  await ended;
  client.socket.disconnect();
}, 60_000);

const json = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });

/** Asks for something, and reads nothing but the beginning of the answer. */
async function stall(url: string, { path, token }: { path: string; token: string }): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connectTcp(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  closers.push(() => socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}
