import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { deserialize, serialize } from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedMongo, startEmbeddedMongo } from '../startEmbeddedMongo.ts';
import { bodySection, message, pingMessage } from '../testing/messages.ts';
import { makeFolder } from '../testing/withStore.ts';

const folder = makeFolder();
let store: EmbeddedMongo;
const sockets: Socket[] = [];

beforeAll(async () => {
  store = await startEmbeddedMongo({ folder: folder.path, listen: { host: '127.0.0.1', port: 0 } });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await store.close();
  folder.remove();
});

async function connect(): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(store.uri).port) });
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The next whole message that arrives, and what its document says. */
async function readReply(socket: Socket): Promise<{ opCode: number; responseTo: number; document: object }> {
  const bytes = await readMessage(socket);
  const opCode = bytes.readInt32LE(12);
  const start = opCode === 1 ? 36 : 21;
  return { opCode, responseTo: bytes.readInt32LE(8), document: deserialize(bytes.subarray(start)) };
}

async function readMessage(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (!socket.readableEnded) {
    const chunk: unknown = socket.read();
    if (Buffer.isBuffer(chunk)) bytes = Buffer.concat([bytes, chunk]);
    else await once(socket, 'readable');
    if (bytes.length >= 4 && bytes.length >= bytes.readInt32LE(0)) return bytes;
  }
  throw new Error('The connection ended before a reply.');
}

describe('the wire protocol', () => {
  it('answers the legacy hello in its own form', async () => {
    const socket = await connect();
    const namespace = Buffer.from('admin.$cmd\0');
    const range = Buffer.alloc(8);
    range.writeInt32LE(-1, 4);
    socket.write(
      message(Buffer.concat([namespace, range, serialize({ isMaster: 1, helloOk: true, client: { any: 'thing' } })]), {
        opCode: 2004,
      }),
    );
    const { opCode, responseTo, document } = await readReply(socket);
    expect({ opCode, responseTo }).toEqual({ opCode: 1, responseTo: 1 });
    expect(document).toMatchObject({ ismaster: true, helloOk: true, ok: 1, maxWireVersion: 21 });
    expect(document).not.toHaveProperty('topologyVersion');
    socket.write(message(Buffer.concat([namespace, range, serialize({ ping: 1 })]), { opCode: 2004 }));
    expect((await readReply(socket)).document).toMatchObject({ ok: 0, code: 352 });
  });

  it('reads messages in whatever pieces they come', async () => {
    const socket = await connect();
    const bytes = pingMessage();
    for (const byte of bytes) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await readReply(socket)).document).toEqual({ ok: 1 });
  });

  it('takes documents in a sequence of their own, and writes that want no answer', async () => {
    const socket = await connect();
    const documents = Buffer.concat([serialize({ _id: 1 }), serialize({ _id: 2 })]);
    const name = Buffer.from('documents\0');
    const size = Buffer.alloc(4);
    size.writeInt32LE(4 + name.length + documents.length);
    const sequence = Buffer.concat([Buffer.of(1), size, name, documents]);
    socket.write(message(Buffer.concat([bodySection({ insert: 'c', $db: 'test' }), sequence]), { flags: 2 }));
    socket.write(message(bodySection({ count: 'c', $db: 'test' })));
    expect((await readReply(socket)).document).toEqual({ n: 2, ok: 1 });
  });

  it.each([
    ['a length of nothing', Buffer.alloc(16)],
    ['a length beyond the limit', Buffer.from([0xff, 0xff, 0xff, 0x7f, ...Buffer.alloc(12)])],
    ['an unknown opcode', message(bodySection({ ping: 1, $db: 'admin' }), { opCode: 2012 })],
    ['an unknown flag that must be understood', message(bodySection({ ping: 1, $db: 'admin' }), { flags: 4 })],
    ['no body', message(Buffer.alloc(0))],
    ['two bodies', message(Buffer.concat([bodySection({ ping: 1 }), bodySection({ ping: 1 })]))],
    ['no database', message(bodySection({ ping: 1 }))],
    ['an unknown section', message(Buffer.of(7, 5, 0, 0, 0, 0))],
    ['a section longer than the message', message(Buffer.of(0, 200, 0, 0, 0, 0))],
    ['a document that is no BSON', message(Buffer.of(0, 8, 0, 0, 0, 0x55, 0x41, 0, 0))],
    [
      'a sequence without a name',
      message(Buffer.concat([bodySection({ ping: 1, $db: 'a' }), Buffer.of(1, 6, 0, 0, 0, 65, 65)])),
    ],
  ])('ends only the connection that sends %s', async (_what, bytes) => {
    const good = await connect();
    const bad = await connect();
    bad.write(bytes);
    await once(bad, 'close');
    good.write(pingMessage());
    expect((await readReply(good)).document).toEqual({ ok: 1 });
  });
});
