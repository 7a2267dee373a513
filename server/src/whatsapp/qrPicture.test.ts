import { expect, test } from 'vitest';
import { renderQr } from './qrPicture.ts';

test('a QR becomes a sharp square picture with a quiet zone', async () => {
  const address = await renderQr(`https://wa.me/settings/linked_devices#${'2@x'.repeat(70)},1`);

  const [head, body = ''] = address.split(',');
  expect(head).toBe('data:image/png;base64');
  const png = Buffer.from(body, 'base64');
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(width).toBe(height);
  expect(width).toBeGreaterThanOrEqual(300);
});
