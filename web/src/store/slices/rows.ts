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
