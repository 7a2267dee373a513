import { decodeBinaryNode, encodeBinaryNode } from 'baileys/lib/WABinary/index.js';
import { proto } from 'baileys/WAProto/index.js';
import type { WebSocket } from 'ws';
import { describeError, type Log } from '../log.ts';
import { createFrameReader, toFrame } from '../protocol/frames.ts';
import { createNoiseResponder, type NoiseIdentity, type NoiseTransport } from '../protocol/noise.ts';
import type { Stanza } from '../protocol/stanza.ts';

export type ClientHello = { payload: proto.ClientPayload; staticKey: Buffer };

export type ConnectionEvents = {
  /** The handshake is done; the client says who it is. */
  onHello(hello: ClientHello): Promise<void>;
  onStanza(stanza: Stanza): Promise<void>;
  onClosed(): void;
};

/** One client's encrypted socket. */
export type Connection = {
  /** Sends at once; nothing is sent on a socket that is gone. */
  send(stanza: Stanza): void;
  /** Closes once everything sent has left. */
  close(): void;
  /** Breaks the socket off, as a lost network does. */
  drop(): void;
  readonly isOpen: boolean;
};

export type ConnectionParts = { socket: WebSocket; identity: NoiseIdentity; log: Log };

/** Speaks Noise with a client and hands on its stanzas in the order in which they came. */
export function createConnection({ socket, identity, log }: ConnectionParts, events: ConnectionEvents): Connection {
  const responder = createNoiseResponder(identity);
  const frames = createFrameReader();
  let phase: 'hello' | 'finish' | 'open' = 'hello';
  let transport: NoiseTransport | undefined;
  let last: Promise<void> = Promise.resolve();

  const connection: Connection = {
    send(stanza) {
      if (transport && socket.readyState === socket.OPEN) {
        socket.send(toFrame(transport.encrypt(encodeBinaryNode(stanza))));
      }
    },
    close: () => socket.close(),
    drop: () => socket.terminate(),
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
  };

  socket.on('message', (data) => {
    try {
      for (const frame of frames.read(toBuffer(data))) {
        readFrame(frame);
      }
    } catch (error) {
      log({
        level: 'warn',
        message: 'A connection was broken off: its bytes make no sense.',
        error: describeError(error),
      });
      socket.terminate();
    }
  });
  socket.on('close', events.onClosed);
  socket.on('error', (error) => log({ level: 'debug', message: 'A socket failed.', error: describeError(error) }));
  return connection;

  function readFrame(frame: Buffer): void {
    switch (phase) {
      case 'hello':
        socket.send(toFrame(responder.answerHello(frame)));
        phase = 'finish';
        return;
      case 'finish': {
        const finish = responder.readFinish(frame);
        transport = finish.transport;
        phase = 'open';
        const payload = proto.ClientPayload.decode(finish.payload);
        enqueue(() => events.onHello({ payload, staticKey: finish.clientStaticKey }));
        return;
      }
      case 'open': {
        // Decrypted here, in the order of arrival, since every frame has its own number.
        const plaintext = transport?.decrypt(frame);
        if (plaintext) {
          enqueue(async () => events.onStanza(await decodeBinaryNode(plaintext)));
        }
      }
    }
  }

  function enqueue(work: () => Promise<void>): void {
    last = last.then(work).catch((error: unknown) => {
      log({
        level: 'error',
        message: 'A stanza could not be handled; its connection is broken off.',
        error: describeError(error),
      });
      socket.terminate();
    });
  }
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) {
    return Buffer.concat(data);
  }
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
