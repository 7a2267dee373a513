import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { toRows } from './rows.ts';
import { dropStored, findStored, forgetStored, putMessages, type Thread, type ThreadPosition } from './thread.ts';

/** Of a thread at most this many stored messages are kept: who reads on in one direction leaves the others behind. */
export const mostLoaded = 2_000;

/**
 * Where a page was asked for. `isWanted`: somebody wants to see the end, wherever they were. Before an `id` of `null` are
 * older ones that were asked for by their number.
 */
export type PageStart =
  | { kind: 'end'; isWanted: boolean }
  | { kind: 'before'; id: string | null }
  | { kind: 'after' | 'around'; id: string };

export type ThreadPage = { messages: Message[]; from: PageStart; hasOlder: boolean; hasNewer: boolean };

/** Takes in a page as the server stores it, unless what it was to be joined to is not shown any more. */
export function putPage(thread: Thread, page: ThreadPage): void {
  const { from } = page;
  switch (from.kind) {
    case 'end':
      putEnd(thread, page, from.isWanted);
      return;
    case 'before':
      if (from.id !== null && findStored(thread, 'oldest')?.id !== from.id) return;
      putMessages(thread, page.messages);
      thread.older = page.hasOlder ? 'some' : 'none';
      trimThread(thread, 'newest');
      return;
    case 'after':
      if (findStored(thread, 'newest')?.id !== from.id) return;
      putMessages(thread, page.messages);
      thread.newer = goesOn(thread, page) ? 'some' : 'none';
      trimThread(thread, 'oldest');
      return;
    case 'around':
      if (thread.wanted !== from.id) return;
      thread.wanted = null;
      putAround(thread, page);
      return;
  }
}

/** Somebody wants to be at the end now: what is shown is what waits to be sent, until the newest page has come. */
export function goToEnd(thread: Thread): void {
  if (thread.newer === 'none') return;
  dropStored(thread);
  Object.assign(thread, { status: 'loaded', older: 'loading', newer: 'none', beyond: null, wanted: null });
}

/** Leaves only so many messages as may be loaded, counted from the other end. */
export function trimThread(thread: Thread, end: 'oldest' | 'newest'): void {
  if (thread.ids.length <= mostLoaded) return;
  const stored = toRows(thread).filter(({ isStored }) => isStored);
  if (stored.length <= mostLoaded) return;
  // As long as not all is heard of, the newest page is on its way, and counts from the newest that are known.
  if (end === 'newest' && thread.completeUpTo !== null) return;
  const kept = new Set(
    (end === 'oldest' ? stored.slice(-mostLoaded) : stored.slice(0, mostLoaded)).map(({ id }) => id),
  );
  forgetStored(thread, ({ id }) => kept.has(id));
  if (end === 'oldest') {
    thread.older = 'some';
    return;
  }
  thread.newer = 'some';
  thread.beyond = null;
}

/**
 * The newest page replaces what is known when nothing ties the two together, since messages between them would be
 * missing; but not under the eyes of somebody who reads elsewhere.
 */
function putEnd(thread: Thread, page: ThreadPage, isWanted: boolean): void {
  const isLoaded = thread.status === 'loaded';
  const isTied = isLoaded && (!page.hasOlder || page.messages.some((message) => isTie(thread, message)));
  if (isLoaded && !isTied && thread.newer !== 'none' && !isWanted) return;
  if (isTied) join(thread, page);
  else replace(thread, page);
}

function putAround(thread: Thread, page: ThreadPage): void {
  const isSure = thread.status === 'loaded' && thread.completeUpTo === null;
  if (isSure && page.messages.some(({ id }) => thread.keyById[id] !== undefined)) join(thread, page);
  else replace(thread, page);
}

/** The page and what is known overlap. What the page says of an end counts where it reaches further. */
function join(thread: Thread, page: ThreadPage): void {
  const [first, last] = [page.messages[0], page.messages.at(-1)];
  const [oldest, newest] = [findStored(thread, 'oldest'), findStored(thread, 'newest')];
  const reachesBack = first === undefined || oldest === undefined || compareInThread(first, oldest) < 0;
  const reachesOn = last === undefined || newest === undefined || compareInThread(last, newest) >= 0;
  putMessages(thread, page.messages);
  if (reachesBack || !page.hasOlder) thread.older = page.hasOlder ? 'some' : 'none';
  if (reachesOn || !page.hasNewer) thread.newer = goesOn(thread, page) ? 'some' : 'none';
  thread.status = 'loaded';
  thread.completeUpTo = null;
}

/** What is behind the newest page came after that was read, and nothing is missing between. */
function replace(thread: Thread, page: ThreadPage): void {
  const last = page.messages.at(-1);
  const isBehind = (row: ThreadPosition) => last === undefined || compareInThread(row, last) > 0;
  const keepsEnd = !page.hasNewer && thread.newer === 'none';
  forgetStored(thread, (row) => keepsEnd && isBehind(row));
  putMessages(thread, page.messages);
  thread.older = page.hasOlder ? 'some' : 'none';
  thread.newer = goesOn(thread, page) ? 'some' : 'none';
  thread.status = 'loaded';
  thread.completeUpTo = null;
}

/** Whether the thread goes on behind a page, also by what came while the page was on its way. */
function goesOn({ beyond }: Thread, { messages, hasNewer }: ThreadPage): boolean {
  const last = messages.at(-1);
  return hasNewer || (beyond !== null && (last === undefined || compareInThread(beyond, last) > 0));
}

/** Whether a message of the newest page is one from which on nothing is missing. */
function isTie(thread: Thread, { id }: Message): boolean {
  return thread.completeUpTo === null ? thread.keyById[id] !== undefined : thread.completeUpTo === id;
}
