import type { ConnectedClient } from '@erp-whatsapp/shared/connectedClient';
import { generalRoomName } from '@erp-whatsapp/shared/dialects/rooms';
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeChannel, makeConnectionStatus, makeConversation } from '#testing/factories.ts';
import { api, apiUrl, refuse } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { makeRoomMessage } from '#testing/startRooms.ts';

const bea: ConnectedClient = {
  clientId: 's1',
  userId: 'u1',
  name: 'Bea Admin',
  role: 'admin',
  isApiKey: false,
  connectedAt: new Date(Date.now() - 5 * 60_000).toISOString(),
};
const shop: ConnectedClient = { ...bea, clientId: 's3', userId: 'key_k1', name: 'Web shop', isApiKey: true };

/** The server's list of who is connected, which the test may change. */
function keepClients(clients: ConnectedClient[]): ConnectedClient[] {
  api.use(http.get(`${apiUrl}/api/connected-clients`, () => HttpResponse.json({ success: true, data: clients })));
  return clients;
}

async function openLive(start: Parameters<typeof renderApp>[0] = {}) {
  const app = await renderApp({ path: '/live', ...start });
  await waitFor(() => expect(app.server.roomRequests).toEqual(['joinWhatsAppGeneral']));
  return app;
}

/** Whatever is told to the general room as a message, an incoming one from Ana unless the fields say otherwise. */
function tell({ server }: Awaited<ReturnType<typeof openLive>>, fields: Parameters<typeof makeRoomMessage>[0]) {
  const message = makeRoomMessage(fields);
  server.tellRoom(generalRoomName, 'whatsappMessage', message);
  return message;
}

const stream = () => screen.getByRole('list', { name: 'Messages' });
const shown = () => within(stream()).getAllByRole('listitem');

describe('the live page', () => {
  it('shows messages as they flow, the latest on top, and what becomes of them', async () => {
    keepClients([bea]);
    const app = await openLive({
      prepare: (server) => {
        server.conversations = [makeConversation({ id: 'c1', name: 'Ana' })];
      },
    });
    expect(screen.getByText('Nothing yet. The next message appears here by itself.')).toBeTruthy();
    tell(app, { conversationId: 'c1', content: 'Is it open?' });
    const answer = tell(app, { conversationId: 'c1', content: 'It is.', senderType: 'agent', status: 'pending' });
    tell(app, { conversationId: 'c9', whatsappNumber: '+4915199999999', content: '', messageType: 'image' });
    await waitFor(() => expect(shown()).toHaveLength(3));
    const [photo, sent, question] = shown();
    expect(photo?.textContent).toMatch(/^Received\+49.*Photo/);
    expect(sent?.textContent).toMatch(/^SentAna.*It is\./);
    expect(question?.textContent).toMatch(/^ReceivedAna.*Is it open\?/);
    expect(
      within(sent ?? stream())
        .getByRole('link')
        .getAttribute('href'),
    ).toBe('/chat/c1');

    app.server.tellRoom(generalRoomName, 'whatsappMessageStatus', {
      id: answer.id,
      messageId: answer.whatsappMessageId,
      whatsappMessageId: answer.whatsappMessageId,
      status: 'read',
      customerId: answer.customerId,
      conversationId: 'c1',
      timestamp: answer.timestamp,
      seq: 99,
    });
    expect(await within(stream()).findByRole('img', { name: 'Read' })).toBeTruthy();
    expect(within(stream()).getAllByRole('img')).toHaveLength(1);
  });

  it('counts by minute, by direction and by number', async () => {
    keepClients([bea]);
    const channels = [makeChannel({ name: 'Shop' }), makeChannel({ channelId: 'ch2', name: 'Service' })];
    const app = await openLive({
      prepare: (server) => {
        server.status = makeConnectionStatus({ channels });
      },
    });
    for (const channelId of ['ch1', 'ch1', 'ch2']) tell(app, { metadata: { channelId } });
    tell(app, { metadata: { channelId: 'ch2' }, senderType: 'agent', status: 'sent' });
    await waitFor(() => expect(shown()).toHaveLength(4));
    const minutes = within(screen.getByRole('list', { name: 'Per minute' })).getAllByRole('listitem');
    expect(minutes).toHaveLength(15);
    // The minute may end meanwhile.
    const counted = minutes.map(({ textContent }) => /^\d\d:\d\d: (\d) received, (\d) sent$/.exec(textContent ?? ''));
    expect(counted.reduce((total, found) => total + Number(found?.[1]), 0)).toBe(3);
    expect(counted.reduce((total, found) => total + Number(found?.[2]), 0)).toBe(1);
    const rows = within(await screen.findByRole('table', { name: 'By number' })).getAllByRole('row');
    expect(rows[1]?.textContent).toMatch(/^Shop.*20$/);
    expect(rows[2]?.textContent).toMatch(/^Service.*11$/);
    expect(shown()[0]?.textContent).toContain('over Service');
  });

  it('stands still to be read, and says how much waits', async () => {
    keepClients([bea]);
    const app = await openLive();
    tell(app, { content: 'One' });
    await waitFor(() => expect(shown()).toHaveLength(1));
    await app.user.click(screen.getByRole('button', { name: 'Pause' }));
    tell(app, { content: 'Two' });
    tell(app, { content: 'Three' });
    await app.user.click(await screen.findByRole('button', { name: 'Go on: 2 new' }));
    expect(shown().map(({ textContent }) => /One|Two|Three/.exec(textContent ?? '')?.[0])).toEqual([
      'Three',
      'Two',
      'One',
    ]);
    expect(screen.getByRole('button', { name: 'Pause' })).toBeTruthy();
  });

  it('shows who is connected, each once, and asks again when somebody comes', async () => {
    const clients = keepClients([bea, { ...bea, clientId: 's2' }]);
    const app = await openLive();
    const people = await screen.findByRole('list', { name: 'Who is connected' });
    const lines = () =>
      within(people)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent);
    expect(lines()).toEqual(['Bea AdminConnected 5 minutes ago · 2 connections']);
    clients.push(shop);
    app.server.tellRoom(generalRoomName, 'clientJoined', { clientId: 's3', timestamp: shop.connectedAt });
    await waitFor(() => expect(lines()).toHaveLength(2));
    expect(lines()[1]).toBe('Web shopAPI keyConnected 5 minutes ago');
  });

  it('asks once for many who come together, and keeps those who are shown where that fails', async () => {
    keepClients([bea]);
    const app = await openLive();
    const people = await screen.findByRole('list', { name: 'Who is connected' });
    let asked = 0;
    api.use(
      http.get(`${apiUrl}/api/connected-clients`, () => {
        asked += 1;
        return refuse(500, { code: 'INTERNAL', error: 'Not just now.' });
      }),
    );
    for (let number = 0; number < 30; number += 1) {
      app.server.tellRoom(generalRoomName, 'clientJoined', { clientId: `s${number}`, timestamp: shop.connectedAt });
    }
    tell(app, { content: 'After them' });
    await waitFor(() => expect(shown()).toHaveLength(1));
    await waitFor(() => expect(asked).toBe(1));
    app.server.tellRoom(generalRoomName, 'clientLeft', { clientId: 's1', timestamp: shop.connectedAt });
    await waitFor(() => expect(asked).toBe(2));
    expect(people.isConnected).toBe(true);
    expect(screen.queryByText(/^This could not be loaded/)).toBeNull();
  });

  it('says why nobody is shown, and tries again', async () => {
    api.use(
      http.get(`${apiUrl}/api/connected-clients`, () => refuse(500, { code: 'INTERNAL', error: 'Not just now.' }), {
        once: true,
      }),
    );
    const { user } = await openLive();
    const why = await screen.findByText('This could not be loaded: Not just now.');
    keepClients([bea]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Bea Admin')).toBeTruthy();
    expect(why.isConnected).toBe(false);
  });

  it('says when it is not connected, and that it missed something where the server has forgotten it', async () => {
    keepClients([bea]);
    const app = await openLive();
    expect(screen.getByRole('status').textContent).toBe('Connected');
    app.server.cut();
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Reconnecting…'));
    expect((await screen.findByRole('alert', undefined, { timeout: 8_000 })).textContent).toMatch(
      /^The connection was lost/,
    );
    expect(screen.getByRole('status').textContent).toBe('Connected');
  });

  it('is for admins', async () => {
    const { server } = await renderApp({ path: '/live', role: 'agent' });
    expect(await screen.findByText('Only admins can see what happens live.')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Live' })).toBeNull();
    expect(server.roomRequests).toEqual([]);
  });
});
