import { setTimeout as pause } from 'node:timers/promises';
import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Message } from '@erp-whatsapp/shared/message';
import PQueue from 'p-queue';
import type { Change, ChangeFeed } from '../../domain/changeFeed.ts';
import type { Peers } from '../../domain/ports/peers.ts';
import type { Clock, Facts, Log } from '../../domain/ports/runtime.ts';
import type { Ledger } from './ledger.ts';

/** How often is read what changed: while the other processes tell of it, and while they can't. In milliseconds. */
const calmPause = 3_000;
const alertPause = 500;
/** So long is waited for more when something is to be read soon, in milliseconds. */
const burstPause = 50;
/** So long after the others can be heard again is read as if they could not: their connections return one by one. */
const recoveryTime = 5_000;
/** Changes that are looked at in one go, and read in one go. */
const pageSize = 1_000;
const readSize = 100;
/** Workspaces that are read at the same moment. */
const parallelWorkspaces = 8;

type Feed = {
  workspaceId: string;
  /** All up to here has been told. `null`: not begun. */
  cursor: number | null;
  /** By the clock that ids go by. */
  openedAt: number;
  /** By channel: its last state that was told, and one that was read since and may still be told by others. */
  channels: Map<string, { told: string; seen: string }> | null;
};

/**
 * Reads what others stored and tells it to the sockets here, unless they know of it: a process may have ended between
 * storing and telling, and Redis may be away. One feed a workspace that has sockets here.
 * @param parts.tell tells the sockets of this process, in the order of the calls
 */
export function createFeeds(parts: {
  source: ChangeFeed;
  ledger: Ledger;
  peers: Pick<Peers, 'isReachable'>;
  facts: Facts;
  tell: (fact: Fact) => Promise<void>;
  clock: Clock;
  log: Log;
}) {
  const { source, ledger, peers, clock, log } = parts;
  const feeds = new Map<string, Feed>();
  const slots = new PQueue({ concurrency: parallelWorkspaces });
  const closing = new AbortController();
  let alertUntil = clock.elapsed() + recoveryTime;
  let isFailing = false;
  let woken = Promise.withResolvers<void>();
  const unsubscribers = [parts.facts.subscribe(noteChannel), parts.facts.subscribeElsewhere(noteChannel)];
  const ended = run();

  return {
    /** Begins with what happens from now on. */
    open(workspaceId: string): void {
      feeds.set(workspaceId, { workspaceId, cursor: null, openedAt: clock.now(), channels: null });
    },

    /** For when the ledger held something back: the message itself is read soon, and told with all that became of it. */
    lookSoon(): void {
      alertUntil = clock.elapsed() + recoveryTime;
      woken.resolve();
    },

    /** For when the last socket has gone. */
    shut(workspaceId: string): void {
      feeds.delete(workspaceId);
    },

    async close(): Promise<void> {
      closing.abort();
      for (const unsubscribe of unsubscribers) unsubscribe();
      feeds.clear();
      await ended;
    },
  };

  async function run(): Promise<void> {
    let readAt = Number.NEGATIVE_INFINITY;
    while (!closing.signal.aborted) {
      if (!peers.isReachable()) alertUntil = clock.elapsed() + recoveryTime;
      const isAlert = clock.elapsed() < alertUntil;
      if (isAlert || clock.elapsed() - readAt >= calmPause) {
        readAt = clock.elapsed();
        const isRead = await slots.addAll([...feeds.values()].map((feed) => () => readSafely(feed, isAlert)));
        noteOutcome(isRead.every((isOk) => isOk === true));
      }
      await Promise.race([rest(alertPause), woken.promise.then(() => rest(burstPause))]);
      woken = Promise.withResolvers();
    }
  }

  function rest(time: number): Promise<void> {
    return pause(time, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
  }

  async function readSafely(feed: Feed, isAlert: boolean): Promise<boolean> {
    try {
      await read(feed, isAlert);
      await readChannels(feed, isAlert);
      return true;
    } catch (error) {
      if (!isFailing)
        log.warn({ workspaceId: feed.workspaceId, err: error }, 'what other processes did can not be read');
      return false;
    }
  }

  /** What is missed by a round is read by the next one, so that one line says it. */
  function noteOutcome(isRead: boolean): void {
    if (isFailing && isRead) log.info({}, 'what other processes did can be read again');
    isFailing = !isRead;
  }

  /** While the others tell, only what they should have told long ago; else all there is, again and again until it is settled. */
  async function read(feed: Feed, isAlert: boolean): Promise<void> {
    const { workspaceId } = feed;
    const settled = await source.settled(workspaceId);
    feed.cursor ??= settled;
    const upTo = isAlert ? undefined : settled;
    for (let after = feed.cursor; feeds.get(workspaceId) === feed; ) {
      const page = await source.listIds({ workspaceId, after, upTo, limit: pageSize });
      const unknown = page.filter(
        ({ kind, id, seq }) => !ledger.knows(id, seq) || (kind === 'message' && ledger.isUntold(id, feed.openedAt)),
      );
      for (let start = 0; start < unknown.length; start += readSize) {
        await tellUnknown(feed, unknown.slice(start, start + readSize));
      }
      const last = page.at(-1);
      if (page.length < pageSize || !last) break;
      after = last.seq;
    }
    feed.cursor = Math.max(feed.cursor, settled);
  }

  async function tellUnknown(feed: Feed, unknown: { id: string; seq: number }[]): Promise<void> {
    const [first, last] = [unknown[0], unknown.at(-1)];
    if (!first || !last) return;
    const ids = new Set(unknown.map(({ id }) => id));
    const { workspaceId } = feed;
    for (let after = first.seq - 1; ; ) {
      const changes = await source.read({ workspaceId, after, upTo: last.seq, limit: readSize });
      for (const change of changes) {
        const id = change.message?.id ?? change.conversation?.id;
        if (id !== undefined && ids.has(id)) await tellChange(feed, change, id);
      }
      const end = changes.at(-1);
      if (changes.length < readSize || !end) return;
      after = end.seq;
    }
  }

  async function tellChange(feed: Feed, change: Change, id: string): Promise<void> {
    const { workspaceId } = feed;
    const { message, conversation } = change;
    if (conversation) await parts.tell({ name: 'conversation:updated', workspaceId, payload: { conversation } });
    if (!message) return;
    const isToldFirst = ledger.isUntold(id, feed.openedAt);
    if (!isToldFirst) ledger.noteCreation(id);
    else {
      const { mobileNo } = change;
      await parts.tell({ name: 'message:created', workspaceId, payload: { message, mobileNo } });
      if (message.status === firstStatus(message)) return;
    }
    await parts.tell({ name: 'message:updated', workspaceId, payload: { message } });
    // It may have been told as a placeholder.
    const isWrittenElsewhere = !message.isOutgoing || message.sender === null;
    if (!isToldFirst && isWrittenElsewhere && !message.isPlaceholder) {
      await parts.tell({ name: 'message:replaced', workspaceId, payload: { message } });
    }
  }

  /** Channels are no numbered changes: a state is told that differs from the last one that was. */
  async function readChannels(feed: Feed, isAlert: boolean): Promise<void> {
    const { workspaceId } = feed;
    const channels = await source.listChannels(workspaceId);
    const former = feed.channels;
    feed.channels = new Map();
    for (const channel of channels) {
      const state = `${channel.status} ${channel.lastStatusUpdate}`;
      const before = former === null ? { told: state, seen: state } : former.get(channel.channelId);
      // Where others tell, they have until the next look.
      const isDue = before?.told !== state && (isAlert || before?.seen === state);
      feed.channels.set(channel.channelId, { told: isDue ? state : (before?.told ?? ''), seen: state });
      if (isDue) await parts.tell({ name: 'channel:updated', workspaceId, payload: { channel } });
    }
  }

  function noteChannel(fact: Fact): void {
    if (fact.name !== 'channel:updated') return;
    const { channelId, status, lastStatusUpdate } = fact.payload.channel;
    const told = `${status} ${lastStatusUpdate}`;
    feeds.get(fact.workspaceId)?.channels?.set(channelId, { told, seen: told });
  }
}

/** How it was stored: what it says beyond that is a change that clients are told of by itself. */
function firstStatus({ isOutgoing, sender }: Message): Message['status'] {
  if (!isOutgoing) return 'delivered';
  return sender === null ? 'sent' : 'pending';
}
