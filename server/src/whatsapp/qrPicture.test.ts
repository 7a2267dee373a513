import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { renderQr } from './qrPicture.ts';

test.each([30, 70])('a QR of %i parts becomes a square picture that can be scanned', async (parts) => {
  const text = `https://wa.me/settings/linked_devices#${'2@x'.repeat(parts)},1`;

  const [head, body = ''] = (await renderQr(text)).split(',');

  expect(head).toBe('data:image/png;base64');
  const { width, height, data } = PNG.sync.read(Buffer.from(body, 'base64'));
  expect(width).toBe(height);
  expect(jsqr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(text);
});
