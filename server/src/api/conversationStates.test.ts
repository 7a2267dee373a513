import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import { startApp, type TestApp } from '../testing/startApp.ts';

const business = '+4930123456';
const ana = '+4915111111111';

let app: TestApp;
let admin: Client;
let agent: Client;
let sameAgent: Client;
let conversationId: string;
let token: string;

beforeAll(async () => {
  app = await startApp({});
  const simulator = await createSimulator(app);
  [admin, agent, sameAgent] = await Promise.all([
    connectAs(app, app.admin),
    connectAs(app, app.agent),
    connectAs(app, app.agent),
  ]);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  await simulator.write(ana, business, 'Hello');
  ({ conversationId } = await admin.next('new_message'));
  ({ token } = await signIn(app, app.agent));
});

afterAll(async () => {
  for (const client of [admin, agent, sameAgent]) client?.socket.disconnect();
  await app?.close();
});

const call = createCall(() => app);
const change = (id: string, body: object, as = token) => call('PATCH', `/conversations/${id}`, { token: as, body });

it('an archived conversation is so for everybody, told by event and over HTTP', async () => {
  const archived = await agent.ask('update_conversation', { conversationId, archived: true });
  expect(archived).toMatchObject({ success: true, conversation: { id: conversationId, archived: true } });
  const told = await admin.next('conversation_updated', (one) => one.archived);
  expect(told).toMatchObject({ id: conversationId, waitingSince: expect.any(String), isMarkedUnread: false });
  const listed = await agent.ask('get_conversations', { archived: true });
  expect(listed).toMatchObject({ success: true, data: [{ id: conversationId }] });
  await expect(call('GET', '/conversations?archived=false', { token })).resolves.toMatchObject({ body: { data: [] } });
  await expect(call('GET', `/conversations?ids=${conversationId},nobody`, { token })).resolves.toMatchObject({
    body: { data: [{ id: conversationId }] },
  });
  const back = await change(conversationId, { archived: false, unread: true });
  expect(back).toMatchObject({ status: 200, body: { conversation: { archived: false, isMarkedUnread: true } } });
  const unread = await admin.ask('get_conversations', { unread: true, archived: false });
  expect(unread).toMatchObject({ data: [{ id: conversationId }] });
});

it('what is pinned and muted is told to the other sockets of the same user alone', async () => {
  const changed = await agent.ask('update_conversation', { conversationId, pinned: true, muted: true });
  expect(changed).toMatchObject({ success: true, preferences: { pinned: [conversationId], muted: [conversationId] } });
  await expect(sameAgent.next('preferences_updated')).resolves.toEqual({
    pinned: [conversationId],
    muted: [conversationId],
  });
  await expect(call('GET', '/preferences', { token })).resolves.toMatchObject({
    body: { data: { pinned: [conversationId], muted: [conversationId] } },
  });
  await expect(sameAgent.ask('get_preferences', {})).resolves.toMatchObject({ data: { pinned: [conversationId] } });
  await expect(admin.ask('get_preferences', {})).resolves.toMatchObject({ data: { pinned: [], muted: [] } });
  expect(admin.all('preferences_updated')).toEqual([]);
});

it('refuses by its code: nothing to change, what is not there, and keys that want to pin', async () => {
  await expect(change(conversationId, {})).resolves.toMatchObject({ status: 400 });
  await expect(change('nobody', { archived: true })).resolves.toMatchObject({ status: 404 });
  const { token: adminToken } = await signIn(app, app.admin);
  const made = await call('POST', '/api-keys', { token: adminToken, body: { name: 'Shop', role: 'agent' } });
  const { key } = z.object({ key: z.string() }).parse(made.body);
  await expect(call('GET', '/preferences', { token: key })).resolves.toMatchObject({ status: 403 });
  const pinning = change(conversationId, { pinned: true }, key);
  await expect(pinning).resolves.toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  const archiving = change(conversationId, { archived: true }, key);
  await expect(archiving).resolves.toMatchObject({ status: 200 });
  const refused = await agent.ask('update_conversation', { conversationId: 'nobody', muted: true });
  expect(refused).toMatchObject({ success: false, code: 'NOT_FOUND' });
  await expect(agent.next('error')).resolves.toMatchObject({ event: 'update_conversation', code: 'NOT_FOUND' });
});
