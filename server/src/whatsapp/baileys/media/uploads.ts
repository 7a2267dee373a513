import { randomBytes } from 'node:crypto';
import { MEDIA_PATH_MAP, type proto } from 'baileys';
import type { Clock } from '../../../domain/ports/runtime.ts';
import type { OutgoingMedia } from '../../../domain/ports/whatsapp.ts';
import { encryptMedia, measureMedia } from './encryptMedia.ts';
import type { MediaHosts, MediaLine } from './hosts.ts';
import { leaveAtHost, type UploadPlace } from './leaveAtHost.ts';

/** Uploads that are remembered at most, and how long WhatsApp surely has one, in milliseconds. */
const remembered = 500;
const uploadLifetime = 12 * 60 * 60_000;
/** How often the upload of one message is tried before it counts as refused. */
const mostTries = 5;

type Draft = { whatsappId: string; content: string; media: OutgoingMedia };

/** What devices need to fetch a file and to read it. */
type LeftFile = Pick<
  proto.Message.IImageMessage & proto.Message.IDocumentMessage,
  'url' | 'directPath' | 'mediaKey' | 'mediaKeyTimestamp' | 'fileSha256' | 'fileEncSha256' | 'fileLength'
>;

/** WhatsApp's media host does not take a file. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

/** Leaves files at WhatsApp, encrypted, and says in a message where they are and how to read them. */
export function createUploads(clock: Clock) {
  const done = new Map<string, { message: proto.IMessage; at: number }>();
  const failures = new Map<string, number>();

  return {
    /**
     * The message that brings a file; sent again, it is the same one.
     * @throws UploadRefused after several tries; Error when it may be tried again
     */
    async prepare(line: MediaLine, draft: Draft): Promise<proto.IMessage> {
      const { whatsappId } = draft;
      const known = done.get(whatsappId);
      if (known && clock.elapsed() - known.at < uploadLifetime) return known.message;
      try {
        const message = toMessage(draft, await leave(line, draft.media));
        if (done.size > remembered) done.clear();
        done.set(whatsappId, { message, at: clock.elapsed() });
        failures.delete(whatsappId);
        return message;
      } catch (cause) {
        if (failures.size > remembered) failures.clear();
        const tries = (failures.get(whatsappId) ?? 0) + 1;
        failures.set(whatsappId, tries);
        if (tries < mostTries) throw cause;
        failures.delete(whatsappId);
        throw new UploadRefused('The file could not be left at WhatsApp.', { cause });
      }
    },
  };

  /** Reads the file twice: to know what it will be encrypted, and to send that. Nothing of it is written to disk. */
  async function leave({ hosts, agent }: MediaLine, { kind, read }: OutgoingMedia): Promise<LeftFile> {
    const mediaKey = randomBytes(32);
    const key = { kind, mediaKey };
    const { fileSha256, fileSize, encryptedSha256, encryptedSize } = await measureMedia(read(), key);
    const upload = { size: encryptedSize, read: () => encryptMedia(read(), key) };
    const token = encryptedSha256.toString('base64url');
    try {
      const found = await hosts.find();
      const path = `${MEDIA_PATH_MAP[kind]}/${token}?auth=${encodeURIComponent(found.auth)}&token=${token}`;
      const place = await leaveAtOne(found, (hostname) =>
        leaveAtHost(new URL(`https://${hostname}${path}`), upload, agent),
      );
      return {
        ...place,
        ...{ mediaKey, mediaKeyTimestamp: Math.floor(clock.now() / 1_000) },
        ...{ fileSha256, fileEncSha256: encryptedSha256, fileLength: fileSize },
      };
    } catch (error) {
      // WhatsApp may know a better host by now, and give the right to use it.
      hosts.forget();
      throw error;
    }
  }
}

/** One host after the other. @throws what the last one threw */
async function leaveAtOne(
  { hostnames }: MediaHosts,
  leaveAt: (hostname: string) => Promise<UploadPlace>,
): Promise<UploadPlace> {
  const [first, ...others] = hostnames;
  let leaving = leaveAt(first);
  for (const hostname of others) leaving = leaving.catch(() => leaveAt(hostname));
  return leaving;
}

function toMessage({ content, media }: Draft, file: LeftFile): proto.IMessage {
  const { fileName, width, height } = media;
  const mimetype = media.mimeType ?? 'application/octet-stream';
  switch (media.kind) {
    case 'image':
      return {
        imageMessage: {
          ...file,
          mimetype,
          ...(content === '' ? {} : { caption: content }),
          ...(width === null || height === null ? {} : { width, height }),
        },
      };
    case 'document':
      return {
        documentMessage: {
          ...file,
          mimetype,
          fileName: fileName ?? 'file',
          // A document without words is stored with its name in their place.
          ...(content === '' || content === fileName ? {} : { caption: content }),
        },
      };
  }
}
