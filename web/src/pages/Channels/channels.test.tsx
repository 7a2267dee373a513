import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { refuseChannel, tellChannel } from '#testing/channels.ts';
import { makeChannel } from '#testing/factories.ts';
import { api, apiUrl } from '#testing/handlers.ts';
import { openChannels as open } from '#testing/openChannels.ts';
import { renderApp } from '#testing/renderApp.tsx';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const fresh = { status: 'inactive', isLinked: false, phoneNumber: null, lastConnected: null } as const;
const sales = makeChannel({ channelId: 'ch2', name: 'Sales', isDefault: false, phoneNumber: '+4930999999' });

const dialog = () => within(screen.getByRole('dialog'));
const list = () => within(screen.getByRole('navigation', { name: 'Numbers' }));

describe('the numbers', () => {
  it('stand in a list with their states, and the default one is open', async () => {
    await open([sales, makeChannel({ status: 'connecting' })]);
    expect(await screen.findByRole('heading', { name: 'Main', level: 1 })).toBeTruthy();
    expect(window.location.pathname).toBe('/channels/ch1');
    expect(document.title).toBe('Main · WhatsApp inbox');
    const rows = list().getAllByRole('link');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^Sales.*Connected$/),
      expect.stringMatching(/^MainDefault.*Connecting$/),
    ]);
    expect(screen.getByRole('link', { name: 'Numbers' }).getAttribute('aria-current')).toBe('page');
  });

  it('are for admins', async () => {
    await renderApp({ path: '/channels/ch1', role: 'agent' });
    expect(await screen.findByText('For admins only')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Numbers' })).toBeNull();
  });

  it('say so where there is none, or not this one', async () => {
    const { user } = await open([]);
    expect(await screen.findByText(/Add the WhatsApp number that your customers write to/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add a number' }));
    expect(dialog().getByLabelText('Name')).toBeTruthy();
  });

  it('say so where the one of the address is gone', async () => {
    const { user } = await open([makeChannel()], { path: '/channels/gone' });
    expect(await screen.findByText('This number is not here')).toBeTruthy();
    await user.click(screen.getByRole('link', { name: 'All numbers' }));
    expect(await screen.findByRole('heading', { name: 'Main', level: 1 })).toBeTruthy();
  });

  it('grow by one, which is about to be linked; what is refused says why and keeps what was typed', async () => {
    const { user, state } = await open([makeChannel()]);
    await user.click(await screen.findByRole('button', { name: 'Add a number' }));
    await user.click(dialog().getByRole('button', { name: 'Add and link' }));
    expect(dialog().getByText('Write a name.')).toBeTruthy();
    await user.type(dialog().getByLabelText('Name'), 'Support');
    const number = dialog().getByLabelText('Phone number (optional)');
    await user.type(number, '12');
    await user.click(dialog().getByRole('button', { name: 'Add and link' }));
    expect(dialog().getByText(/This is not a phone number/)).toBeTruthy();
    expect(state.calls).toEqual([]);

    await user.clear(number);
    await user.type(number, '+49 30 123456');
    await user.click(dialog().getByRole('button', { name: 'Add and link' }));
    expect((await dialog().findByRole('alert')).textContent).toBe('“Main” has this number already.');
    expect(document.activeElement).toBe(number);

    await user.clear(number);
    await user.click(dialog().getByRole('button', { name: 'Add and link' }));
    expect(await screen.findByRole('heading', { name: 'Support', level: 1 })).toBeTruthy();
    expect(window.location.pathname).toBe('/channels/ch2');
    await waitFor(() =>
      expect(state.calls.slice(1)).toEqual([
        { call: 'POST ', body: { name: 'Support' } },
        { call: 'POST /ch2/connect', body: {} },
      ]),
    );
  });
});

describe('the first number', () => {
  it('keeps its form as it is while it is being added, whatever is told of it meanwhile', async () => {
    let answer = () => {};
    const { server, user } = await open([], {
      api: () =>
        api.use(
          http.post(`${apiUrl}/api/whatsapp/channels`, async () => {
            await new Promise<void>((resolve) => {
              answer = resolve;
            });
            return refuseChannel(500, 'INTERNAL', 'Not just now.');
          }),
        ),
    });
    await user.click(await screen.findByRole('button', { name: 'Add a number' }));
    const field = dialog().getByLabelText('Name');
    await user.type(field, 'Support{Enter}');
    server.status = { ...server.status, channels: [makeChannel({ ...fresh, name: 'Support' })] };
    server.emit('whatsapp_status_update', server.status);
    await waitFor(() => expect(window.location.pathname).toBe('/channels/ch1'));
    expect(field.isConnected).toBe(true);
    expect(field).toHaveProperty('value', 'Support');
    answer();
    expect((await dialog().findByRole('alert')).textContent).toBe('Not just now.');
  });
});

describe('a number', () => {
  it('says how it is in plain words, since when, and what it is', async () => {
    const { server } = await open([makeChannel({ lastStatusUpdate: minutesAgo(60 * 24 * 30) })]);
    const state = within(await screen.findByRole('region', { name: 'State' }));
    expect(state.getByRole('status').textContent).toBe('Connected');
    expect(state.getByText(/^Since .*20\d\d, \d{2}:\d{2}$/)).toBeTruthy();
    expect(state.getByText('A linked phone')).toBeTruthy();
    expect(await state.findByText('+49 30 123456')).toBeTruthy();

    const lastDisconnect = { reason: 'OPENED_ELSEWHERE', message: 'It was opened elsewhere. Connect again.' };
    tellChannel(server, 'ch1', { status: 'error', lastDisconnect });
    expect(await state.findByText('It was opened elsewhere. Connect again.')).toBeTruthy();
    expect(state.getByRole('status').textContent).toBe('Stopped');
    expect(state.getByText(/^Since \d{2}:\d{2}$/)).toBeTruthy();
    expect(state.getByRole('button', { name: 'Connect' })).toBeTruthy();
  });

  it.each([
    { fields: { status: 'active' }, said: 'Connected', action: 'Disconnect', step: 'disconnect' },
    { fields: { status: 'inactive' }, said: 'Switched off', action: 'Connect', step: 'connect' },
    { fields: fresh, said: 'Not linked yet', action: 'Link a phone', step: 'connect' },
    { fields: { status: 'logged_out', isLinked: false }, said: 'Unlinked', action: 'Link a phone', step: 'connect' },
    { fields: { status: 'error', isLinked: false }, said: 'Stopped', action: 'Link a phone', step: 'connect' },
    { fields: { status: 'connecting' }, said: 'Connecting', action: 'Disconnect', step: 'disconnect' },
    { fields: { ...fresh, status: 'qr_ready' }, said: 'Waiting for the phone', action: 'Cancel', step: 'disconnect' },
  ] as const)('is “$said” with the way to $step it', async ({ fields, said, action, step }) => {
    const { user, state } = await open([makeChannel(fields)]);
    const card = within(await screen.findByRole('region', { name: 'State' }));
    expect(card.getByRole('status').textContent).toBe(said);
    await user.click(card.getByRole('button', { name: action }));
    await waitFor(() => expect(state.calls).toEqual([{ call: `POST /ch1/${step}`, body: {} }]));
  });

  it('says why something did not work', async () => {
    const { user } = await open([makeChannel({ status: 'inactive' })]);
    api.use(
      http.post(`${apiUrl}/api/whatsapp/channels/ch1/connect`, () =>
        refuseChannel(409, 'CONFLICT', 'Somebody else is at it.'),
      ),
    );
    await user.click(await screen.findByRole('button', { name: 'Connect' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Somebody else is at it.');
  });

  it('that goes over Meta has no phone to link', async () => {
    await open([makeChannel({ type: 'whatsapp_business' })]);
    expect(await screen.findByText('WhatsApp Business Platform')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Disconnect' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Log out' })).toBeNull();
  });

  it('is renamed, made the default, taken out of use and used again', async () => {
    const { user, state } = await open([makeChannel(), sales], { path: '/channels/ch2' });
    await user.click(await screen.findByRole('button', { name: 'Change the name' }));
    const field = dialog().getByLabelText('Name');
    expect(field).toHaveProperty('value', 'Sales');
    await user.clear(field);
    await user.type(field, 'Shop');
    await user.click(dialog().getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Shop', level: 1 })).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Make it the default' }));
    expect(await screen.findByText(/To change that, make another one the default/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Default number'));
    await user.click(screen.getByRole('switch', { name: 'In use' }));
    await user.click(await screen.findByRole('button', { name: 'Use it again' }));
    await waitFor(() => expect(screen.queryByText('Not in use')).toBeNull());
    expect(state.calls.map(({ body }) => body)).toEqual([
      { name: 'Shop' },
      { isDefault: true },
      { isActive: false },
      { isActive: true },
    ]);
  });

  it('shows at once that it is taken out of use, and is not told so twice while that takes time', async () => {
    const asked: unknown[] = [];
    let answer = () => {};
    const { user } = await open([makeChannel(), sales], {
      path: '/channels/ch2',
      api: () =>
        api.use(
          http.patch(`${apiUrl}/api/whatsapp/channels/ch2`, async ({ request }) => {
            asked.push(await request.json());
            await new Promise<void>((resolve) => {
              answer = resolve;
            });
            return refuseChannel(409, 'CONFLICT', 'It is being linked.');
          }),
        ),
    });
    const inUse = await screen.findByRole('switch', { name: 'In use' });
    await user.click(inUse);
    expect(inUse.getAttribute('aria-checked')).toBe('false');
    expect(inUse.getAttribute('aria-busy')).toBe('true');
    expect(screen.getByRole('button', { name: 'Make it the default' }).getAttribute('aria-busy')).toBeNull();
    await user.click(inUse);
    await waitFor(() => expect(asked).toEqual([{ isActive: false }]));
    answer();
    expect((await screen.findByRole('alert')).textContent).toBe('It is being linked.');
    expect(inUse.getAttribute('aria-checked')).toBe('true');
    expect(inUse.getAttribute('aria-busy')).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it('is logged out only when that was meant', async () => {
    const { user, state } = await open([makeChannel()]);
    await user.click(await screen.findByRole('button', { name: 'Log out' }));
    expect(dialog().getByText('All conversations stay here, and on the phone.')).toBeTruthy();
    await user.click(dialog().getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(state.calls).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Log out' }));
    await user.click(dialog().getByRole('button', { name: 'Log out' }));
    await waitFor(() => expect(state.calls).toEqual([{ call: 'POST /ch1/logout', body: {} }]));
  });

  it('is deleted only when that was meant, which says what is kept', async () => {
    const { user, state } = await open([makeChannel(), sales]);
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(screen.getByRole('dialog', { name: 'Delete “Main”?' })).toBeTruthy();
    expect(dialog().getByText(/^All its conversations stay/)).toBeTruthy();
    expect(dialog().getByText(/another number takes its place/)).toBeTruthy();
    expect(document.activeElement).toBe(dialog().getByRole('button', { name: 'Cancel' }));
    await user.click(dialog().getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('“Main” was deleted. Its conversations are still here.')).toBeTruthy();
    expect(state.calls).toEqual([{ call: 'DELETE /ch1', body: {} }]);
    expect(await screen.findByRole('heading', { name: 'Sales', level: 1 })).toBeTruthy();
    expect(list().getAllByRole('link')).toHaveLength(1);
  });
});

describe('what went over a number', () => {
  it('is told day by day', async () => {
    const counts = [
      { day: '2026-11-20', incoming: 12, outgoing: 4 },
      { day: '2026-11-21', incoming: 0, outgoing: 0 },
    ];
    const { state } = await open([makeChannel()], { state: { counts } });
    const days = within(await screen.findByRole('list', { name: 'Messages per day' }));
    expect(days.getAllByRole('listitem').map(({ title }) => title)).toEqual([
      'Friday, November 20: 12 received, 4 sent',
      'Saturday, November 21: 0 received, 0 sent',
    ]);
    expect(state.calls).toEqual([]);
  });

  it('is nothing at first', async () => {
    await open([makeChannel()], { state: { counts: [{ day: '2026-11-21', incoming: 0, outgoing: 0 }] } });
    expect(await screen.findByText('No messages in these two weeks')).toBeTruthy();
    expect(await screen.findByText('Nothing has happened yet.')).toBeTruthy();
  });

  it('and what happened to it stands there, the latest first, and grows by itself', async () => {
    const lastDisconnect = { reason: 'CONNECTION_LOST', message: 'The connection was lost.' };
    const events = Array.from({ length: 10 }, (_, index) => ({
      ...{ at: minutesAgo(index), status: 'active' as const, lastDisconnect: null },
    }));
    const { server, state, user } = await open([makeChannel()], { state: { events } });
    const timeline = within(await screen.findByRole('list', { name: 'What happened' }));
    await waitFor(() => expect(timeline.getAllByRole('listitem')).toHaveLength(8));
    state.events = [{ at: new Date().toISOString(), status: 'connecting', lastDisconnect }, ...events];
    tellChannel(server, 'ch1', { status: 'connecting', lastDisconnect });
    expect((await timeline.findByText('The connection was lost.')).closest('li')?.textContent).toMatch(/^Connecting/);
    await user.click(screen.getByRole('button', { name: 'Show all 11' }));
    expect(timeline.getAllByRole('listitem')).toHaveLength(11);
  });

  it('that can not be read says why, and is asked for again', async () => {
    const path = `${apiUrl}/api/whatsapp/channels/ch1/events`;
    const { user } = await open([makeChannel()], {
      state: { events: [{ at: minutesAgo(1), status: 'active', lastDisconnect: null }] },
      api: () => api.use(http.get(path, () => HttpResponse.error(), { once: true })),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('can’t be reached');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    const timeline = within(await screen.findByRole('list', { name: 'What happened' }));
    expect(await timeline.findAllByRole('listitem')).toHaveLength(1);
  });
});
