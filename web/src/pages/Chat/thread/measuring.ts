import { measureElement } from '@tanstack/react-virtual';
import type { ThreadVirtualizer } from './places.ts';

export type Measuring = {
  /** Each row's `ref`. */
  note: (row: HTMLLIElement | null) => void;
  /** For when messages came in before those that are drawn. */
  renumber: () => void;
  /** The list's option of that name. */
  measureElement: typeof measureElement<HTMLLIElement>;
  /** Hands the list what came and went since the last time. To be called before anything is painted. */
  flush: () => void;
};

/**
 * Rows that are drawn together are read together, before the first of them is put in its place: reading each one after the
 * former was placed would have the browser lay the page out once for every row.
 *
 * The list knows a row by its number. A message's row does not know its own: all would be drawn anew when older ones come.
 * @param find the list, once there is one
 * @param indexOf of a message, by its key
 */
export function createMeasuring(
  find: () => ThreadVirtualizer | null,
  indexOf: (key: string) => number | undefined,
): Measuring {
  let fresh: HTMLLIElement[] = [];
  let heights: ReadonlyMap<HTMLLIElement, number> | null = null;
  let hasChanged = false;

  function flush(): void {
    const list = find();
    if (!hasChanged || list === null) return;
    hasChanged = false;
    // What was read without a flush knows none of these rows.
    heights = null;
    list.measureElement(null);
    for (const row of fresh) list.measureElement(row);
    fresh = [];
    heights = null;
  }

  function number(row: Element): void {
    const key = row instanceof HTMLElement ? row.dataset['key'] : undefined;
    const index = key === undefined ? undefined : indexOf(key);
    if (index !== undefined) row.setAttribute('data-index', String(index));
  }

  return {
    note(row) {
      if (row !== null) {
        number(row);
        fresh.push(row);
      }
      if (hasChanged) return;
      hasChanged = true;
      // A row may come without its list being drawn.
      queueMicrotask(flush);
    },

    renumber() {
      for (const row of find()?.elementsCache.values() ?? []) number(row);
    },

    measureElement(row, entry, list) {
      if (entry !== undefined) return measureElement(row, entry, list);
      heights ??= new Map(fresh.map((one) => [one, one.offsetHeight]));
      return heights.get(row) ?? row.offsetHeight;
    },

    flush,
  };
}
