import { measureElement } from '@tanstack/react-virtual';
import type { ThreadVirtualizer } from './places.ts';

export type Measuring = {
  /** Each row's `ref`. */
  note: (row: HTMLLIElement | null) => void;
  /** The list's option of that name. */
  measureElement: typeof measureElement<HTMLLIElement>;
  /** Hands the list what came and went since the last time. To be called before anything is painted. */
  flush: () => void;
};

/**
 * Rows that are drawn together are read together, before the first of them is put in its place: reading each one after the
 * former was placed would have the browser lay the page out once for every row.
 * @param find the list, once there is one
 */
export function createMeasuring(find: () => ThreadVirtualizer | null): Measuring {
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

  return {
    note(row) {
      if (row !== null) fresh.push(row);
      if (hasChanged) return;
      hasChanged = true;
      // A row may come without its list being drawn.
      queueMicrotask(flush);
    },

    measureElement(row, entry, list) {
      if (entry !== undefined) return measureElement(row, entry, list);
      heights ??= new Map(fresh.map((one) => [one, one.offsetHeight]));
      return heights.get(row) ?? row.offsetHeight;
    },

    flush,
  };
}
