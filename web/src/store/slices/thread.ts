import type { SentMessage, ThreadParty } from '@erp-whatsapp/shared/commands';
import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { mergeRow, mergeStatus, type Row } from './row.ts';
import { filterRows, type Rows, setRow, toRows } from './rows.ts';

export type LoadState = 'unknown' | 'loading' | 'loaded' | 'failed';

/** What is known of one conversation's messages: the newest ones without a gap, and those still to be sent. */
export type Thread = Rows & {
  keyById: Record<string, string>;
  newest: LoadState;
  /** The server does not know such a conversation, or not for us. */
  isMissing: boolean;
  /** The customer, for a conversation that the list has not loaded. */
  customer: ThreadParty | null;
  older: 'some' | 'loading' | 'failed' | 'none';
  /** The newest message up to which nothing is missing, while not all are heard of; `null` when all are. */
  completeUpTo: string | null;
  /** The first message that was unread when the conversation was opened. */
  unreadFrom: string | null;
};

export function makeThread(): Thread {
  return {
    ids: [],
    entities: {},
    keyById: {},
    newest: 'unknown',
    isMissing: false,
    customer: null,
    older: 'some',
    completeUpTo: null,
    unreadFrom: null,
  };
}

/** Adds a message or merges it into the row that it is; by its id, else by its `clientMessageId`. */
export function putMessage(thread: Thread, message: Message): Row {
  const row = toRow(thread, message);
  thread.keyById[row.id] = row.key;
  setRow(thread, row);
  return row;
}

/**
 * Takes in a page as the server stores it. The newest page replaces what is known when nothing ties the two together,
 * since messages between them would be missing.
 */
export function putPage(thread: Thread, page: { messages: Message[]; isNewest: boolean; isLast: boolean }): void {
  const isTied = !page.isNewest || page.isLast || page.messages.some((message) => isTie(thread, message));
  if (!isTied) dropStored(thread);
  const isFirst = page.isNewest && (thread.newest !== 'loaded' || !isTied);
  const rows = page.messages.map((message) => toRow(thread, message));
  for (const row of rows) {
    thread.keyById[row.id] = row.key;
    setRow(thread, row);
  }
  if (page.isNewest) {
    thread.newest = 'loaded';
    thread.completeUpTo = null;
  }
  if (isFirst || !page.isNewest) thread.older = page.isLast ? 'none' : 'some';
}

/** Whether a message belongs to the part of the thread that is known, or follows it: nothing is missing between. */
export function isWithin(thread: Thread, message: Message): boolean {
  if (thread.keyById[message.id] !== undefined || thread.older === 'none') return true;
  const oldest = toRows(thread).find((row) => row.isStored);
  return oldest !== undefined && compareInThread(oldest, message) <= 0;
}

/** Notes how far the thread is complete, for when it is read on. */
export function leaveThread(thread: Thread): void {
  if (thread.newest !== 'loaded' || thread.completeUpTo !== null) return;
  thread.completeUpTo = toRows(thread).findLast((row) => row.isStored)?.id ?? null;
}

/** The server stored what waited under `clientMessageId`. */
export function acceptRow(thread: Thread, sent: SentMessage): void {
  const known = thread.entities[sent.clientMessageId];
  if (known === undefined) return;
  thread.keyById[sent.id] = known.key;
  const isNewer = !known.isStored;
  setRow(thread, {
    ...known,
    id: sent.id,
    messageId: sent.messageId ?? known.messageId,
    conversationId: sent.conversationId,
    isStored: true,
    status: mergeStatus(known, { status: sent.status, isNewer }),
    error: isNewer ? null : known.error,
    ...(isNewer ? { createdAt: sent.timestamp, timestamp: sent.timestamp } : {}),
  });
}

/** @returns whether the message is known here. */
export function applyStatus(thread: Thread, update: MessageStatusUpdate): boolean {
  const key = thread.keyById[update.id];
  const known = key === undefined ? undefined : thread.entities[key];
  if (known === undefined) return false;
  const isNewer = update.seq > known.seq;
  const status = mergeStatus(known, { status: update.status, isNewer });
  if (status !== update.status) return true;
  setRow(thread, {
    ...known,
    status,
    error: update.error ?? null,
    messageId: update.messageId ?? known.messageId,
    seq: Math.max(known.seq, update.seq),
    sentAt: status === 'sent' ? (known.sentAt ?? update.timestamp) : known.sentAt,
    deliveredAt: status === 'delivered' ? (known.deliveredAt ?? update.timestamp) : known.deliveredAt,
    readAt: status === 'read' ? (known.readAt ?? update.timestamp) : known.readAt,
  });
  return true;
}

/**
 * What is known of two threads that are one. Where nothing was known of the one, what is on the screen stays as it is until
 * the rest has come, and then only what has come counts; else only what is older than either knows is forgotten.
 */
export function joinThreads(thread: Thread | null, moved: Thread, conversationId: string): Thread {
  if (thread === null) {
    const rows = toRows(moved).map((row) => ({ ...row, conversationId }));
    return {
      ...moved,
      entities: Object.fromEntries(rows.map((row) => [row.key, row])),
      completeUpTo: moved.newest === 'loaded' ? nothingTies : moved.completeUpTo,
    };
  }
  const [oldest] = [thread, moved].flatMap(findEdge).toSorted((a, b) => compareInThread(b, a));
  Object.assign(thread.keyById, moved.keyById);
  for (const row of toRows(moved)) putMoved(thread, { ...row, conversationId });
  if (oldest !== undefined) {
    filterRows(thread, (row) => !row.isStored || compareInThread(oldest, row) <= 0);
    thread.older = 'some';
  }
  const isWhole = [thread, moved].every(({ newest, completeUpTo }) => newest === 'loaded' && completeUpTo === null);
  if (!isWhole) thread.completeUpTo = nothingTies;
  if (moved.newest === 'loaded') thread.newest = 'loaded';
  thread.unreadFrom ??= moved.unreadFrom;
  return thread;
}

/** No message has this id. */
const nothingTies = '';

/** The oldest message from which on the thread is known, where there are older ones. */
function findEdge(thread: Thread): Row[] {
  if (thread.newest !== 'loaded' || thread.older === 'none') return [];
  const oldest = toRows(thread).find((row) => row.isStored);
  return oldest === undefined ? [] : [oldest];
}

/** What WhatsApp has told in both is one message; the server keeps the one that was sent here. */
function putMoved(thread: Thread, row: Row): void {
  const known = thread.entities[row.key];
  if (known?.isStored && !row.isStored) return;
  const { messageId, isOutgoing } = row;
  const twin =
    messageId === null
      ? undefined
      : toRows(thread).find((each) => each.messageId === messageId && each.isOutgoing === isOutgoing);
  if (twin !== undefined && twin.key !== row.key) {
    const isKept = row.clientMessageId === null || twin.clientMessageId !== null;
    const dropped = isKept ? row : twin;
    filterRows(thread, ({ key }) => key !== dropped.key);
    delete thread.keyById[dropped.id];
    if (isKept) return;
  }
  setRow(thread, row);
}

/** Whether a message of the newest page is one from which on nothing is missing. */
function isTie(thread: Thread, message: Message): boolean {
  return thread.completeUpTo === null ? thread.keyById[message.id] !== undefined : thread.completeUpTo === message.id;
}

export function lastRow(thread: Thread | undefined): Row | undefined {
  const key = thread?.ids.at(-1);
  return key === undefined ? undefined : thread?.entities[key];
}

function toRow(thread: Thread, message: Message): Row {
  const byClient = message.clientMessageId === null ? undefined : thread.entities[message.clientMessageId];
  const key = thread.keyById[message.id] ?? byClient?.key;
  const known = key === undefined ? undefined : thread.entities[key];
  if (known !== undefined) return mergeRow(known, message);
  return { ...message, key: message.clientMessageId ?? message.id, isStored: true };
}

/** Forgets all but what is still to be sent. */
export function dropStored(thread: Thread): void {
  filterRows(thread, (row) => !row.isStored);
  thread.completeUpTo = null;
  thread.keyById = {};
}
