import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';

/** A picture of this size, in one shade. */
export function makePicture(width: number, height: number, shade = 128): Buffer {
  const png = new PNG({ width, height });
  png.data.fill(shade);
  return PNG.sync.write(png);
}

/** The head of a JPEG that says how large the picture is, and with `orientation` how it is to be turned. */
export function makeJpeg(width: number, height: number, orientation?: number): Buffer {
  const turned = orientation === undefined ? [] : [segment(0xe1, Buffer.concat([exifHead, toExif(orientation)]))];
  const size = Buffer.from([
    8,
    height >> 8,
    height & 0xff,
    width >> 8,
    width & 0xff,
    3,
    1,
    0x22,
    0,
    2,
    0x11,
    1,
    3,
    0x11,
    1,
  ]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, jfif),
    ...turned,
    segment(0xc0, size),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** As long as it is to be. */
export function makePdf(length = 600): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(length - 9, '%')]);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export async function* toChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

const jfif = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
const exifHead = Buffer.from('Exif\0\0', 'latin1');

/** Big-endian, with the one field. */
function toExif(orientation: number): Buffer {
  return Buffer.from([
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
}

function segment(marker: number, content: Uint8Array): Buffer {
  const length = content.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), content]);
}
