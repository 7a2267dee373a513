import { toDataURL } from 'qrcode';

/** Pixels of an edge: sharp on a doubled screen at the size that people scan from. */
const edge = 512;

/** @returns a `data:image/png` address of the text's QR code, with the quiet zone that scanners want. */
export function renderQr(text: string): Promise<string> {
  return toDataURL(text, { type: 'image/png', width: edge, margin: 4, errorCorrectionLevel: 'L' });
}
