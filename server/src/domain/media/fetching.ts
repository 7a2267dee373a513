import { CommandError } from '@erp-whatsapp/shared/errors';
import type { FileKind } from '@erp-whatsapp/shared/media';
import type { DueMedia, StoredMedia, ThreadPosition } from '../ports/storage/messages.ts';
import type { ChannelRef, IncomingMedia } from '../ports/whatsapp.ts';
import { toFileName } from './fileName.ts';
import type { MediaParts } from './parts.ts';

/** Larger than what may be sent, since phones send more than business programs may. In bytes. */
const incomingLimits: Readonly<Record<FileKind, number>> = {
  image: 16 * 1024 * 1024,
  document: 100 * 1024 * 1024,
};

/** Longer than any screen is; what is more was made up. */
const longestSide = 100_000;

/** Messages that are looked up at once. */
const batch = 50;

/** How a message's file is stored that is still at WhatsApp. */
export function toComing(media: IncomingMedia): StoredMedia {
  const isPlausible = isSide(media.width) && isSide(media.height);
  return {
    mimeType: media.mimeType,
    fileName: toFileName(media.fileName),
    size: media.size,
    width: isPlausible ? media.width : null,
    height: isPlausible ? media.height : null,
    state: 'coming',
    sha256: null,
  };
}

/** Files that came with messages, and are fetched afterwards: a message never waits for its file. */
export function createFetching({ storage, facts, files, clock, changes }: Omit<MediaParts, 'fetchFile'>) {
  return {
    /**
     * Keeps a message's file and tells everyone that it is here. Its content decides what it is.
     * @throws what `chunks` throws, when it is to be tried again
     */
    async keepIncoming(workspaceId: string, due: DueMedia, chunks: AsyncIterable<Uint8Array>): Promise<void> {
      const limit = due.messageType === 'image' ? incomingLimits.image : incomingLimits.document;
      try {
        const kept = await files.keep(workspaceId, chunks, { limit, check: () => undefined });
        const { width, height } = due.media.width === null ? kept : due.media;
        const { sha256, size, mimeType } = kept;
        await settle(workspaceId, due.id, { ...due.media, sha256, size, mimeType, width, height, state: 'here' });
      } catch (error) {
        // What it is will not change by fetching it again.
        if (!(error instanceof CommandError)) throw error;
        await giveUpIncoming(workspaceId, due);
      }
    },

    giveUpIncoming,

    /** The same for all that are still to be fetched over a channel, for when it goes away. */
    async giveUpChannel(channel: ChannelRef): Promise<void> {
      let after: ThreadPosition | null = null;
      do {
        const page: DueMedia[] = await storage.messages.listMediaDue(channel, { after, limit: batch });
        for (const due of page) await giveUpIncoming(channel.workspaceId, due);
        after = page.length < batch ? null : (page.at(-1) ?? null);
      } while (after);
    },
  };

  /** Tells everyone that a message's file will not come. */
  async function giveUpIncoming(workspaceId: string, { id, media }: DueMedia): Promise<void> {
    await settle(workspaceId, id, { ...media, state: 'gone' });
  }

  async function settle(workspaceId: string, id: string, media: StoredMedia): Promise<void> {
    await changes.write(workspaceId, 1, async (seq) => {
      const written = await storage.messages.setMedia(workspaceId, id, { media, at: clock.now(), seq });
      const message = await changes.renew(workspaceId, { written, given: seq }, (_id, next) =>
        storage.messages.raise(workspaceId, id, next),
      );
      if (message) facts.publish({ name: 'message:mediaSettled', workspaceId, payload: { message } });
    });
  }
}

function isSide(value: number | null): boolean {
  return value !== null && Number.isInteger(value) && value > 0 && value < longestSide;
}
