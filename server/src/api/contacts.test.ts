import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../testing/clients.ts';
import { connectAs, createSimulator, linkNumber, signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import { startApp, type TestApp } from '../testing/startApp.ts';

const business = '+4930123456';
const ana = '+4915111111111';
const other = { workspaceName: 'Other', name: 'Olga', email: 'olga@example.com', password: 'other-password' };

let app: TestApp;
let admin: Client;
let agent: Client;
let token: string;
let contactId: string;
let conversationId: string;

beforeAll(async () => {
  app = await startApp();
  const simulator = await createSimulator(app);
  await app.domain().workspaces.create(other);
  [admin, agent] = await Promise.all([connectAs(app, app.admin), connectAs(app, app.agent)]);
  await linkNumber({ admin, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  await simulator.write(ana, business, 'Good morning');
  const message = await admin.next('new_message');
  contactId = message.customerId;
  conversationId = message.conversationId;
  ({ token } = await signIn(app, app.agent));
});

afterAll(async () => {
  for (const client of [admin, agent]) client?.socket.disconnect();
  await app?.close();
});

const call = createCall(() => app);
const path = () => `/contacts/${contactId}`;

describe('a contact', () => {
  it('is the same over a socket and over HTTP', async () => {
    const overSocket = await agent.ask('get_contact', { contactId });
    expect(overSocket).toMatchObject({
      success: true,
      contact: { id: contactId, name: 'Ana', mobileNo: ana, conversations: [{ id: conversationId, totalMessages: 1 }] },
    });
    expect(await call('GET', path(), { token })).toMatchObject({ status: 200, body: overSocket });
    await expect(agent.next('contact_response')).resolves.toEqual(overSocket);
  });

  it('that is renamed is so for everybody, in the list too', async () => {
    const renamed = await call('PATCH', path(), { token, body: { name: ' Ms. Lima ' } });
    expect(renamed).toMatchObject({ status: 200, body: { success: true, contact: { name: 'Ms. Lima' } } });
    const contact = { id: contactId, name: 'Ms. Lima', mobileNo: ana };
    for (const client of [admin, agent]) {
      const fits = (told: { name: string }) => told.name === 'Ms. Lima';
      await expect(client.next('conversation_updated', fits)).resolves.toMatchObject({ id: conversationId });
      await expect(client.next('contact_updated')).resolves.toEqual({ contact });
    }
    expect(await agent.ask('get_conversations', { search: 'lima' })).toMatchObject({ data: [{ name: 'Ms. Lima' }] });
  });

  it('takes notes, but not over others that came between', async () => {
    const { user } = await signIn(app, app.agent);
    const saved = await agent.ask('update_contact', { contactId, notes: 'Likes tea', notesRevision: 0 });
    const by = { id: user.id, name: user.name };
    expect(saved).toMatchObject({
      success: true,
      contact: { notes: 'Likes tea', notesRevision: 1, notesUpdatedBy: by },
    });
    const late = { notes: 'Pays late', notesRevision: 0 };
    expect(await admin.ask('update_contact', { contactId, ...late })).toMatchObject({
      success: false,
      code: 'CONFLICT',
    });
    expect(await call('PATCH', path(), { token, body: late })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect(await admin.ask('get_contact', { contactId })).toMatchObject({ contact: { notes: 'Likes tea' } });
  });

  it.each([
    [{}, 400, 'INVALID_INPUT'],
    [{ notes: 'No revision' }, 400, 'INVALID_INPUT'],
    [{ notes: 'x'.repeat(4_001), notesRevision: 1 }, 400, 'INVALID_INPUT'],
    [{ name: 'x'.repeat(101) }, 400, 'INVALID_INPUT'],
    [{ name: 7 }, 400, 'INVALID_INPUT'],
    [{ name: 'x', notesRevision: -1 }, 400, 'INVALID_INPUT'],
  ])('refuses case %#', async (body, status, code) => {
    expect(await call('PATCH', path(), { token, body })).toMatchObject({ status, body: { success: false, code } });
  });

  it('of another workspace does not exist', async () => {
    const { token: stranger } = await signIn(app, other);
    const missing = { status: 404, body: { success: false, code: 'NOT_FOUND' } };
    expect(await call('GET', path(), { token: stranger })).toMatchObject(missing);
    expect(await call('PATCH', path(), { token: stranger, body: { name: 'Mine' } })).toMatchObject(missing);
    expect(await call('GET', '/contacts/unknown', { token })).toMatchObject(missing);
    expect(await agent.ask('get_contact', { contactId })).toMatchObject({ contact: { name: 'Ms. Lima' } });
  });
});
