import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { refuseChannel, tellChannel } from '#testing/channels.ts';
import { makeChannel } from '#testing/factories.ts';
import { api, apiState, apiUrl } from '#testing/handlers.ts';
import { openChannels as open } from '#testing/openChannels.ts';

const fresh = { status: 'inactive', isLinked: false, phoneNumber: null, lastConnected: null } as const;
const sales = makeChannel({ channelId: 'ch2', name: 'Sales', isDefault: false, phoneNumber: '+4930999999' });

const card = () => within(screen.getByRole('region', { name: /^Link by/ }));

describe('linking a number', () => {
  const soon = () => new Date(Date.now() + 120_000).toISOString();
  const qr = (picture: string) => ({
    ...{ channelId: 'ch1', qrCode: `data:image/png;base64,${picture}` },
    ...{ timestamp: new Date().toISOString(), expiresAt: soon() },
  });
  const code = (text: string, expiresAt = soon()) => ({
    ...{ channelId: 'ch1', code: text, timestamp: new Date().toISOString(), expiresAt },
  });

  it('by a QR shows each one as it comes, of this number alone', async () => {
    apiState.network = 'simulator';
    const { server } = await open([makeChannel({ ...fresh, status: 'qr_ready' }), sales]);
    await waitFor(() => expect(server.requests('subscribe_channel')).toEqual([{ channelId: 'ch1' }]));
    server.emit('qr_code', qr('AAAA'));
    const image = await screen.findByRole('img', { name: 'QR code to link WhatsApp' });
    expect(image.getAttribute('src')).toBe('data:image/png;base64,AAAA');
    expect(screen.getByText(/^New code in 1\d\d s$/)).toBeTruthy();
    server.emit('qr_code', { ...qr('CCCC'), channelId: 'ch2' });
    server.emit('qr_code', qr('BBBB'));
    await waitFor(() => expect(image.getAttribute('src')).toBe('data:image/png;base64,BBBB'));
    expect(screen.getByRole('link', { name: 'Open the virtual phone' })).toBeTruthy();

    // A lost line comes back, and with it the codes.
    server.cut();
    await waitFor(() => expect(server.requests('subscribe_channel')).toHaveLength(2), { timeout: 5_000 });

    tellChannel(server, 'ch1', { status: 'active', isLinked: true, phoneNumber: '+4930123456' });
    await waitFor(() => expect(screen.queryByRole('img', { name: 'QR code to link WhatsApp' })).toBeNull());
  });

  it('by a code asks for the number, shows the code and its replacement, and goes back to the QR', async () => {
    const { server, user, state } = await open([makeChannel({ ...fresh, status: 'qr_ready' })]);
    await user.click(await screen.findByRole('button', { name: 'Can’t scan? Use a pairing code' }));
    const field = screen.getByLabelText('Number of the phone');
    expect(document.activeElement).toBe(field);
    await user.type(field, 'nobody');
    await user.click(screen.getByRole('button', { name: 'Get a code' }));
    expect(screen.getByText(/This is not a phone number/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, '+49 30 123456');
    await user.click(screen.getByRole('button', { name: 'Get a code' }));
    await waitFor(() =>
      expect(state.calls).toEqual([{ call: 'POST /ch1/pairing-code', body: { phoneNumber: '+4930123456' } }]),
    );

    tellChannel(server, 'ch1', { status: 'pairing_code_ready' });
    server.emit('pairing_code', code('ABCD1234'));
    expect(await screen.findByText('ABCD-1234')).toBeTruthy();
    expect(screen.getByText('Pairing code: A B C D 1 2 3 4')).toBeTruthy();
    expect(screen.getByText(/^Good for 1\d\d s$/)).toBeTruthy();
    expect(screen.getByText('Type this code')).toBeTruthy();
    server.emit('pairing_code', code('WXYZ5678', new Date(Date.now() - 1).toISOString()));
    expect(await screen.findByText('WXYZ-5678')).toBeTruthy();
    expect(screen.getByText('This code is over. Get a new one.')).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Scan a QR code instead' }));
    await waitFor(() => expect(state.calls.at(-1)).toEqual({ call: 'POST /ch1/connect', body: {} }));
    tellChannel(server, 'ch1', { status: 'qr_ready' });
    server.emit('qr_code', qr('DDDD'));
    expect(await screen.findByRole('img', { name: 'QR code to link WhatsApp' })).toBeTruthy();
  });

  it('says that it is being linked when a phone has used the code, and at no other time', async () => {
    const { server, user } = await open([makeChannel({ ...fresh, status: 'qr_ready' })]);
    const isShown = () => screen.queryByText(/^Linking…/) !== null;
    await screen.findByText('Getting a code…');
    server.emit('qr_code', qr('AAAA'));
    await screen.findByRole('img', { name: 'QR code to link WhatsApp' });
    const lost = { reason: 'CONNECTION_LOST', message: 'WhatsApp can’t be reached.' };
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: lost });
    expect(await screen.findByText('Getting a code…')).toBeTruthy();
    expect(isShown()).toBe(false);

    tellChannel(server, 'ch1', { status: 'qr_ready' });
    server.emit('qr_code', { ...qr('BBBB'), expiresAt: new Date(Date.now() - 1).toISOString() });
    await screen.findByText('Getting a new code…');
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: null });
    expect(await screen.findByText('Getting a code…')).toBeTruthy();
    expect(isShown()).toBe(false);

    tellChannel(server, 'ch1', { status: 'qr_ready' });
    server.emit('qr_code', qr('CCCC'));
    await screen.findByRole('img', { name: 'QR code to link WhatsApp' });
    await user.click(screen.getByRole('button', { name: 'Can’t scan? Use a pairing code' }));
    await user.type(screen.getByLabelText('Number of the phone'), '+49 30 123456');
    await user.click(screen.getByRole('button', { name: 'Get a code' }));
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: null });
    expect(await screen.findByText('Type this code')).toBeTruthy();
    expect(isShown()).toBe(false);
    // The server stays with the code that is on its way.
    const toQr = await screen.findByRole('button', { name: 'Scan a QR code instead' });
    expect(toQr.getAttribute('aria-disabled')).toBe('true');

    tellChannel(server, 'ch1', { status: 'pairing_code_ready' });
    server.emit('pairing_code', code('ABCD1234'));
    await user.click(await screen.findByRole('button', { name: 'Get a new code' }));
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: null });
    await waitFor(() => expect(screen.queryByText('ABCD-1234')).toBeNull());
    expect(isShown()).toBe(false);

    tellChannel(server, 'ch1', { status: 'pairing_code_ready' });
    server.emit('pairing_code', code('EFGH5678'));
    await screen.findByText('EFGH-5678');
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: null });
    expect(await screen.findByText(/^Linking…/)).toBeTruthy();
  });

  it('stays with the QR where a pairing code was refused', async () => {
    const path = `${apiUrl}/api/whatsapp/channels/ch1/pairing-code`;
    const { server, user } = await open([makeChannel({ ...fresh, status: 'qr_ready' })], {
      api: () => api.use(http.post(path, () => refuseChannel(409, 'CONFLICT', 'This is another channel’s number.'))),
    });
    await user.click(await screen.findByRole('button', { name: 'Can’t scan? Use a pairing code' }));
    await user.type(screen.getByLabelText('Number of the phone'), '+49 30 123456');
    await user.click(screen.getByRole('button', { name: 'Get a code' }));
    expect((await screen.findByRole('alert')).textContent).toBe('This is another channel’s number.');
    await user.click(card().getByRole('button', { name: 'Cancel' }));
    server.emit('qr_code', qr('AAAA'));
    await screen.findByRole('img', { name: 'QR code to link WhatsApp' });
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect: null });
    expect(await screen.findByText(/^Linking…/)).toBeTruthy();
    expect(screen.queryByText('Type this code')).toBeNull();
  });

  it('says that no code can come while the server is lost', async () => {
    const { server, connection } = await open([makeChannel({ ...fresh, status: 'qr_ready' })]);
    await screen.findByText('Getting a code…');
    server.isReachable = false;
    server.cut();
    expect(
      await screen.findByText('There is no connection to the server. The code comes when it is back.'),
    ).toBeTruthy();
    const line = within(screen.getByRole('main'));
    expect(await line.findByText(/^Connection lost\. Next try in \d+ s\.$/)).toBeTruthy();
    server.isReachable = true;
    connection.retryNow();
    expect(await screen.findByText('Getting a code…')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText(/^Connection lost/)).toBeNull());
  });

  it('keeps the keyboard’s place, and says it when a code comes', async () => {
    const { server, user } = await open([makeChannel({ ...fresh, status: 'qr_ready' })]);
    await user.click(await screen.findByRole('button', { name: 'Can’t scan? Use a pairing code' }));
    await user.click(card().getByRole('button', { name: 'Cancel' }));
    const toCode = screen.getByRole('button', { name: 'Can’t scan? Use a pairing code' });
    expect(document.activeElement).toBe(toCode);
    await user.click(toCode);
    await user.type(screen.getByLabelText('Number of the phone'), '+49 30 123456{Enter}');
    const isAtCode = () => document.activeElement === card().getByRole('status').parentElement;
    await waitFor(() => expect(isAtCode()).toBe(true));
    tellChannel(server, 'ch1', { status: 'pairing_code_ready' });
    server.emit('pairing_code', code('ABCD1234'));
    await waitFor(() =>
      expect(card().getByRole('status').textContent).toBe('The pairing code is here: A B C D 1 2 3 4'),
    );
    expect(isAtCode()).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Get a new code' }));
    expect(isAtCode()).toBe(true);
    await user.tab({ shift: true });
    expect(document.activeElement?.textContent).toBe('Scan a QR code instead');
  });
});
