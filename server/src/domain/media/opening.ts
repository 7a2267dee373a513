import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Media } from '@erp-whatsapp/shared/media';
import type { Actor } from '../actor.ts';
import type { OpenFile } from '../ports/files.ts';
import { isShownInBrowsers } from './fileTypes.ts';
import type { MediaParts } from './parts.ts';

/** How long a file that is still being fetched is waited for, in milliseconds. */
const comingWait = 10_000;

export type OpenedMedia = {
  file: OpenFile;
  sha256: string;
  mimeType: string;
  fileName: string | null;
  /** A browser may show it; else it only saves it. */
  isShown: boolean;
};

/** Opening the files of messages. */
export function createOpening({
  storage,
  facts,
  files,
  ending,
}: Pick<MediaParts, 'storage' | 'facts' | 'files' | 'ending'>) {
  const waiting = new Map<string, Set<() => void>>();
  const unsubscribers = [facts.subscribe(listen), facts.subscribeElsewhere(listen)];
  ending.addEventListener('abort', wakeAll, { once: true });

  return {
    /**
     * Opens the file of a message, and waits some seconds for one that is being fetched.
     * @throws CommandError `NOT_FOUND`
     */
    async open(actor: Actor, messageId: string): Promise<OpenedMedia> {
      const media = await awaitMedia(actor.workspaceId, messageId);
      if (media === null) throw new CommandError('NOT_FOUND', 'There is no such file.');
      if (media.state === 'gone') throw new CommandError('NOT_FOUND', 'This file can’t be had from WhatsApp any more.');
      if (media.sha256 === null) {
        throw new CommandError(
          'NOT_FOUND',
          'This file is still being fetched from WhatsApp. Try again in a moment.',
          5_000,
        );
      }
      const file = await files.open(actor.workspaceId, media.sha256);
      if (!file) throw new CommandError('NOT_FOUND', 'This file is not on the server’s disk any more.');
      return {
        file,
        sha256: media.sha256,
        mimeType: media.mimeType ?? 'application/octet-stream',
        fileName: media.fileName,
        isShown: isShownInBrowsers(media.mimeType),
      };
    },

    close(): void {
      for (const unsubscribe of unsubscribers) unsubscribe();
      wakeAll();
    },
  };

  async function awaitMedia(workspaceId: string, id: string): Promise<Media | null> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, comingWait);
    // Before the look, so that nothing comes in between.
    waiting.set(id, (waiting.get(id) ?? new Set()).add(resolve));
    try {
      const found = await storage.messages.get(workspaceId, id);
      if (found?.media?.state !== 'coming' || ending.aborted) return found?.media ?? null;
      await promise;
      return (await storage.messages.get(workspaceId, id))?.media ?? null;
    } finally {
      clearTimeout(timer);
      waiting.get(id)?.delete(resolve);
      if (waiting.get(id)?.size === 0) waiting.delete(id);
    }
  }

  function listen(fact: Fact): void {
    if (fact.name === 'message:mediaSettled') wake(fact.payload.message.id);
  }

  function wakeAll(): void {
    for (const id of waiting.keys()) wake(id);
  }

  function wake(id: string): void {
    for (const resolve of waiting.get(id) ?? []) resolve();
  }
}
