import type { SentMessage, ThreadParty } from '@erp-whatsapp/shared/commands';
import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { mergeRow, mergeStatus, type Row } from './row.ts';
import { filterRows, type Rows, setRow, setRows, toRows } from './rows.ts';

export type LoadState = 'unknown' | 'loading' | 'loaded' | 'failed';

/** Whether the server has more at an end of what is known. */
export type EndState = 'some' | 'loading' | 'failed' | 'none';

export type ThreadPosition = Pick<Message, 'createdAt' | 'id'>;

/** What is known of one conversation's messages: a part of them without a gap, and those still to be sent. */
export type Thread = Rows & {
  keyById: Record<string, string>;
  status: LoadState;
  /** The server does not know such a conversation, or not for us. */
  isMissing: boolean;
  /** The customer, for a conversation that the list has not loaded. */
  customer: ThreadParty | null;
  older: EndState;
  /** `none`: the part reaches the thread's end, and what comes is added to it. */
  newer: EndState;
  /** The newest message that was told of behind the part since its continuation was last asked for. */
  beyond: ThreadPosition | null;
  /** The message that somebody wants to see and that was asked for. */
  wanted: string | null;
  /** The newest message up to which nothing is missing, while not all are heard of; `null` when all are. */
  completeUpTo: string | null;
  /** The first message that was unread when the conversation was opened. */
  unreadFrom: string | null;
};

/** No message has this id: nothing of what is known is sure to be without a gap. */
export const nothingTies = '';

export function makeThread(): Thread {
  return {
    ids: [],
    entities: {},
    keyById: {},
    status: 'unknown',
    isMissing: false,
    customer: null,
    older: 'some',
    newer: 'none',
    beyond: null,
    wanted: null,
    completeUpTo: null,
    unreadFrom: null,
  };
}

/** Adds a message or merges it into the row that it is; by its id, else by its `clientMessageId`. */
function putMessage(thread: Thread, message: Message): Row {
  const row = toRow(thread, message);
  thread.keyById[row.id] = row.key;
  setRow(thread, row);
  return row;
}

/** Adds or merges a page's messages. */
export function putMessages(thread: Thread, messages: readonly Message[]): void {
  const rows = messages.map((message) => toRow(thread, message));
  for (const { id, key } of rows) thread.keyById[id] = key;
  setRows(thread, rows);
}

/** Takes in what was just told. What does not belong to the part that is known comes with its page. */
export function takeMessage(thread: Thread, message: Message): void {
  const isPart = thread.status === 'loaded' && findStored(thread, 'oldest') !== undefined;
  if (isPart && !isWithin(thread, message)) noteBeyond(thread, message);
  else putMessage(thread, message);
}

/** Takes in what happened to a message while nobody heard of it: it may be a very old one. */
export function takeChange(thread: Thread, message: Message): void {
  if (isWithin(thread, message)) putMessage(thread, message);
  else noteBeyond(thread, message);
}

/** Whether a message belongs to the part of the thread that is known, or continues its end: nothing is missing between. */
function isWithin(thread: Thread, message: Message): boolean {
  if (thread.keyById[message.id] !== undefined) return true;
  const { clientMessageId } = message;
  const isOwn = clientMessageId !== null && thread.entities[clientMessageId] !== undefined;
  const newest = findStored(thread, 'newest');
  const isUpTo = thread.newer === 'none' || (newest !== undefined && compareInThread(message, newest) <= 0);
  if (!isUpTo || isOwn || thread.older === 'none') return isUpTo;
  const oldest = findStored(thread, 'oldest');
  return oldest !== undefined && compareInThread(oldest, message) <= 0;
}

/** It is read when somebody reads on up to there. */
function noteBeyond(thread: Thread, { createdAt, id, clientMessageId }: Message): void {
  if (thread.newer === 'none') return;
  if (clientMessageId !== null) filterRows(thread, ({ key }) => key !== clientMessageId);
  const newest = thread.beyond ?? findStored(thread, 'newest');
  if (newest !== undefined && compareInThread(newest, { createdAt, id }) >= 0) return;
  thread.beyond = { createdAt, id };
}

/** The first or last message that the server has, of those that are known. */
export function findStored(thread: Thread, which: 'oldest' | 'newest'): Row | undefined {
  const { ids, entities } = thread;
  const isRowStored = (key: string) => entities[key]?.isStored === true;
  const key = which === 'oldest' ? ids.find(isRowStored) : ids.findLast(isRowStored);
  return key === undefined ? undefined : entities[key];
}

/** A message's place in its thread as a text: sorts as the messages do. */
export function toPosition({ createdAt, id }: ThreadPosition): string {
  return `${createdAt} ${id}`;
}

/** Notes how far the thread is complete, for when it is read on. */
export function leaveThread(thread: Thread): void {
  if (thread.status !== 'loaded' || thread.newer !== 'none' || thread.completeUpTo !== null) return;
  thread.completeUpTo = findStored(thread, 'newest')?.id ?? null;
}

/** The server stored what waited under `clientMessageId`. */
export function acceptRow(thread: Thread, sent: SentMessage): void {
  const known = thread.entities[sent.clientMessageId];
  if (known === undefined) return;
  const isNewer = !known.isStored;
  const row: Row = {
    ...known,
    id: sent.id,
    messageId: sent.messageId ?? known.messageId,
    conversationId: sent.conversationId,
    isStored: true,
    status: mergeStatus(known, { status: sent.status, isNewer }),
    error: isNewer ? null : known.error,
    ...(isNewer ? { createdAt: sent.timestamp, timestamp: sent.timestamp } : {}),
  };
  if (isNewer && thread.newer !== 'none') {
    noteBeyond(thread, row);
    return;
  }
  thread.keyById[sent.id] = known.key;
  setRow(thread, row);
}

/** @returns whether the message is known here. */
export function applyStatus(thread: Thread, update: MessageStatusUpdate): boolean {
  const key = thread.keyById[update.id];
  const known = key === undefined ? undefined : thread.entities[key];
  if (known === undefined) return false;
  const isNewer = update.seq > known.seq;
  const status = mergeStatus(known, { status: update.status, isNewer });
  const timed = noteTime(known, update);
  if (status !== update.status) {
    if (timed !== known) setRow(thread, timed);
    return true;
  }
  setRow(thread, {
    ...timed,
    status,
    error: update.error ?? null,
    messageId: update.messageId ?? known.messageId,
    seq: Math.max(known.seq, update.seq),
    updatedAt: isNewer ? update.timestamp : known.updatedAt,
  });
  return true;
}

/** When each step was; a word that comes after a later one tells it all the same. */
function noteTime(known: Row, { status, timestamp }: MessageStatusUpdate): Row {
  switch (status) {
    case 'sent':
      return known.sentAt === null ? { ...known, sentAt: timestamp } : known;
    case 'delivered':
      return known.deliveredAt === null ? { ...known, deliveredAt: timestamp } : known;
    case 'read':
      return known.readAt === null ? { ...known, readAt: timestamp } : known;
    case 'pending':
    case 'failed':
      return known;
  }
}

export function lastRow(thread: Thread | undefined): Row | undefined {
  const key = thread?.ids.at(-1);
  return key === undefined ? undefined : thread?.entities[key];
}

/** Forgets stored messages but for those that `isKept` wants. What is still to be sent stays. */
export function forgetStored(thread: Thread, isKept: (row: Row) => boolean): void {
  const isDropped = (row: Row) => row.isStored && !isKept(row);
  for (const row of toRows(thread)) if (isDropped(row)) delete thread.keyById[row.id];
  filterRows(thread, (row) => !isDropped(row));
}

/** Forgets all but what is still to be sent. */
export function dropStored(thread: Thread): void {
  forgetStored(thread, () => false);
  thread.completeUpTo = null;
  thread.keyById = {};
}

function toRow(thread: Thread, message: Message): Row {
  const byClient = message.clientMessageId === null ? undefined : thread.entities[message.clientMessageId];
  const key = thread.keyById[message.id] ?? byClient?.key;
  const known = key === undefined ? undefined : thread.entities[key];
  if (known !== undefined) return mergeRow(known, message);
  return { ...message, key: message.clientMessageId ?? message.id, isStored: true };
}
