import { screen, waitFor } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeChannel, makeConnectionStatus, makeConversation, makeUnlinkedStatus } from '#testing/factories.ts';
import { api, apiState, apiUrl } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { fail } from '#testing/startServer.ts';

function picture(data: string, livesMs: number) {
  const expiresAt = new Date(Date.now() + livesMs).toISOString();
  return {
    success: true,
    data: `data:image/png;base64,${data}`,
    message: 'Scan it.',
    expiresAt,
    channelId: 'ch1',
  } as const;
}

describe('linking a number', () => {
  it('shows the code and what to do, renews it, and opens the chats once linked', async () => {
    apiState.network = 'simulator';
    const { server } = await renderApp({
      prepare: (made) => {
        made.status = makeUnlinkedStatus();
      },
    });
    const image = await screen.findByRole('img', { name: 'QR code to link WhatsApp' });
    expect(image.getAttribute('src')).toBe('data:image/png;base64,AAAA');
    expect(screen.getByText('Tap Link a device and point the phone at this code')).toBeTruthy();
    expect(screen.getByText(/^New code in (19|20) s$/)).toBeTruthy();
    const phone = screen.getByRole('link', { name: 'Open the virtual phone' });
    expect(phone.getAttribute('href')).toBe('/phone');
    expect(server.requests('get_qr_code')).toEqual([{}]);

    server.emit('whatsapp_status_update', makeUnlinkedStatus({ connectionState: 'qr_ready', channelId: 'ch1' }));
    server.emit('qr_code_response', picture('BBBB', 20_000));
    await waitFor(() => expect(image.getAttribute('src')).toBe('data:image/png;base64,BBBB'));
    expect(screen.getByText('Waiting for the phone')).toBeTruthy();
    server.emit('whatsapp_status_update', makeUnlinkedStatus({ connectionState: 'connecting', channelId: 'ch1' }));
    expect(await screen.findByText(/^Linking…/)).toBeTruthy();
    server.emit('whatsapp_status_update', makeConnectionStatus());
    expect(await screen.findByRole('heading', { name: 'Chats' })).toBeTruthy();
    expect(await screen.findByText('No conversations yet')).toBeTruthy();
  });

  it('says when it stopped and starts over', async () => {
    const lastDisconnect = { reason: '408', message: 'The code was not used in time.' };
    const { server, user } = await renderApp({
      prepare: (made) => {
        made.status = makeUnlinkedStatus({ connectionState: 'error', lastDisconnect });
      },
    });
    expect(await screen.findByText('The code was not used in time.')).toBeTruthy();
    expect(server.requests('get_qr_code')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Start over' }));
    await waitFor(() => expect(server.requests('get_qr_code')).toEqual([{ forceNew: true }]));
  });

  it('shows why there is no code and tries again', async () => {
    let isFailing = true;
    const { user } = await renderApp({
      prepare: (made) => {
        made.status = makeUnlinkedStatus();
        const usual = made.answers.get_qr_code;
        made.answers.get_qr_code = (request) =>
          isFailing ? fail('INTERNAL', 'WhatsApp can’t be reached just now.') : usual(request);
      },
    });
    expect((await screen.findByRole('alert')).textContent).toBe('WhatsApp can’t be reached just now.');
    isFailing = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('img', { name: 'QR code to link WhatsApp' })).toBeTruthy();
  });

  it('is for admins; agents are told whom to ask, and get the chats when it is done', async () => {
    const admins = { success: true, data: [{ name: 'Bea', email: 'bea@shop.test' }] };
    api.use(http.get(`${apiUrl}/api/auth/admins`, () => HttpResponse.json(admins)));
    const { server } = await renderApp({
      role: 'agent',
      prepare: (made) => {
        made.status = makeUnlinkedStatus();
      },
    });
    expect(await screen.findByText(/Ask an admin to link one/)).toBeTruthy();
    const address = await screen.findByRole('link', { name: 'bea@shop.test' });
    expect(address.getAttribute('href')).toBe('mailto:bea@shop.test');
    expect(screen.getByText('Bea')).toBeTruthy();
    expect(server.requests('get_qr_code')).toEqual([]);
    server.emit('whatsapp_status_update', makeConnectionStatus());
    expect(await screen.findByRole('heading', { name: 'Chats' })).toBeTruthy();
  });
});

describe('before there is a conversation', () => {
  const number = '\u2066+49 30 123456\u2069';

  it('the list says to which number customers write, and how to write first', async () => {
    const { user } = await renderApp();
    expect(await screen.findByText('No conversations yet')).toBeTruthy();
    const hint = `The first one appears here as soon as a customer writes to ${number}. Or write first:`;
    expect(await screen.findByText(hint)).toBeTruthy();
    expect(screen.getByText('Conversations open here')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Open the virtual phone' })).toBeNull();
    await user.click(screen.getAllByRole('button', { name: 'New chat' }).at(-1) ?? document.body);
    expect(await screen.findByRole('dialog', { name: 'New chat' })).toBeTruthy();
  });

  it('where WhatsApp is simulated, it leads to the customers', async () => {
    apiState.network = 'simulator';
    const { user } = await renderApp();
    const phone = await screen.findByRole('link', { name: 'Open the virtual phone' });
    expect(phone.getAttribute('href')).toBe('/phone');
    await user.click(screen.getAllByRole('button', { name: 'New chat' }).at(-1) ?? document.body);
    expect(await screen.findByText(/only customers of the virtual phone can be reached/)).toBeTruthy();
  });
});

describe('a number that was linked', () => {
  const lost = (connectionState: 'connecting' | 'logged_out') =>
    makeConnectionStatus({
      connected: false,
      connectionState,
      channels: [makeChannel({ status: connectionState, isLinked: connectionState === 'connecting' })],
    });

  it('keeps the chats while it reconnects, with a line that says so', async () => {
    await renderApp({
      prepare: (made) => {
        made.status = lost('connecting');
        made.conversations = [makeConversation()];
      },
    });
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
    expect(screen.getByText(/WhatsApp is reconnecting/)).toBeTruthy();
  });

  it('and was unlinked keeps the chats and leads admins back to the code', async () => {
    const { user, server } = await renderApp({
      prepare: (made) => {
        made.status = lost('logged_out');
        made.conversations = [makeConversation()];
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Link again' }));
    expect(await screen.findByText('WhatsApp was unlinked on the phone')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Start over' }));
    await waitFor(() => expect(server.requests('get_qr_code')).toContainEqual({ forceNew: true }));
    server.emit('whatsapp_status_update', makeConnectionStatus());
    expect(await screen.findByRole('link', { name: /^Ana/ })).toBeTruthy();
  });

  it('and was unlinked tells agents to ask', async () => {
    await renderApp({
      role: 'agent',
      prepare: (made) => {
        made.status = lost('logged_out');
        made.conversations = [makeConversation()];
      },
    });
    expect(await screen.findByText('Ask an admin to link it again.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Link again' })).toBeNull();
  });
});
