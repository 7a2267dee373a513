import type { Fact } from '@erp-whatsapp/shared/facts';
import PQueue from 'p-queue';
import type { Domain } from '../domain/createDomain.ts';
import type { Facts, Log } from '../domain/ports/runtime.ts';
import type { DueMedia, ThreadPosition } from '../domain/ports/storage/messages.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createWakeable } from './wakeable.ts';

/** How many files are fetched at the same moment. */
const parallelFiles = 4;
/** Messages that are looked up at once. */
const batch = 50;
/** Pauses after a try that failed, in milliseconds; the last one repeats. */
const usualPauses: readonly number[] = [1_000, 5_000, 30_000, 5 * 60_000];
/** WhatsApp keeps files for about as long. What can't be fetched until then never will be. In milliseconds. */
const longestWait = 30 * 24 * 60 * 60_000;
/** How often is looked for what has waited longer, in milliseconds. */
const usualCleanUp = 60 * 60_000;
/** How long ending waits for what is under way, in milliseconds. */
const closeWait = 2_000;

type Due = { ref: ChannelRef; id: string };

/**
 * Fetches the files of messages that came, after the messages themselves. What is to be fetched is read from storage, so
 * that a restart, a loss of the connection or of WhatsApp's media host only delays it.
 */
export function createMediaFetcher(parts: {
  storage: Pick<Storage, 'messages'>;
  facts: Facts;
  media: Pick<Domain['media'], 'keepIncoming' | 'giveUpIncoming'>;
  activeSession: (channel: ChannelRef) => WhatsAppSession | null;
  now: () => number;
  log: Log;
  pauses?: readonly number[];
  cleanUpPause?: number;
}) {
  const { storage, media, log, pauses = usualPauses } = parts;
  const slots = new PQueue({ concurrency: parallelFiles });
  const closing = new AbortController();
  /** Messages whose files are being fetched, or rest after a try that failed. */
  const busy = new Set<string>();
  /** How often a message's file could not be fetched, or a channel's not be looked for. */
  const failures = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let cleanUps: NodeJS.Timeout | null = null;
  let cleaningUp: Promise<void> | null = null;
  const channels = createWakeable<ChannelRef>({
    keyOf: ({ channelId }) => channelId,
    run: fetchDue,
    onError(ref, error) {
      log.error({ channelId: ref.channelId, err: error }, 'looking for files to fetch failed; it is tried again');
      later(ref.channelId, () => channels.wake(ref));
    },
  });
  const unsubscribe = parts.facts.subscribe(listen);

  return {
    /** Begins to give up what has waited too long, also of numbers that don't come back. */
    start(): void {
      cleanUp();
      cleanUps = setInterval(cleanUp, parts.cleanUpPause ?? usualCleanUp);
    },

    async close(): Promise<void> {
      unsubscribe();
      closing.abort();
      if (cleanUps) clearInterval(cleanUps);
      for (const timer of timers) clearTimeout(timer);
      const { promise: timedOut, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, closeWait);
      await Promise.race([Promise.all([channels.close(), slots.onIdle(), cleaningUp]), timedOut]);
      clearTimeout(timer);
    },
  };

  function listen({ name, workspaceId, payload }: Fact): void {
    if ((name === 'message:created' || name === 'message:replaced') && payload.message.media?.state === 'coming') {
      const { channelId, id } = payload.message;
      begin({ ref: { workspaceId, channelId }, id });
    }
    if (name === 'channel:updated' && payload.channel.status === 'active') {
      channels.wake({ workspaceId, channelId: payload.channel.channelId });
    }
  }

  async function fetchDue(ref: ChannelRef): Promise<void> {
    let after: ThreadPosition | null = null;
    while (!closing.signal.aborted && parts.activeSession(ref)) {
      const page: DueMedia[] = await storage.messages.listMediaDue(ref, { after, limit: batch });
      // Only their names wait here, however many they are: each is read when its turn has come.
      for (const { id } of page) begin({ ref, id });
      failures.delete(ref.channelId);
      const last = page.at(-1);
      if (!last || page.length < batch) return;
      after = last;
    }
  }

  function cleanUp(): void {
    cleaningUp ??= giveUpLate()
      .catch((error: unknown) => log.error({ err: error }, 'files that waited too long were not given up'))
      .finally(() => {
        cleaningUp = null;
      });
  }

  async function giveUpLate(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const page = await storage.messages.listMediaDueBefore(parts.now() - longestWait, batch);
      for (const due of page) {
        if (closing.signal.aborted) return;
        await media.giveUpIncoming(due.workspaceId, due);
      }
      isMore = page.length === batch;
    }
  }

  function begin(due: Due): void {
    if (busy.has(due.id)) return;
    busy.add(due.id);
    tryNow(due);
  }

  /** What is tried for the first time goes before what did not come. */
  function tryNow(due: Due): void {
    const priority = failures.has(due.id) ? 0 : 1;
    slots.add(() => work(due), { priority }).catch((error: unknown) => rest(due, error));
  }

  async function work({ ref, id }: Due): Promise<void> {
    const session = closing.signal.aborted ? null : parts.activeSession(ref);
    // Without a connection it is left: becoming active looks for it anew.
    if (session) await fetch(session, { ref, id });
    busy.delete(id);
    failures.delete(id);
  }

  async function fetch(session: WhatsAppSession, { ref, id }: Due): Promise<void> {
    const due = await storage.messages.getMediaDue(ref.workspaceId, id);
    // Another process was faster, or the message became one with another.
    if (!due) return;
    const isHopeless = due.raw === null || parts.now() - Date.parse(due.createdAt) > longestWait;
    const download = isHopeless ? null : await session.fetchMedia(due.raw ?? '', closing.signal);
    if (download?.outcome === 'unknown') throw new Error('WhatsApp’s media host does not give it.');
    if (download?.outcome === 'found') await media.keepIncoming(ref.workspaceId, due, download.chunks);
    else await media.giveUpIncoming(ref.workspaceId, due);
  }

  /** Each is tried again by itself: looking for all that is due each time would take longer the more there is. */
  function rest(due: Due, error: unknown): void {
    log.debug({ messageId: due.id, err: error }, 'a file could not be fetched; it is tried again');
    later(due.id, () => tryNow(due));
  }

  /** Does something after a pause, which grows with each time that the same failed. */
  function later(id: string, work: () => void): void {
    if (closing.signal.aborted) return;
    const tries = failures.get(id) ?? 0;
    failures.set(id, tries + 1);
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        work();
      },
      pauses[Math.min(tries, pauses.length - 1)],
    );
    timers.add(timer);
  }
}
