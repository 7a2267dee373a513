import { noiseHeader } from './noise.ts';

/** The longest frame that its three length bytes can announce. */
const longestFrame = 0xffffff;

/** One frame as it goes over the socket: three bytes of length, then the payload. */
export function toFrame(payload: Uint8Array): Buffer {
  if (payload.length > longestFrame) {
    throw new Error(`A frame of ${payload.length} bytes is too long to be sent.`);
  }
  const frame = Buffer.allocUnsafe(3 + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame.set(payload, 3);
  return frame;
}

/**
 * Cuts a client's bytes into frames, however the socket split them. The first bytes are an optional routing prefix
 * (`ED 0 1`, length, bytes) and the protocol's header; anything else throws.
 */
export function createFrameReader() {
  let pending: Buffer = Buffer.alloc(0);
  let isIntroRead = false;

  return {
    read(data: Uint8Array): Buffer[] {
      pending = Buffer.concat([pending, data]);
      if (!isIntroRead) {
        const introLength = measureIntro(pending);
        if (introLength === undefined) {
          return [];
        }
        pending = pending.subarray(introLength);
        isIntroRead = true;
      }
      const frames: Buffer[] = [];
      while (pending.length >= 3 && pending.length >= 3 + pending.readUIntBE(0, 3)) {
        const end = 3 + pending.readUIntBE(0, 3);
        frames.push(pending.subarray(3, end));
        pending = pending.subarray(end);
      }
      return frames;
    },
  };
}

function measureIntro(bytes: Buffer): number | undefined {
  const hasRouting = bytes.subarray(0, 2).toString('latin1') === 'ED';
  if (hasRouting && bytes.length < 7) {
    return undefined;
  }
  const headerAt = hasRouting ? 7 + bytes.readUIntBE(4, 3) : 0;
  const end = headerAt + noiseHeader.length;
  if (bytes.length < end) {
    return undefined;
  }
  if (!bytes.subarray(headerAt, end).equals(noiseHeader)) {
    throw new Error('The connection does not start with the WhatsApp header.');
  }
  return end;
}
