import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../../log.ts';
import { alone } from '../../../peers/alone.ts';
import { createClock } from '../../../runtime.ts';
import { connect } from '../../../testing/clients.ts';
import { startDomain } from '../../../testing/startDomain.ts';
import { waitFor } from '../../../testing/waitFor.ts';
import { createRunCommand } from '../../runCommand.ts';
import { createSocketServer } from '../createSocketServer.ts';
import { createRoomsDialect } from './createRoomsDialect.ts';

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
  const { url, listSockets } = await listen({ domain, facts });
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

async function listen({ domain, facts }: Pick<Awaited<ReturnType<typeof startDomain>>, 'domain' | 'facts'>) {
  const http = createServer();
  const clock = createClock();
  const log = createLog('silent');
  const runCommand = createRunCommand({ domain, sendsPerMinute: 100, log });
  const { io, close } = createSocketServer(http, {
    ...{ domain, facts, peers: alone, bus: null, changeFeed: domain.changeFeed },
    dialects: [createRoomsDialect({ domain, runCommand, isAlone: true, clock })],
    eventsPerSecond: 100,
    allowedOrigins: [],
    clock,
    log,
  });
  closers.push(close);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, listSockets: () => [...io.sockets.sockets.keys()] };
}
