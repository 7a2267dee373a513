import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { imageSize } from 'image-size';
import type { FileContent } from '../../domain/ports/files.ts';

/** What says how large a picture is comes within so many bytes, after profiles and previews. */
const headSize = 1024 * 1024;
/** So much of a text is looked at. */
const textSample = 64 * 1024;

const pictures: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

/** What a file is, by its content alone. */
export async function inspectFile(path: string): Promise<FileContent> {
  const found = await fileTypeFromFile(path);
  if (!found) {
    const isPlain = isText(await readHead(path, textSample));
    return { mimeType: isPlain ? 'text/plain' : null, width: null, height: null };
  }
  const { mime } = found;
  if (!pictures.has(mime)) return { mimeType: mime, width: null, height: null };
  return { mimeType: mime, ...measure(await readHead(path, headSize)) };
}

/** As it is looked at: cameras say in the file when it is to be turned. What can't be measured has no size. */
function measure(head: Uint8Array): Pick<FileContent, 'width' | 'height'> {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return { width: null, height: null };
  }
}

/** Words and nothing else. Markup is none: browsers and viewers may run what is in it. */
function isText(sample: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return text.trim() !== '' && !text.trimStart().startsWith('<') && !/\p{Cc}/u.test(text.replace(/[\t\n\f\r]/g, ''));
  } catch {
    return false;
  }
}

async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
