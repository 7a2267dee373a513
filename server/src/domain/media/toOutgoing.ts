import { isFileKind } from '@erp-whatsapp/shared/media';
import type { Message } from '@erp-whatsapp/shared/message';
import type { FileStorage } from '../ports/files.ts';
import type { OutgoingMedia } from '../ports/whatsapp.ts';

/** The file of a message as WhatsApp is given it; `null` for a message without one. */
export function toOutgoingMedia(
  files: Pick<FileStorage, 'open'>,
  workspaceId: string,
  { media, messageType }: Pick<Message, 'media' | 'messageType'>,
): OutgoingMedia | null {
  if (!media?.sha256 || !isFileKind(messageType)) return null;
  const { sha256, mimeType, fileName, width, height } = media;
  return { kind: messageType, mimeType, fileName, width, height, read: () => readFile(files, workspaceId, sha256) };
}

async function* readFile(
  files: Pick<FileStorage, 'open'>,
  workspaceId: string,
  sha256: string,
): AsyncIterable<Uint8Array> {
  const file = await files.open(workspaceId, sha256);
  if (!file) throw new Error('The file of this message is not on the server’s disk any more.');
  yield* file.read();
}
