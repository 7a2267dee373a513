import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { Decoder } from 'socket.io-parser';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock, createIds } from '../../runtime.ts';
import { waitFor } from '../../testing/waitFor.ts';
import { createEncoder } from './encoder.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createHistory } from './recovery/history.ts';

const toBeSaidAgain = { vocabulary: 'other', rooms: ['one'], except: [] };

let ledger: Ledger;
let server: Server;
let client: Socket;
let heard: unknown[][];
let tellings: number;
let heldBack: number;

beforeEach(async () => {
  tellings = 0;
  heldBack = 0;
  ledger = createLedger({
    clock: createClock(),
    beforeTelling: () => {
      tellings += 1;
    },
    onHeldBack: () => {
      heldBack += 1;
    },
  });
  const http = createServer();
  const history = createHistory({ process: '0123abcd', keptFor: 1_000, clock: createClock() });
  server = new Server(http, { parser: { Encoder: createEncoder({ ledger, history }), Decoder } });
  server.on('connection', (socket) => {
    void socket.join(['one', 'two']);
    socket.on('ask', (answer) => answer({ id: 'a', seq: 1 }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  client = connect(`http://127.0.0.1:${address.port}`, { transports: ['websocket'] });
  heard = [];
  client.onAny((event: string, payload: unknown) => heard.push([event, payload]));
  await waitFor('the connection', () => client.connected && server.sockets.sockets.size === 1);
});

afterEach(async () => {
  client.disconnect();
  await server.close();
});

/** What came until the last word. */
async function hear(): Promise<unknown[][]> {
  server.to('one').emit('end');
  await waitFor('the end', () => heard.some(([event]) => event === 'end'));
  return heard.filter(([event]) => event !== 'end');
}

it('tells a change once, whichever way it comes', async () => {
  server.to('one').emit('conversation_updated', { id: 'a', seq: 5 });
  server.local.to('one').emit('conversation_updated', { id: 'a', seq: 5 });
  server.to(['one', 'two']).emit('conversation_updated', { id: 'a', seq: 6 });
  server.to('two').emit('conversation_updated', { id: 'b', seq: 6 });
  expect(await hear()).toEqual([
    ['conversation_updated', { id: 'a', seq: 5 }],
    ['conversation_updated', { id: 'a', seq: 6 }],
    ['conversation_updated', { id: 'b', seq: 6 }],
  ]);
  expect(tellings).toBe(3);
});

it('tells nothing that is older than what was told', async () => {
  for (const seq of [7, 6, 8]) server.to('one').emit('message_status_update', { id: 'a', seq });
  expect(await hear()).toEqual([
    ['message_status_update', { id: 'a', seq: 7 }],
    ['message_status_update', { id: 'a', seq: 8 }],
  ]);
});

it('tells of a message once, and of what becomes of it each time', async () => {
  const id = createIds().next();
  expect(ledger.isUntold(id, Date.now())).toBe(true);
  server.to('one').emit('message_sent', { id, seq: 9 });
  server.to('one').emit('message_status_update', { id, seq: 9 });
  server.to('one').emit('message_sent', { id, seq: 12 });
  expect(await hear()).toEqual([
    ['message_sent', { id, seq: 9 }],
    ['message_status_update', { id, seq: 9 }],
  ]);
  expect(ledger.isUntold(id, Date.now())).toBe(false);
  expect(ledger.knows(id, 9)).toBe(true);
  expect(ledger.knows(id, 10)).toBe(false);
  expect(ledger.knows('b', 1)).toBe(false);
});

it('holds back what became of a message until the message was told', async () => {
  const id = createIds().next();
  server.to('one').emit('message_status_update', { id, seq: 10 });
  server.local.to('one').emit('message_updated', { id, seq: 11 });
  expect(heldBack).toBe(2);
  expect(ledger.knows(id, 1)).toBe(false);
  server.to('one').emit('message_sent', { id, seq: 11 });
  server.to('one').emit('message_status_update', { id, seq: 11 });
  expect(await hear()).toEqual([
    ['message_sent', { id, seq: 11 }],
    ['message_status_update', { id, seq: 11 }],
  ]);
  expect(heldBack).toBe(2);
});

it('holds nothing back of a message that was there before, and does not tell that it is there', async () => {
  const id = createIds().next();
  expect(ledger.isUntold(id, Date.now() + 10_000)).toBe(false);
  ledger.noteCreation(id);
  server.to('one').emit('message_status_update', { id, seq: 10 });
  server.to('one').emit('message_sent', { id, seq: 9 });
  expect(await hear()).toEqual([['message_status_update', { id, seq: 10 }]]);
  expect(heldBack).toBe(0);
});

it('notes also what nobody here listens to', async () => {
  server.to('empty').emit('new_message', { id: 'a', seq: 3 });
  expect(ledger.knows('a', 3)).toBe(true);
});

it('tells one change in each vocabulary, and our own last', async () => {
  const id = createIds().next();
  for (let round = 0; round < 2; round += 1) {
    server.to('one').emit('whatsappMessage', { id, seq: 9 + round }, toBeSaidAgain);
    server.to('one').emit('new_message', { id, seq: 9 + round });
    server.to('one').emit('message_status_update', { id, seq: 12 }, toBeSaidAgain);
    server.to('one').emit('message_status_update', { id, seq: 12 });
  }
  expect(await hear()).toEqual([
    ['whatsappMessage', { id, seq: 9 }],
    ['new_message', { id, seq: 9 }],
    ['message_status_update', { id, seq: 12 }],
    ['message_status_update', { id, seq: 12 }],
  ]);
});

it('knows of nothing that was told in another vocabulary alone', async () => {
  const id = createIds().next();
  server.to('one').emit('whatsappMessage', { id, seq: 9 }, toBeSaidAgain);
  expect(ledger.isUntold(id, Date.now())).toBe(true);
  expect(ledger.knows(id, 9)).toBe(false);
});

it('leaves everything else as it is', async () => {
  for (let round = 0; round < 2; round += 1) {
    server.to('one').emit('agent_typing', { conversationId: 'a', isTyping: true });
    expect(await client.emitWithAck('ask')).toEqual({ id: 'a', seq: 1 });
  }
  expect(await hear()).toHaveLength(2);
  expect(client.connected).toBe(true);
});
