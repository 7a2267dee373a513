import { afterEach, expect, it } from 'vitest';
import { connect } from '../../../testing/clients.ts';
import { startDomain } from '../../../testing/startDomain.ts';
import { startSockets } from '../../../testing/startSockets.ts';
import { waitFor } from '../../../testing/waitFor.ts';

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it('nobody is told to have joined who went while the customer was looked up', async () => {
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const { domain, facts, channel, close } = await startDomain((storage) => ({
    ...storage,
    contacts: {
      ...storage.contacts,
      async getDetails(...wanted) {
        asked.resolve();
        await answered.promise;
        return storage.contacts.getDetails(...wanted);
      },
    },
  }));
  closers.push(close);
  const { workspaceId } = channel;
  const { id } = await domain.contacts.recognise(workspaceId, { phoneNumber: '+4915111111111', lid: null });
  const { key: apiKey } = await domain.apiKeys.create(workspaceId, { name: 'Shop', role: 'agent' });
  const { url, listSockets, close: closeSockets } = await startSockets({ domain, facts });
  closers.push(closeSockets);
  const enter = async () => {
    const client = await connect(url, { apiKey });
    closers.push(() => client.socket.disconnect());
    await client.next('authenticated');
    return client;
  };

  const listener = await enter();
  listener.socket.emit('joinWhatsAppGeneral');
  await listener.next('whatsappGeneralJoined');
  const gone = await enter();
  const goneId = gone.socket.id;
  gone.socket.emit('joinWhatsAppCustomer', id);
  await asked.promise;
  gone.socket.disconnect();
  await waitFor('it to be gone', () => listSockets().length === 1);
  answered.resolve();

  // Asks for the same afterwards, so that its turn comes when that of the other is over.
  const next = await enter();
  next.socket.emit('joinWhatsAppCustomer', id);
  await listener.next('clientJoined', ({ clientId }) => clientId === next.socket.id);
  expect(listener.all('clientJoined').map(({ clientId }) => clientId)).not.toContain(goneId);
});
