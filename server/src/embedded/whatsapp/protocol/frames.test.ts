import { expect, test } from 'vitest';
import { createFrameReader, toFrame } from './frames.ts';
import { noiseHeader } from './noise.ts';

const routing = Buffer.concat([Buffer.from('ED'), Buffer.from([0, 1, 0, 0, 3]), Buffer.from('abc')]);
const payloads = [Buffer.from('first'), Buffer.alloc(700, 7), Buffer.alloc(0)];

test.each([
  ['without a routing prefix', Buffer.alloc(0)],
  ['with a routing prefix', routing],
])('frames are cut right %s, however the bytes are split', (_name, prefix) => {
  const bytes = Buffer.concat([prefix, noiseHeader, ...payloads.map(toFrame)]);
  for (const size of [1, 2, 5, 1000, bytes.length]) {
    const reader = createFrameReader();
    const frames: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      frames.push(...reader.read(bytes.subarray(at, at + size)));
    }
    expect(frames.map((frame) => frame.length)).toEqual([5, 700, 0]);
    expect(frames[0]?.toString()).toBe('first');
  }
});

test('a frame may be longer than two bytes of length could say', () => {
  const [frame] = createFrameReader().read(Buffer.concat([noiseHeader, toFrame(Buffer.alloc(70_000, 7))]));
  expect(frame).toHaveLength(70_000);
});

test('another beginning is refused', () => {
  expect(() => createFrameReader().read(Buffer.from('GET / HTTP/1.1'))).toThrow('does not start with');
});
