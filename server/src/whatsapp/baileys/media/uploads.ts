import { Readable } from 'node:stream';
import {
  type AnyMediaMessageContent,
  DEFAULT_CONNECTION_CONFIG,
  getWAUploadToServer,
  type MediaConnInfo,
  prepareWAMessageMedia,
  type proto,
} from 'baileys';
import type { Clock } from '../../../domain/ports/runtime.ts';
import type { OutgoingMedia } from '../../../domain/ports/whatsapp.ts';
import type { MediaLine } from './hosts.ts';

/** Uploads that are remembered at most, and how long WhatsApp surely has one, in milliseconds. */
const remembered = 500;
const uploadLifetime = 12 * 60 * 60_000;
/** How often the upload of one message is tried before it counts as refused. */
const mostTries = 5;
/** In milliseconds. */
const uploadTimeout = 120_000;

type Draft = { whatsappId: string; content: string; media: OutgoingMedia };

/** WhatsApp's media host does not take a file. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

/** Leaves files at WhatsApp, encrypted, and says in a message where they are and how to read them. */
export function createUploads(clock: Pick<Clock, 'elapsed'>) {
  const done = new Map<string, { message: proto.IMessage; at: number }>();
  const failures = new Map<string, number>();

  return {
    /**
     * The message that brings a file; sent again, it is the same one.
     * @throws UploadRefused after several tries; Error when it may be tried again
     */
    async prepare({ hosts, agent }: MediaLine, draft: Draft): Promise<proto.IMessage> {
      const { whatsappId } = draft;
      const known = done.get(whatsappId);
      if (known && clock.elapsed() - known.at < uploadLifetime) return known.message;
      const config = { ...DEFAULT_CONNECTION_CONFIG, fetchAgent: agent };
      const refresh = async (isForced: boolean): Promise<MediaConnInfo> => {
        if (isForced) hosts.forget();
        const { auth, hostnames } = await hosts.find();
        const found = hostnames.map((hostname) => ({ hostname, maxContentLengthBytes: 0 }));
        return { auth, ttl: 0, fetchDate: new Date(), hosts: found };
      };
      try {
        const message = await prepareWAMessageMedia(toContent(draft), {
          upload: getWAUploadToServer(config, refresh),
          mediaUploadTimeoutMs: uploadTimeout,
        });
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
}

function toContent({ content, media }: Draft): AnyMediaMessageContent {
  const { fileName, width, height } = media;
  const file = { stream: Readable.from(media.read()) };
  const mimetype = media.mimeType ?? 'application/octet-stream';
  switch (media.kind) {
    case 'image':
      return {
        image: file,
        mimetype,
        ...(content === '' ? {} : { caption: content }),
        ...(width === null || height === null ? {} : { width, height }),
        // Else Baileys looks for a library that makes a small picture of it.
        jpegThumbnail: '',
      };
    case 'document':
      return {
        document: file,
        mimetype,
        fileName: fileName ?? 'file',
        // A document without words is stored with its name in their place.
        ...(content === '' || content === fileName ? {} : { caption: content }),
      };
  }
}
