import { maxFileNameLength } from '@erp-whatsapp/shared/media';

/** Control characters, what separates folders or is not allowed in names somewhere, and what turns the direction of reading. */
const unwanted = /[\p{Cc}\p{Cf}\u2028\u2029/\\:*?"<>|]/gu;

/** A file's name as it may be shown and saved under. @returns `null` where nothing is left of it */
export function toFileName(name: string | null | undefined): string | null {
  const cleaned = (name ?? '').normalize('NFC').replace(unwanted, ' ').replace(/\s+/g, ' ').trim();
  // Names of hidden files, and of the folders that every folder has.
  const visible = cleaned.replace(/^[. ]+/, '');
  if (visible.length <= maxFileNameLength) return visible || null;
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(visible)?.[0] ?? '';
  return `${visible.slice(0, maxFileNameLength - ending.length).trim()}${ending}`;
}
