import { CommandError } from '@erp-whatsapp/shared/errors';
import type { FileKind } from '@erp-whatsapp/shared/media';

/** What WhatsApp takes of each kind, by Meta's list of 2026, and what office programs write beside that. */
const accepted: Record<FileKind, ReadonlySet<string>> = {
  image: new Set(['image/jpeg', 'image/png']),
  document: new Set([
    'application/pdf',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.oasis.opendocument.spreadsheet',
    'application/vnd.oasis.opendocument.presentation',
    'application/rtf',
    'application/zip',
    'image/jpeg',
    'image/png',
    'text/plain',
    'text/csv',
  ]),
};

/** Types whose content is the same, so that the name has to tell. */
const byEnding: Record<string, Record<string, string>> = {
  'application/x-cfb': {
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    ppt: 'application/vnd.ms-powerpoint',
  },
  'text/plain': { csv: 'text/csv' },
};

const refusals: Record<FileKind, string> = {
  image: 'This is no picture that WhatsApp takes. Send a JPEG or PNG file.',
  document: 'WhatsApp does not take this kind of file. Send PDF, an office document, plain text or ZIP.',
};

/**
 * What a file that is to be sent is, by its content; the name only decides where that leaves a choice.
 * @throws CommandError `MEDIA_UNSUPPORTED`
 */
export function readFileType(kind: FileKind, mimeType: string | null, fileName: string | null): string {
  const ending = fileName?.split('.').at(-1)?.toLowerCase() ?? '';
  const type = mimeType && (byEnding[mimeType]?.[ending] ?? mimeType);
  if (!type || !accepted[kind].has(type)) throw new CommandError('MEDIA_UNSUPPORTED', refusals[kind]);
  return type;
}

/** Pictures that a browser shows and that can do nothing else; all other files are saved rather than shown. */
const shown: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

export function isShownInBrowsers(mimeType: string | null): boolean {
  return mimeType !== null && shown.has(mimeType);
}
