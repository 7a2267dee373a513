import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { waitFor } from '../testing/waitFor.ts';
import { createWriteJoiner } from './writeJoiner.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

it('sends what is written in one turn together, and what is written later apart', async () => {
  const { client, connection, joinWrites } = await openPair();
  const chunks = collect(client);
  joinWrites();
  connection.write('one ');
  await Promise.resolve();
  joinWrites();
  connection.write('two ');
  connection.write('three');
  await once(client, 'data');
  expect(chunks).toEqual(['one two three']);

  connection.write('four');
  await once(client, 'data');
  expect(chunks).toEqual(['one two three', 'four']);
  expect(connection.writableCorked).toBe(0);
});

it('sends together what is written as soon as the first was, as Engine.IO does', async () => {
  const { client, connection, joinWrites } = await openPair();
  const chunks = collect(client);
  /** How much is held back after each write, in bytes. */
  const heldBack: number[] = [];
  joinWrites();
  connection.write('one ', () => {
    for (const text of ['two ', 'three']) {
      connection.cork();
      connection.write(text);
      connection.uncork();
      heldBack.push(connection.writableLength);
    }
  });
  await waitFor('all of it', () => chunks.join('') === 'one two three');
  expect(heldBack).toEqual([4, 9]);
  expect(connection.writableCorked).toBe(0);
});

it('lets go of connections that are closed', async () => {
  const { connection, joinWrites } = await openPair();
  connection.destroy();
  await once(connection, 'close');
  joinWrites();
  expect(connection.writableCorked).toBe(0);
});

function collect(client: Socket): string[] {
  const chunks: string[] = [];
  client.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return chunks;
}

/** A client whose connection was upgraded, and the server's end of it. */
async function openPair(): Promise<{ client: Socket; connection: Duplex; joinWrites: () => void }> {
  const server = createServer();
  const joinWrites = createWriteJoiner(server);
  const upgraded = Promise.withResolvers<Duplex>();
  server.on('upgrade', (_request, connection) => {
    connection.on('error', () => undefined);
    upgraded.resolve(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const connection = await upgraded.promise;
  closers.push(() => {
    client.destroy();
    connection.destroy();
    server.close();
  });
  return { client, connection, joinWrites };
}
