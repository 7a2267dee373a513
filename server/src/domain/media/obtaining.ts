import { CommandError } from '@erp-whatsapp/shared/errors';
import { type FileKind, fileLimits, type MediaInput } from '@erp-whatsapp/shared/media';
import type { StoredMedia } from '../ports/storage/messages.ts';
import { toFileName } from './fileName.ts';
import { readFileType } from './fileTypes.ts';
import type { MediaParts } from './parts.ts';

/** Getting hold of files that are to be sent. */
export function createObtaining({ files, fetchFile, ending }: Pick<MediaParts, 'files' | 'fetchFile' | 'ending'>) {
  /**
   * Fetches what is at an address and keeps it. On disk when this resolves.
   * @throws CommandError `INVALID_INPUT` for an address that must not be fetched, `MEDIA_UNREACHABLE`, `MEDIA_UNSUPPORTED`,
   * `PAYLOAD_TOO_LARGE`, `RATE_LIMITED`; `INTERNAL` when the server ends meanwhile
   */
  return async function obtain(workspaceId: string, kind: FileKind, input: MediaInput): Promise<StoredMedia> {
    try {
      return await fetchAndKeep(workspaceId, kind, input);
    } catch (error) {
      // The address is not to blame.
      if (ending.aborted) throw new CommandError('INTERNAL', serverEnds);
      throw error;
    }
  };

  async function fetchAndKeep(workspaceId: string, kind: FileKind, input: MediaInput): Promise<StoredMedia> {
    const limit = fileLimits[kind];
    const fetched = await fetchFile(input.url, { workspaceId, limit, signal: ending });
    const fileName = toFileName(input.fileName ?? fetched.fileName);
    const check = (content: { mimeType: string | null }) => void readFileType(kind, content.mimeType, fileName);
    const { mimeType, ...kept } = await files.keep(workspaceId, fetched.chunks, { limit, check });
    return { ...kept, mimeType: readFileType(kind, mimeType, fileName), fileName, state: 'here' };
  }
}

const serverEnds = 'The server is being stopped, so the file was not fetched. Send the message again in a moment.';
