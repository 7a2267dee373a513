import { isFileKind, type Media } from '@erp-whatsapp/shared/media';
import type { Row } from '#store/slices/row.ts';

/** In pixels. A picture is never shown larger than it is, and never so small that a finger misses it. */
const longestSide = 320;
const shortestSide = 96;
/** Of a picture that nobody measured. */
const unknownSize = { width: 240, height: 180 };
const fileSize = { width: 288, height: 56 };

type Box = { width: number; height: number };

/** A message's file that is shown as one; `null` for other messages, whose text says what they are. */
export function toShownMedia({ messageType, media }: Pick<Row, 'messageType' | 'media'>): Media | null {
  return media !== null && isFileKind(messageType) ? media : null;
}

/** Whether it was sent as a picture. That never changes, whatever its content turns out to be. */
export function isPicture({ type }: Media): boolean {
  return type === 'image';
}

/** Whether browsers show it; else it is there to be opened. Types are written in several ways. */
export function isShowable({ mimeType }: Media): boolean {
  return mimeType === null || /^image\/(?:p?jpe?g|png|webp|gif)\s*(?:;|$)/i.test(mimeType);
}

/** The room of a file in its bubble: the same before, while and after it is fetched, so that nothing moves. */
export function toBox(media: Media): Box {
  if (!isPicture(media)) return fileSize;
  const { width, height } = media;
  if (width === null || height === null) return unknownSize;
  const scale = Math.min(1, longestSide / width, longestSide / height);
  return { width: toSide(width * scale), height: toSide(height * scale) };
}

function toSide(length: number): number {
  return Math.max(Math.round(length), shortestSide);
}

/** Narrower than that, words below a file are hard to read. In pixels. */
const narrowestCaption = 240;

/** How wide a message is at most, in pixels: words wrap below a file where it ends. `undefined`: as wide as it needs. */
export function toWidth(row: Pick<Row, 'messageType' | 'media' | 'content'>): number | undefined {
  const media = toShownMedia(row);
  if (media === null || toCaption(row) === '') return undefined;
  return Math.max(toBox(media).width, narrowestCaption);
}

/** What is written below a file. A document without words has its name in their place. */
export function toCaption({ content, media }: Pick<Row, 'content' | 'media'>): string {
  return content === media?.fileName ? '' : content;
}
