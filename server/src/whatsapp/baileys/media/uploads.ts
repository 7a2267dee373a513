import { randomBytes } from 'node:crypto';
import { MEDIA_PATH_MAP, type proto } from 'baileys';
import type { Clock } from '../../../domain/ports/runtime.ts';
import type { OutgoingMedia } from '../../../domain/ports/whatsapp.ts';
import { encryptMedia, type MediaMeasures, measureMedia } from './encryptMedia.ts';
import type { MediaHosts, MediaLine } from './hosts.ts';
import { HostRefused, leaveAtHost, type UploadPlace } from './leaveAtHost.ts';
import { createPatience, FileUnreadable } from './patience.ts';

/** Uploads that are remembered at most, and how long WhatsApp surely has one, in milliseconds. */
const remembered = 500;
const uploadLifetime = 12 * 60 * 60_000;

/** How long one try may take in all, in milliseconds: enough for the largest file on a slow line. */
const longestTry = 30 * 60_000;

type Line = MediaLine & { signal: AbortSignal };
type Draft = { whatsappId: string; content: string; media: OutgoingMedia };

/** What devices need to fetch a file and to read it. */
type LeftFile = Pick<
  proto.Message.IImageMessage & proto.Message.IDocumentMessage,
  'url' | 'directPath' | 'mediaKey' | 'mediaKeyTimestamp' | 'fileSha256' | 'fileEncSha256' | 'fileLength'
>;

/** Leaves files at WhatsApp, encrypted, and says in a message where they are and how to read them. */
export function createUploads(clock: Clock, limits = { longestTry }) {
  const done = new Map<string, { message: proto.IMessage; at: number }>();
  const underway = new Map<string, Promise<proto.IMessage>>();
  const running = new Set<AbortController>();
  const patience = createPatience(clock);

  return {
    /**
     * The message that brings a file; sent again, it is the same one. A connection that ends does not end an upload: who asks on
     * the next one waits for it.
     * @throws UploadRefused when it is given up; Error when it may be tried again
     */
    prepare(line: MediaLine, draft: Draft): Promise<proto.IMessage> {
      const { whatsappId } = draft;
      const known = done.get(whatsappId);
      if (known && clock.elapsed() - known.at < uploadLifetime) return Promise.resolve(known.message);
      const begun = underway.get(whatsappId);
      if (begun) return begun;
      const upload = tryOnce(line, draft).finally(() => underway.delete(whatsappId));
      underway.set(whatsappId, upload);
      return upload;
    },

    /** Ends what is under way. */
    close(): void {
      for (const trying of running) trying.abort(new Error('The number is closed.'));
    },
  };

  async function tryOnce(line: MediaLine, draft: Draft): Promise<proto.IMessage> {
    const { whatsappId } = draft;
    try {
      const message = toMessage(draft, await inTime((signal) => leave({ ...line, signal }, draft.media)));
      if (done.size > remembered) done.clear();
      done.set(whatsappId, { message, at: clock.elapsed() });
      patience.forget(whatsappId);
      return message;
    } catch (error) {
      throw patience.afterFailure(whatsappId, error) ?? error;
    }
  }

  /** Whatever hangs, the disk or the host: it ends. */
  async function inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const trying = new AbortController();
    const { promise: ended, reject } = Promise.withResolvers<never>();
    trying.signal.addEventListener('abort', () => reject(trying.signal.reason));
    const timer = setTimeout(() => trying.abort(new Error('An upload took too long.')), limits.longestTry);
    running.add(trying);
    try {
      return await Promise.race([work(trying.signal), ended]);
    } finally {
      clearTimeout(timer);
      running.delete(trying);
    }
  }

  /** Reads the file twice: to know what it will be encrypted, and to send that. Nothing of it is written to disk. */
  async function leave({ hosts, agent, signal }: Line, { kind, read }: OutgoingMedia): Promise<LeftFile> {
    const mediaKey = randomBytes(32);
    const key = { kind, mediaKey };
    const { fileSha256, fileSize, encryptedSha256, encryptedSize } = await measure(read(), key);
    const upload = { size: encryptedSize, read: () => encryptMedia(read(), key) };
    const token = encryptedSha256.toString('base64url');
    try {
      const found = await hosts.find();
      const path = `${MEDIA_PATH_MAP[kind]}/${token}?auth=${encodeURIComponent(found.auth)}&token=${token}`;
      const place = await leaveAtOne(found, (hostname) =>
        leaveAtHost(new URL(`https://${hostname}${path}`), upload, { agent, signal }),
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

async function measure(...file: Parameters<typeof measureMedia>): Promise<MediaMeasures> {
  try {
    return await measureMedia(...file);
  } catch (cause) {
    throw new FileUnreadable('The file of a message can’t be read.', { cause });
  }
}

/** One host after the other. @throws HostRefused where none of them takes it; what one threw that did not answer */
async function leaveAtOne(
  { hostnames }: MediaHosts,
  leaveAt: (hostname: string) => Promise<UploadPlace>,
): Promise<UploadPlace> {
  const failures: unknown[] = [];
  for (const hostname of hostnames) {
    try {
      return await leaveAt(hostname);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures.find((error) => !(error instanceof HostRefused)) ?? failures[0];
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
