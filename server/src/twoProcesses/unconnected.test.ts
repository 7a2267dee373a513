import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAs, scanQr, signIn } from '../testing/console.ts';
import { createCall } from '../testing/http.ts';
import { ana, ben, business, type Office, send, startOffice } from '../testing/twoServers/startOffice.ts';
import { admin } from '../testing/twoServers/startPair.ts';
import { waitFor } from '../testing/waitFor.ts';

describe('two servers on one database without Redis', () => {
  let office: Office;

  beforeAll(async () => {
    office = await startOffice();
  }, 120_000);

  afterAll(() => office?.close());

  it('tell agents on both everything, once and in order', async () => {
    await office.chat('lively');
    await office.check();
  }, 60_000);

  it('tell of what was read, and of a number’s states', async () => {
    const { agents, conversationId, pair } = office;
    await pair.simulator.write(ana, business, 'a question');
    const [message] = await Promise.all(
      agents.map((agent) => agent.next('new_message', ({ content }) => content === 'a question')),
    );
    const upTo = message?.id ?? '';
    await agents[1].ask('mark_read', { conversationId, upTo });
    await agents[0].next('message_status_update', ({ id, status }) => id === upTo && status === 'read');
    await waitFor('nothing unread', () => {
      const last = agents[0].all('conversation_updated').at(-1);
      return last !== undefined && 'unreadCount' in last && last.unreadCount === 0;
    });
    await pair.simulator.call('POST', `/phones/${business}/unlink`);
    for (const agent of agents) {
      await agent.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'logged_out');
    }
    for (const agent of agents) agent.heard.length = 0;
    await scanQr({ admin: agents[0], simulator: pair.simulator }, business);
    for (const agent of agents) await agent.next('whatsapp_status_update', ({ connected }) => connected);
    await office.check();
  });

  it('hang up on a user whom the other one deactivates', async () => {
    const { servers, benId } = office;
    const agent = await connectAs(servers[1], ben);
    const { token } = await signIn(servers[0], admin);
    await createCall(() => servers[0])('PATCH', `/users/${benId}`, { token, body: { active: false } });
    await waitFor('the end', () => agent.socket.disconnected, 15_000);
  });

  it('tell what one stored and did not live to tell', async () => {
    const { agents, servers } = office;
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => send(agents[1], `last words ${index}`)));
    await servers[1].end('SIGKILL');
    for (const id of ids) await agents[0].next('message_sent', (message) => message.id === id);
    expect(agents[1].socket.connected).toBe(false);
    for (const id of ids) {
      await agents[0].next('message_status_update', (update) => update.id === id && update.status === 'delivered');
    }
  });
});
