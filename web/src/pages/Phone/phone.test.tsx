import type { SimulatedMessage } from '@erp-whatsapp/shared/simulator';
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { expect, it } from 'vitest';
import { makeChannel, makeConnectionStatus, makeUser } from '#testing/factories.ts';
import { api, apiState, apiUrl, refuse } from '#testing/handlers.ts';
import { renderApp } from '#testing/renderApp.tsx';

const root = `${apiUrl}/api/simulator`;
const shop = { phoneNumber: '+4930123456', name: 'Shop' };
const ana = {
  phoneNumber: '+4915112345678',
  name: 'Ana',
  addressing: 'pn',
  hidesNumber: false,
  online: true,
  autoRead: false,
  blocked: false,
};

function makeEntry(fields: Partial<SimulatedMessage>): SimulatedMessage {
  return {
    id: 'x1',
    from: shop.phoneNumber,
    to: ana.phoneNumber,
    fromMe: false,
    type: 'text',
    text: 'Hello Ana',
    copies: 1,
    media: null,
    replyTo: null,
    reactions: [],
    edited: false,
    deleted: false,
    status: 'delivered',
    receivedAt: new Date().toISOString(),
    ...fields,
  };
}

type SimulatorState = {
  phones: object[];
  customers: object[];
  thread: SimulatedMessage[];
  calls: { path: string; body: unknown }[];
};

/** A simulator that keeps what it is told. */
function simulate() {
  const state: SimulatorState = { phones: [], customers: [], thread: [], calls: [] };
  const take = async (request: Request) => {
    const body: unknown = await request.json();
    state.calls.push({ path: new URL(request.url).pathname.replace('/api/simulator', ''), body });
    return body;
  };
  const device = { id: 1, platform: 'Chrome (Linux)', linkedAt: new Date().toISOString(), online: true, sockets: 1 };
  api.use(
    http.get(`${root}/phones`, () => HttpResponse.json({ phones: state.phones })),
    http.post(`${root}/phones`, async ({ request }) => {
      await take(request);
      state.phones = [{ ...shop, devices: [] }];
      return HttpResponse.json({}, { status: 201 });
    }),
    http.post(`${root}/phones/:number/link`, async ({ request }) => {
      const body = await take(request);
      if (JSON.stringify(body).includes('old'))
        return refuse(404, { code: 'NOT_FOUND', error: 'This code is too old.' });
      state.phones = [{ ...shop, devices: [device] }];
      return HttpResponse.json({ device });
    }),
    http.get(`${root}/customers`, () => HttpResponse.json({ customers: state.customers })),
    http.post(`${root}/customers`, async ({ request }) => {
      await take(request);
      state.customers = [ana];
      return HttpResponse.json({}, { status: 201 });
    }),
    http.patch(`${root}/customers/:number`, async ({ request }) => {
      state.customers = [{ ...ana, ...Object(await take(request)) }];
      return HttpResponse.json({});
    }),
    http.get(`${root}/customers/:number/messages`, () =>
      HttpResponse.json({ messages: state.thread, isTyping: state.thread.length === 1 }),
    ),
    http.post(`${root}/customers/:number/messages`, async ({ request }) => {
      await take(request);
      state.thread.push(makeEntry({ id: 'x2', fromMe: true, text: 'Yes please', status: 'sent' }));
      return HttpResponse.json({ id: 'x2' });
    }),
    http.post(`${root}/customers/:number/:what`, async ({ request }) => {
      await take(request);
      return HttpResponse.json({});
    }),
  );
  return state;
}

it('makes a phone, links it by a code’s text, and plays a customer', async () => {
  const simulator = simulate();
  apiState.network = 'simulator';
  const { user } = await renderApp({ path: '/phone' });
  const phone = within(await screen.findByRole('region', { name: 'Business phone' }));
  await user.type(phone.getByLabelText('Phone number'), '030 12');
  await user.click(phone.getByRole('button', { name: 'Make this phone' }));
  expect(phone.getByText('This is not a phone number.')).toBeTruthy();
  await user.clear(phone.getByLabelText('Phone number'));
  await user.type(phone.getByLabelText('Phone number'), '+49 30 123456');
  await user.type(phone.getByLabelText('Name'), 'Shop');
  await user.click(phone.getByRole('button', { name: 'Make this phone' }));
  expect(await phone.findByText('No device is linked yet.')).toBeTruthy();
  expect(simulator.calls[0]).toEqual({ path: '/phones', body: { phoneNumber: '+4930123456', name: 'Shop' } });

  await user.type(phone.getByLabelText('Text of the QR code, or a pairing code'), 'old');
  await user.click(phone.getByRole('button', { name: 'Link' }));
  expect(await screen.findByText('This code is too old.')).toBeTruthy();
  await user.type(phone.getByLabelText('Text of the QR code, or a pairing code'), ' 2@new');
  await user.clear(phone.getByLabelText('Text of the QR code, or a pairing code'));
  await user.type(phone.getByLabelText('Text of the QR code, or a pairing code'), '2@new');
  await user.click(phone.getByRole('button', { name: 'Link' }));
  expect(await phone.findByText('Chrome (Linux)')).toBeTruthy();
  expect(simulator.calls.at(-1)).toEqual({ path: '/phones/4930123456/link', body: { qr: '2@new' } });

  const customer = within(screen.getByRole('region', { name: 'Customer’s phone' }));
  await user.type(customer.getByLabelText('Phone number'), '+4915112345678');
  await user.click(customer.getByRole('button', { name: 'Add customer' }));
  expect(await customer.findByText(/No messages yet/)).toBeTruthy();
  simulator.thread.push(makeEntry({ copies: 2 }));
  expect(await customer.findByText('came 2 times', {}, { timeout: 3_000 })).toBeTruthy();
  expect(customer.getByText('typing…')).toBeTruthy();

  await user.type(customer.getByLabelText('Message as Ana'), 'Yes please{Enter}');
  await waitFor(() => expect(within(customer.getByRole('list')).getAllByRole('listitem')).toHaveLength(2));
  expect(simulator.calls).toContainEqual({
    path: '/customers/4915112345678/messages',
    body: { to: '+4930123456', text: 'Yes please' },
  });
  expect(simulator.calls).toContainEqual({
    path: '/customers/4915112345678/typing',
    body: { with: '+4930123456', isTyping: true },
  });
  await user.click(customer.getByRole('button', { name: 'Mark as read' }));
  await user.click(customer.getByRole('switch', { name: 'Online' }));
  await waitFor(() => expect(customer.getByRole('switch', { name: 'Online' })).toHaveProperty('checked', false));
  expect(simulator.calls).toContainEqual({ path: '/customers/4915112345678', body: { online: false } });
  expect(simulator.calls).toContainEqual({ path: '/customers/4915112345678/read', body: { with: '+4930123456' } });
});

it('types a pairing code as people write it, and scans the code of the number that is to be linked', async () => {
  const simulator = simulate();
  simulator.phones = [{ ...shop, devices: [] }];
  apiState.network = 'simulator';
  const fresh = { status: 'inactive', isLinked: false, phoneNumber: null } as const;
  const { user, server } = await renderApp({
    path: '/phone',
    prepare: (made) => {
      made.status = makeConnectionStatus({
        channels: [makeChannel(), makeChannel({ ...fresh, channelId: 'ch2', name: 'Sales' })],
      });
    },
  });
  const phone = within(await screen.findByRole('region', { name: 'Business phone' }));
  await user.click(await phone.findByRole('button', { name: 'Scan the code of “Sales”' }));
  await waitFor(() => expect(server.requests('get_qr_code')).toEqual([{ channelId: 'ch2' }]));

  await user.type(phone.getByLabelText('Text of the QR code, or a pairing code'), ' abcd-1234');
  await user.click(phone.getByRole('button', { name: 'Link' }));
  expect(await phone.findByText('Chrome (Linux)')).toBeTruthy();
  expect(simulator.calls).toEqual([{ path: '/phones/4930123456/link', body: { pairingCode: 'ABCD1234' } }]);
});

it('is not there for agents', async () => {
  apiState.network = 'simulator';
  await renderApp({ path: '/phone', role: 'agent' });
  expect(await screen.findByText('Only admins can use the virtual phone.')).toBeTruthy();
  expect(apiState.cookieOf).toEqual(makeUser({ role: 'agent' }));
});

it('is not there on the real network, and leads back to the chats', async () => {
  await renderApp({ path: '/phone' });
  expect(await screen.findByText('There is a virtual phone only where WhatsApp is simulated.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to the chats' }).getAttribute('href')).toBe('/chat');
});
