import { compareRows, type Row } from '#store/slices/row.ts';
import type { Thread } from '#store/slices/thread.ts';

type Selected = ReadonlyMap<string, Row>;

/** Adds a message or takes it out. */
export function toggle(selected: Selected, row: Row): Selected {
  const next = new Map(selected);
  if (!next.delete(row.key)) next.set(row.key, row);
  return next;
}

/** Adds all between two messages, both included; the last one alone where the thread no longer has the first. */
export function addRange(selected: Selected, thread: Thread, between: { from: string | null; to: string }): Selected {
  const to = thread.ids.indexOf(between.to);
  const from = between.from === null ? -1 : thread.ids.indexOf(between.from);
  const [first, last] = from === -1 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
  const next = new Map(selected);
  for (const key of thread.ids.slice(first, last + 1)) {
    const row = thread.entities[key];
    if (row !== undefined) next.set(key, row);
  }
  return next;
}

/** The chosen ones as they are now, oldest first; as they were where the thread has forgotten them. */
export function listSelected(selected: Selected, thread: Thread | undefined): Row[] {
  return [...selected.values()].map((row) => thread?.entities[row.key] ?? row).toSorted(compareRows);
}
