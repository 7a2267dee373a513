import { compareInThread } from '@erp-whatsapp/shared/message';
import type { Row } from './row.ts';
import { filterRows, setRow, toRows } from './rows.ts';
import { dropStored, findStored, forgetStored, nothingTies, type Thread } from './thread.ts';

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
      completeUpTo: moved.status === 'loaded' ? nothingTies : moved.completeUpTo,
    };
  }
  if (thread.newer !== 'none' || moved.newer !== 'none') return joinParts(thread, moved, conversationId);
  const [oldest] = [thread, moved].flatMap(findEdge).toSorted((a, b) => compareInThread(b, a));
  Object.assign(thread.keyById, moved.keyById);
  for (const row of toRows(moved)) putMoved(thread, { ...row, conversationId });
  if (oldest !== undefined) {
    forgetStored(thread, (row) => compareInThread(oldest, row) <= 0);
    thread.older = 'some';
  }
  const isWhole = [thread, moved].every(({ status, completeUpTo }) => status === 'loaded' && completeUpTo === null);
  if (!isWhole) thread.completeUpTo = nothingTies;
  if (moved.status === 'loaded') thread.status = 'loaded';
  thread.unreadFrom ??= moved.unreadFrom;
  return thread;
}

/** Somewhere within a thread nothing is known of the other: one of the two stays, with what waits in both. */
function joinParts(thread: Thread, moved: Thread, conversationId: string): Thread {
  const rank = ({ status, newer }: Thread) => (status === 'loaded' ? 1 : 0) + (newer === 'none' ? 1 : 0);
  const [kept, left] = rank(moved) > rank(thread) ? [moved, thread] : [thread, moved];
  dropStored(left);
  for (const row of [...toRows(left), ...toRows(kept)]) setRow(kept, { ...row, conversationId });
  kept.completeUpTo = nothingTies;
  return kept;
}

/** The oldest message from which on the thread is known, where there are older ones. */
function findEdge(thread: Thread): Row[] {
  if (thread.status !== 'loaded' || thread.older === 'none') return [];
  const oldest = findStored(thread, 'oldest');
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
