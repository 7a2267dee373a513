import { compareRows, type Row } from './row.ts';

/**
 * Rows by key, with the keys in the thread's order. The same as Redux Toolkit's sorted entity adapter, which only changes
 * drafts: a thread made in the same action is none, and what is put in it would be lost.
 */
export type Rows = { ids: string[]; entities: Record<string, Row> };

/** Adds or replaces a row. The order is touched only when the row's place has changed. */
export function setRow(rows: Rows, row: Row): void {
  const at = rows.entities[row.key] === undefined ? -1 : rows.ids.indexOf(row.key);
  rows.entities[row.key] = row;
  if (at !== -1) {
    if (isInPlace(rows, at, row)) return;
    rows.ids.splice(at, 1);
  }
  rows.ids.splice(findPlace(rows, row), 0, row.key);
}

/** Puts a page's rows in their places. Where all of them are new and stand before or after the others, at once. */
export function setRows(rows: Rows, page: readonly Row[]): void {
  const keys = new Set(page.map(({ key }) => key));
  const isNew = keys.size === page.length && page.every(({ key }) => rows.entities[key] === undefined);
  const sorted = [...page].sort(compareRows);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const [oldest, newest] = [rows.entities[rows.ids[0] ?? ''], rows.entities[rows.ids.at(-1) ?? '']];
  const isBefore = oldest === undefined || (last !== undefined && compareRows(last, oldest) < 0);
  const isAfter = newest === undefined || (first !== undefined && compareRows(newest, first) < 0);
  if (!isNew || !(isBefore || isAfter)) {
    for (const row of page) setRow(rows, row);
    return;
  }
  for (const row of page) rows.entities[row.key] = row;
  const added = sorted.map(({ key }) => key);
  rows.ids = isBefore ? [...added, ...rows.ids] : [...rows.ids, ...added];
}

/** Keeps only the rows that `isKept` wants. */
export function filterRows(rows: Rows, isKept: (row: Row) => boolean): void {
  const kept = toRows(rows).filter(isKept);
  rows.ids = kept.map(({ key }) => key);
  rows.entities = Object.fromEntries(kept.map((row) => [row.key, row]));
}

/** The rows, oldest first. */
export function toRows(rows: Rows): Row[] {
  return rows.ids.flatMap((key) => rows.entities[key] ?? []);
}

function isInPlace(rows: Rows, at: number, row: Row): boolean {
  const before = rows.entities[rows.ids[at - 1] ?? ''];
  const after = rows.entities[rows.ids[at + 1] ?? ''];
  return (
    (before === undefined || compareRows(before, row) <= 0) && (after === undefined || compareRows(row, after) <= 0)
  );
}

function findPlace({ ids, entities }: Rows, row: Row): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = entities[ids[middle] ?? ''];
    if (other !== undefined && compareRows(other, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
