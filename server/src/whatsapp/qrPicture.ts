import { toDataURL } from 'qrcode';

/** Pixels of a module. A larger picture is no sharper, and the library takes 32 bits a pixel to make it. */
const scale = 4;

/** @returns a `data:image/png` address of the text's QR code, with the quiet zone that scanners want. */
export function renderQr(text: string): Promise<string> {
  return toDataURL(text, { type: 'image/png', scale, margin: 4, errorCorrectionLevel: 'L' });
}
