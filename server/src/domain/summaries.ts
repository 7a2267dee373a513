import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import type { Changes } from './changes.ts';
import type { KeyedQueue } from './keyedQueue.ts';
import { toConversation } from './messages/toConversation.ts';
import type { DomainParts } from './parts.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';
import { createRecount } from './recount.ts';
import { createSummaryNotes } from './summaryNotes.ts';
import { isUnclear, noTurn, type OpenTurn, takeTurn, toTurn } from './turns.ts';

/** How often a conversation's summary is written at most, and then once more after a failure. In milliseconds. */
const pace = 250;
const retryPause = 1_000;
/** The first and the longest pause before a conversation that was too lively is brought up to date. In milliseconds. */
const firstMendPause = 5_000;
const longestMendPause = 600_000;

type ConversationRef = { workspaceId: string; conversationId: string };

/** What a summary does not say yet. */
type Backlog = {
  added: { newest: Message; count: number; unread: number; incomingAt: number; turn: OpenTurn } | null;
  /** The newest message whose status moved: an older one can't be the last message. */
  moved: Message | null;
  /** The newest message that got its content. */
  replaced: Message | null;
  /** Whether it has to be made anew, because nobody knows if a write reached the database. */
  isDoubtful: boolean;
};

type Entry = ConversationRef & { backlog: Backlog; writing: Promise<void> | null; timer: NodeJS.Timeout | null };

/**
 * What a conversation says of its messages: which is the last one, how many there are, how many are unread. All of it
 * derives from the messages, so nobody waits for it: many messages in a short time are counted in at once, the first of
 * them without delay.
 */
export function createSummaries(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'peers' | 'log'>,
  {
    changes,
    conversationQueue,
    gather,
  }: {
    changes: Changes;
    conversationQueue: KeyedQueue;
    /** Brings what was stored under a former name of a conversation to it. @returns whether the id is one. */
    gather: (workspaceId: string, conversationId: string) => Promise<boolean>;
  },
) {
  const { storage, facts, peers, log } = parts;
  const recount = createRecount(parts, { changes });
  const entries = new Map<string, Entry>();
  const notes = createSummaryNotes(parts, { changes, writeAll });
  let isClosed = false;

  return {
    /** Counts a new message in. To be called within the conversation's queue. */
    add(workspaceId: string, message: Message): void {
      const entry = open({ workspaceId, conversationId: message.conversationId });
      entry.backlog.added = addTo(entry.backlog.added, message);
      start(entry);
    },

    /** Carries a message's new status over. To be called within the conversation's queue. */
    move(workspaceId: string, message: Message): void {
      const entry = open({ workspaceId, conversationId: message.conversationId });
      const { added, moved } = entry.backlog;
      if (added?.newest.id === message.id) added.newest = message;
      else if (!moved || compareInThread(moved, message) <= 0) entry.backlog.moved = message;
      start(entry);
    },

    /** Carries a message's new content over. To be called within the conversation's queue. */
    replace(workspaceId: string, message: Message): void {
      const entry = open({ workspaceId, conversationId: message.conversationId });
      const { added, replaced } = entry.backlog;
      if (added?.newest.id === message.id) added.newest = message;
      else if (!replaced || compareInThread(replaced, message) <= 0) entry.backlog.replaced = message;
      start(entry);
    },

    /** Has a summary made anew, for what was to be carried over and perhaps was not. */
    doubt(workspaceId: string, conversationId: string): void {
      const entry = open({ workspaceId, conversationId });
      entry.backlog.isDoubtful = true;
      start(entry);
    },

    /** Resolves when the conversation's summary says all. To be called within the conversation's queue. */
    async catchUp(conversationId: string): Promise<void> {
      const entry = entries.get(conversationId);
      if (!entry) return;
      await entry.writing?.catch(ignore);
      await write(entry);
    },

    /** Has a summary say what had happened by now. @returns whether there was anything that it did not say. */
    async hasCaughtUp(conversationId: string): Promise<boolean> {
      const entry = entries.get(conversationId);
      if (!entry || (isEmpty(entry.backlog) && !entry.writing)) return false;
      await writeUndoubted(entry);
      return true;
    },

    /** Resolves when all summaries of a workspace say what had happened by now, but for those that could not be written. */
    async catchUpAll(workspaceId: string): Promise<void> {
      await Promise.all(listOwn(workspaceId).map(writeUndoubted));
    },

    /** Writes what is left, and nothing by itself any more. */
    async close(): Promise<void> {
      isClosed = true;
      notes.stop();
      for (const { timer } of entries.values()) if (timer) clearTimeout(timer);
      await Promise.all([...entries.values()].map(writeUndoubted));
      await notes.noteAll();
    },

    /** Makes anew what a crash kept from being written, one conversation after another. */
    async mend(): Promise<void> {
      for (const { workspaceId, seq } of await storage.changes.listSummarised()) {
        for (const conversationId of await storage.messages.conversationsChanged(workspaceId, seq)) {
          if (isClosed) return;
          if (!peers.isAlone) {
            await mendBeside({ workspaceId, conversationId });
            continue;
          }
          const entry = open({ workspaceId, conversationId });
          entry.backlog.isDoubtful = true;
          await conversationQueue.run(conversationId, () => write(entry)).catch(ignore);
        }
      }
    },
  };

  /** Others write at the same time: what looks wrong is looked at for a while, and holds nobody up here. */
  async function mendBeside(ref: ConversationRef, tries = 0): Promise<void> {
    if (isClosed) return;
    try {
      const entry = entries.get(ref.conversationId);
      if (entry) await writeUndoubted(entry);
      tell(await makeAnew(ref));
    } catch (error) {
      log.warn({ conversationId: ref.conversationId, err: error }, 'a conversation is not brought up to date yet');
      const again = Math.min(firstMendPause * 2 ** tries, longestMendPause);
      setTimeout(() => void mendBeside(ref, tries + 1), again).unref();
    }
  }

  function listOwn(workspaceId: string): Entry[] {
    return [...entries.values()].filter((entry) => entry.workspaceId === workspaceId);
  }

  function open(ref: ConversationRef): Entry {
    notes.touch(ref.workspaceId);
    const known = entries.get(ref.conversationId);
    if (known) return known;
    const entry: Entry = { ...ref, backlog: emptyBacklog(), writing: null, timer: null };
    entries.set(ref.conversationId, entry);
    return entry;
  }

  async function writeAll(workspaceId: string): Promise<boolean> {
    const own = listOwn(workspaceId);
    await Promise.all(own.map(writeUndoubted));
    return own.every(({ backlog }) => !backlog.isDoubtful);
  }

  /** Writes as soon as the message itself has been told, unless that was done a moment ago. */
  function start(entry: Entry): void {
    if (!entry.writing && !entry.timer) rest(entry, 0);
  }

  function goOn(entry: Entry): void {
    entry.timer = null;
    if (entry.writing !== null) return;
    if (isEmpty(entry.backlog)) entries.delete(entry.conversationId);
    else if (entry.backlog.isDoubtful) conversationQueue.run(entry.conversationId, () => write(entry)).catch(ignore);
    else write(entry).catch(ignore);
  }

  function rest(entry: Entry, pause: number): void {
    if (!isClosed) entry.timer ??= setTimeout(() => goOn(entry), pause);
  }

  /** What is doubtful is made anew in its own turn, and nobody outside the queue can wait for that. */
  async function writeUndoubted(entry: Entry): Promise<void> {
    await entry.writing?.catch(ignore);
    if (!entry.backlog.isDoubtful) await write(entry).catch(ignore);
  }

  /** One write at a time: who comes meanwhile gets the one under way. */
  function write(entry: Entry): Promise<void> {
    entry.writing ??= writeBacklog(entry).finally(() => {
      entry.writing = null;
    });
    return entry.writing;
  }

  async function writeBacklog(entry: Entry): Promise<void> {
    const { backlog } = entry;
    entry.backlog = emptyBacklog();
    try {
      if (backlog.isDoubtful) tell(await makeAnew(entry));
      else await apply(entry, backlog);
      rest(entry, pace);
    } catch (error) {
      entry.backlog.isDoubtful = true;
      log.error({ conversationId: entry.conversationId, err: error }, 'a conversation was not brought up to date');
      rest(entry, retryPause);
      throw error;
    }
  }

  /** Under a former name there is nothing to say, but something may have been stored. */
  async function makeAnew(ref: ConversationRef): Promise<StoredConversation | null> {
    return (await gather(ref.workspaceId, ref.conversationId)) ? null : recount(ref);
  }

  async function apply(entry: Entry, { added, moved, replaced }: Backlog): Promise<void> {
    const { workspaceId, conversationId } = entry;
    if (added) {
      const turn = toTurn(added.turn);
      const conversation = await change(workspaceId, (seq) =>
        storage.conversations.addMessages(workspaceId, { conversationId, ...added, turn, seq }),
      );
      if (conversation && isUnclear(conversation.turn)) entry.backlog.isDoubtful = true;
      if (!conversation && !(await gather(workspaceId, conversationId))) {
        throw new Error('Messages are stored, but their conversation is gone.');
      }
      tell(conversation);
    }
    if (replaced && (!added || compareInThread(replaced, added.newest) > 0)) {
      const conversation = await change(workspaceId, (seq) =>
        storage.conversations.replaceLastMessage(workspaceId, { conversationId, message: replaced, seq }),
      );
      tell(conversation);
    }
    if (moved && (!added || compareInThread(moved, added.newest) > 0)) {
      const { id: messageId, status } = moved;
      await change(workspaceId, (seq) =>
        storage.conversations.setLastMessageStatus(workspaceId, { conversationId, messageId, status, seq }),
      );
    }
  }

  /** One change of a conversation, of which other processes may make others at the same time. */
  function change(
    workspaceId: string,
    store: (seq: number) => Promise<StoredConversation | null>,
  ): Promise<StoredConversation | null> {
    return changes.write(workspaceId, 1, async (seq) =>
      changes.renew(workspaceId, { written: await store(seq), given: seq }, (id, next) =>
        storage.conversations.raise(workspaceId, id, next),
      ),
    );
  }

  function tell(conversation: StoredConversation | null): void {
    if (!conversation) return;
    const { workspaceId } = conversation;
    facts.publish({
      name: 'conversation:updated',
      workspaceId,
      payload: { conversation: toConversation(conversation) },
    });
  }
}

export type Summaries = ReturnType<typeof createSummaries>;

/** For a failure that is logged where it happens, and repeated there. */
const ignore = () => undefined;

function emptyBacklog(): Backlog {
  return { added: null, moved: null, replaced: null, isDoubtful: false };
}

function isEmpty({ added, moved, replaced, isDoubtful }: Backlog): boolean {
  return added === null && moved === null && replaced === null && !isDoubtful;
}

function addTo(added: Backlog['added'], message: Message): Backlog['added'] {
  const isFromCustomer = message.senderType === 'customer';
  const unread = isFromCustomer ? 1 : 0;
  const incomingAt = isFromCustomer ? Date.parse(message.createdAt) : 0;
  const turn = takeTurn(added?.turn ?? noTurn, message);
  if (!added) return { newest: message, count: 1, unread, incomingAt, turn };
  return {
    newest: compareInThread(added.newest, message) <= 0 ? message : added.newest,
    count: added.count + 1,
    unread: added.unread + unread,
    incomingAt: Math.max(added.incomingAt, incomingAt),
    turn,
  };
}
