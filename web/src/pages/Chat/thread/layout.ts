import { type Day, toDay } from '#lib/formatting/time.ts';
import type { Row } from '#store/slices/row.ts';
import type { Thread } from '#store/slices/thread.ts';
import { toBox, toShownMedia } from './media/box.ts';

/** What stands in a thread, from the oldest to the newest. */
export type ThreadItem =
  | { kind: 'day'; key: string; day: Day }
  | { kind: 'unread'; key: string }
  | {
      kind: 'message';
      key: string;
      day: Day;
      isOutgoing: boolean;
      /** Whether another author, day or line stands before it, or after it. */
      isRunStart: boolean;
      isRunEnd: boolean;
      /** For an estimate of the height before it is measured: letters, and the pixels of its file. */
      length: number;
      mediaHeight: number;
    };

/**
 * Makes a selector of a thread's items. What did not change stays the same object, so that a tick redraws its own bubble
 * and not the list.
 */
export function makeSelectItems(): (thread: Thread | undefined) => readonly ThreadItem[] {
  let lastThread: Thread | undefined;
  let last: readonly ThreadItem[] = [];
  return (thread) => {
    if (thread === lastThread) return last;
    lastThread = thread;
    last = reuse(last, thread === undefined ? [] : layOut(thread));
    return last;
  };
}

/** The thread's messages with days and the unread line between them. */
function layOut(thread: Thread): ThreadItem[] {
  const items: ThreadItem[] = [];
  let day: Day | null = null;
  let author: string | null = null;
  for (const key of thread.ids) {
    const row = thread.entities[key];
    // What waits stands at the thread's end, and nowhere else.
    if (row === undefined || (!row.isStored && thread.newer !== 'none')) continue;
    const rowDay = toDay(new Date(row.createdAt));
    if (rowDay !== day) {
      day = rowDay;
      author = null;
      endRun(items);
      items.push({ kind: 'day', key: `day:${day}`, day });
    }
    if (key === thread.unreadFrom) {
      author = null;
      endRun(items);
      items.push({ kind: 'unread', key: 'unread' });
    }
    const rowAuthor = toAuthor(row);
    if (rowAuthor !== author) endRun(items);
    items.push({
      kind: 'message',
      key,
      day,
      isOutgoing: row.isOutgoing,
      isRunStart: rowAuthor !== author,
      isRunEnd: false,
      length: row.content.length,
      mediaHeight: toMediaHeight(row),
    });
    author = rowAuthor;
  }
  return items;
}

function toMediaHeight(row: Row): number {
  const media = toShownMedia(row);
  return media === null ? 0 : toBox(media).height;
}

function endRun(items: ThreadItem[]): void {
  const last = items.at(-1);
  if (last?.kind === 'message') last.isRunEnd = true;
}

function toAuthor(row: Row): string {
  if (!row.isOutgoing) return 'customer';
  return `business:${row.sender?.id ?? ''}`;
}

function reuse(last: readonly ThreadItem[], next: ThreadItem[]): readonly ThreadItem[] {
  const known = new Map(last.map((item) => [item.key, item]));
  const items = next.map((item) => {
    const before = known.get(item.key);
    return before !== undefined && isSame(before, item) ? before : item;
  });
  const isUnchanged = items.length === last.length && items.every((item, index) => item === last[index]);
  return isUnchanged ? last : items;
}

function isSame(a: ThreadItem, b: ThreadItem): boolean {
  if (a.kind !== 'message' || b.kind !== 'message') return a.kind === b.kind;
  const isRunSame = a.isRunStart === b.isRunStart && a.isRunEnd === b.isRunEnd;
  const isSizeSame = a.length === b.length && a.mediaHeight === b.mediaHeight;
  return isRunSame && isSizeSame && a.isOutgoing === b.isOutgoing && a.day === b.day;
}
