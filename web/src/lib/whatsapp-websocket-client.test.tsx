import { customerRoomName, generalRoomName } from '@erp-whatsapp/shared/dialects/rooms';
import { waitFor } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeRoomMessage, startRooms } from '#testing/startRooms.ts';
import { fail } from '#testing/startServer.ts';
import { type ClientOptions, WhatsAppWebSocketClient } from './whatsapp-websocket-client.ts';

// What the guide writes with its client stands in these functions word for word; `console` is handed in to be looked at.
type Log = Pick<Console, 'log'>;

function debug(client: WhatsAppWebSocketClient, console: Log) {
  // Enable debug logging
  client.socket.onAny((eventName, ...args) => {
    console.log(`Event: ${eventName}`, args);
  });
}

function followDashboard(
  whatsappClient: WhatsAppWebSocketClient,
  {
    console,
    updateDashboardMessage,
    updateMessageStatus,
  }: Record<'updateDashboardMessage' | 'updateMessageStatus', (shown: object) => void> & {
    console: Log;
  },
) {
  // Join general room for all messages
  whatsappClient.joinGeneralRoom();

  // Listen to all messages
  whatsappClient.onMessage((message) => {
    console.log('New message:', message.content);
    // Update dashboard UI
    updateDashboardMessage(message);
  });

  // Listen to status updates
  whatsappClient.onStatusUpdate((statusUpdate) => {
    console.log('Status update:', statusUpdate);
    // Update message status in UI
    updateMessageStatus(statusUpdate);
  });
}

describe('the client', () => {
  it('tells of messages, with dates where the guide has dates, and of what becomes of them', async () => {
    const { client, server } = await connect();
    const [console, updateDashboardMessage, updateMessageStatus] = [{ log: vi.fn() }, vi.fn(), vi.fn()];
    debug(client, console);
    followDashboard(client, { console, updateDashboardMessage, updateMessageStatus });
    await waitFor(() => expect(server.received).toEqual(['joinWhatsAppGeneral']));
    const sentAt = '2026-11-21T10:00:00.000Z';
    const message = makeRoomMessage({ content: 'Hello', sentAt });
    server.tell(generalRoomName, 'whatsappMessage', message);
    const { timestamp } = message;
    await waitFor(() =>
      expect(updateDashboardMessage).toHaveBeenCalledWith({
        ...message,
        sentAt: new Date(sentAt),
        timestamp: new Date(timestamp),
      }),
    );
    expect(console.log).toHaveBeenCalledWith('Event: whatsappMessage', expect.arrayContaining([message]));

    const status = {
      id: message.id,
      messageId: message.whatsappMessageId,
      whatsappMessageId: message.whatsappMessageId,
      status: 'read',
      customerId: message.customerId,
      conversationId: message.conversationId,
      timestamp,
      seq: 2,
    } as const;
    server.tell(generalRoomName, 'whatsappMessageStatus', status);
    await waitFor(() => expect(updateMessageStatus).toHaveBeenCalledWith(status));
  });

  it('hears of a customer from joining the room until leaving it', async () => {
    const { client, server } = await connect();
    const heard: string[] = [];
    client.onMessage(({ content }) => heard.push(content));
    client.joinCustomerRoom('k1');
    await waitFor(() => expect(server.received).toHaveLength(1));
    server.tell(customerRoomName('k1'), 'whatsappMessage', makeRoomMessage({ content: 'One' }));
    server.tell(customerRoomName('k2'), 'whatsappMessage', makeRoomMessage({ content: 'Other' }));
    client.leaveCustomerRoom('k1');
    await waitFor(() => expect(server.received).toEqual(['joinWhatsAppCustomer k1', 'leaveWhatsAppCustomer k1']));
    server.tell(customerRoomName('k1'), 'whatsappMessage', makeRoomMessage({ content: 'Two' }));
    client.joinGeneralRoom();
    await waitFor(() => expect(server.received).toHaveLength(3));
    server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content: 'Three' }));
    await waitFor(() => expect(heard).toEqual(['One', 'Three']));
  });

  it('loses nothing by a short loss, and joins nothing twice', async () => {
    const { client, server } = await connect();
    const heard: string[] = [];
    client.onMessage(({ content }) => heard.push(content));
    client.joinGeneralRoom();
    await waitFor(() => expect(server.received).toHaveLength(1));
    server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content: 'Before' }));
    await waitFor(() => expect(heard).toEqual(['Before']));
    server.isReachable = false;
    server.cut();
    await waitFor(() => expect(client.isConnectedToServer()).toBe(false));
    for (const content of ['One', 'Two']) {
      server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content }));
    }
    client.joinCustomerRoom('k1');
    server.isReachable = true;
    await waitFor(() => expect(heard).toEqual(['Before', 'One', 'Two']), { timeout: 8_000 });
    await waitFor(() => expect(server.received).toEqual(['joinWhatsAppGeneral', 'joinWhatsAppCustomer k1']));
    expect(client.isConnectedToServer()).toBe(true);
  });

  it('is in its rooms again after a loss that the server has forgotten', async () => {
    const { client, server } = await connect();
    const heard: string[] = [];
    client.onMessage(({ content }) => heard.push(content));
    client.joinGeneralRoom();
    client.joinCustomerRoom('k1');
    client.joinCustomerRoom('k2');
    client.leaveCustomerRoom('k2');
    await waitFor(() => expect(server.received).toHaveLength(4));
    server.isRemembering = false;
    server.cut();
    await waitFor(() => expect(server.received.slice(4)).toEqual(['joinWhatsAppGeneral', 'joinWhatsAppCustomer k1']), {
      timeout: 8_000,
    });
    server.tell(generalRoomName, 'whatsappMessage', makeRoomMessage({ content: 'After' }));
    await waitFor(() => expect(heard).toEqual(['After']));
  });

  it('is in all of its rooms however many they are, and asks no faster than the server takes', async () => {
    const { client, server } = await connect();
    const askedAt: number[] = [];
    server.refuse = () => {
      askedAt.push(Date.now());
      const isTooMuch = askedAt.filter((at) => at > Date.now() - 1_000).length > 60;
      return isTooMuch ? fail('RATE_LIMITED', 'Too much at once.', 50) : null;
    };
    const ids = Array.from({ length: 70 }, (_, number) => `k${number}`);
    const heard = new Set<string>();
    client.onMessage(({ customerId }) => heard.add(customerId));
    for (const id of ids) client.joinCustomerRoom(id);
    await waitFor(() => expect(server.received).toHaveLength(ids.length), { timeout: 8_000 });
    for (const id of ids) server.tell(customerRoomName(id), 'whatsappMessage', makeRoomMessage({ customerId: id }));
    await waitFor(() => expect(heard.size).toBe(ids.length));
  }, 12_000);

  it('asks again for a room for which the server had no time', async () => {
    const { client, server } = await connect();
    server.refuse = () => (server.received.length > 1 ? null : fail('RATE_LIMITED', 'Too much at once.', 20));
    const joined = new Promise((resolve) => client.socket.once('whatsappCustomerJoined', resolve));
    client.joinCustomerRoom('k1');
    expect(await joined).toMatchObject({ customerId: 'k1' });
    expect(server.received).toEqual(['joinWhatsAppCustomer k1', 'joinWhatsAppCustomer k1']);
  });

  it('joins when it is signed in what was refused before, and asks no more for a customer that there is not', async () => {
    let token = 'first';
    const { client, server } = await connect({ token: () => token });
    server.refuse = (request) => {
      if (request.endsWith('nobody')) return fail('NOT_FOUND', 'Nobody.');
      return server.tokens.length < 2 ? fail('TOKEN_EXPIRED', 'Expired.') : null;
    };
    const refused = new Promise((resolve) => client.socket.once('error', resolve));
    client.joinGeneralRoom();
    client.joinCustomerRoom('nobody');
    await refused;
    token = 'second';
    server.expire();
    await waitFor(() => expect(server.received).toHaveLength(3));
    server.isRemembering = false;
    server.cut();
    await waitFor(() => expect(client.isConnectedToServer()).toBe(false));
    await waitFor(() => expect(server.received.slice(3)).toEqual(['joinWhatsAppGeneral']), { timeout: 8_000 });
  }, 12_000);

  it('shows the token that it is given, or the one in the address', async () => {
    const { server } = await connect({ token: 'wak_1' });
    const other = new WhatsAppWebSocketClient(`${server.url.replace('http', 'ws')}?token=wak_2`);
    onTestFinished(() => other.disconnect());
    await waitFor(() => expect(server.tokens).toEqual(['wak_1', 'wak_2']));
  });

  it('shows a newer token on the same connection when the first one has expired', async () => {
    let token = 'first';
    const { client, server } = await connect({ token: async () => token });
    const { id } = client.socket;
    const isTold = new Promise((resolve) => client.socket.once('auth_error', resolve));
    server.expire();
    await isTold;
    token = 'second';
    server.expire();
    await waitFor(() => expect(server.tokens).toEqual(['first', 'second']));
    expect(client.socket.id).toBe(id);
  });

  it('comes again while it can’t be told who it is, and after the server closed the connection', async () => {
    let tries = 0;
    const { client, server } = await connect({
      token: () => {
        tries += 1;
        if (tries === 1) throw new Error('not now');
        return `token ${tries}`;
      },
    });
    expect(server.tokens).toEqual(['token 2']);
    const lost = new Promise((resolve) => client.socket.once('disconnect', resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    server.hangUp();
    await lost;
    const isBack = new Promise<void>((resolve) => client.socket.once('connect', resolve));
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    await isBack;
    expect(server.tokens).toEqual(['token 2', 'token 3']);
  });

  it('does not come again once it was told to disconnect', async () => {
    const { client, server } = await connect();
    client.disconnect();
    await waitFor(() => expect(server.connected()).toBe(0));
    expect(client.isConnectedToServer()).toBe(false);
    expect(client.socket.active).toBe(false);
  });
});

async function start() {
  const server = await startRooms();
  onTestFinished(() => server.close());
  return server;
}

/** A client that is connected, with its server. */
async function connect(options: ClientOptions = {}) {
  const server = await start();
  const client = new WhatsAppWebSocketClient(server.url, options);
  onTestFinished(() => client.disconnect());
  await waitFor(() => expect(client.isConnectedToServer()).toBe(true), { timeout: 8_000 });
  return { client, server };
}
