import type { Socket } from 'node:net';
import { headerBytes, maxMessageBytes, type Request, readRequest, writeReply } from './frames.ts';

export type Connection = {
  /** Stops reading, waits for the answers that are still due, and ends the connection. */
  close: () => Promise<void>;
};

/** Runs a command and calls back with the answer once it may be sent. */
export type Answer = (request: Request, connectionId: number, reply: (document: Uint8Array) => void) => void;

type ConnectionParts = {
  socket: Socket;
  id: number;
  answer: Answer;
};

/** Cuts the bytes of a socket into messages. What does not follow the protocol ends this connection and no other. */
export function openConnection({ socket, id, answer }: ConnectionParts): Connection {
  const chunks: Buffer[] = [];
  let buffered = 0;
  let responseId = 0;
  let pendingReplies = 0;
  let isClosing = false;
  let onIdle: (() => void) | undefined;

  socket.setNoDelay(true);
  // A client that goes away is no event of the store; 'close' follows and that is all there is to do.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    buffered += chunk.length;
    for (let request = nextRequest(); request !== undefined; request = nextRequest()) handle(request);
  });
  socket.on('drain', () => socket.resume());
  socket.on('close', () => onIdle?.());

  /** A client that breaks the protocol is cut off; there is no telling where its next message would begin. */
  function nextRequest(): Request | undefined {
    if (isClosing || socket.destroyed) return undefined;
    try {
      const message = nextMessage();
      return message === undefined ? undefined : readRequest(message);
    } catch {
      socket.destroy();
      return undefined;
    }
  }

  function nextMessage(): Buffer | undefined {
    if (buffered < headerBytes) return undefined;
    const first = chunks[0] !== undefined && chunks[0].length >= headerBytes ? chunks[0] : join();
    const size = first.readInt32LE(0);
    if (size < headerBytes || size > maxMessageBytes) throw new Error(`a message of ${size} bytes`);
    if (buffered < size) return undefined;
    const all = join();
    chunks.length = 0;
    if (all.length > size) chunks.push(all.subarray(size));
    buffered -= size;
    return all.subarray(0, size);
  }

  /** All that has come so far as one piece; done only when a message is complete, so that large ones are joined once. */
  function join(): Buffer {
    const [only] = chunks;
    const all = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    chunks.length = 0;
    chunks.push(all);
    return all;
  }

  function handle(request: Request): void {
    pendingReplies += 1;
    answer(request, id, (document) => {
      pendingReplies -= 1;
      if (request.expectsReply && !socket.destroyed) send(writeReply(request, nextResponseId(), document));
      if (pendingReplies === 0) onIdle?.();
    });
  }

  function nextResponseId(): number {
    responseId = (responseId + 1) | 0;
    return responseId;
  }

  /** A client that does not read its answers gets no further commands done until it does. */
  function send(reply: Buffer): void {
    if (!socket.write(reply)) socket.pause();
  }

  async function close(): Promise<void> {
    isClosing = true;
    socket.pause();
    if (pendingReplies > 0 && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    }
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      // What has been answered is handed over before the end; a client that reads nothing is not waited for.
      socket.destroySoon();
      setTimeout(() => socket.destroy(), 1000).unref();
    });
  }

  return { close };
}
